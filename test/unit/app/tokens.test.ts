import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classStyle, styleOf } from '../../../src/app/charts/styles.ts';
import { blindness, contrast, distance, linear, seen } from '../../support/colours.ts';

const css = readFileSync(new URL('../../../src/app/styles/tokens.css', import.meta.url), 'utf8');

function block(selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`);
  expect(from, selector).toBeGreaterThanOrEqual(0);
  const body = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]),
  );
}

const themes = {
  light: block(':root'),
  dark: block(":root[data-theme='dark']"),
  'contrast-light': block(":root[data-theme='contrast-light']"),
  'contrast-dark': block(":root[data-theme='contrast-dark']"),
} as const;

const papers = ['paper', 'surface', 'surface-2'];
const series = Object.keys(themes.light).filter((name) => name.startsWith('series-'));

describe.each(Object.entries(themes))('%s', (name, colours) => {
  const high = name.startsWith('contrast');

  test('has every colour of the first theme', () => {
    expect(Object.keys(colours)).toEqual(Object.keys(themes.light));
  });

  test(`text reaches ${high ? 7 : 4.5}:1 wherever it stands`, () => {
    const texts = [
      ...['ink', 'ink-2', 'gold'].flatMap((text) => [...papers, 'gold-soft'].map((paper) => [text, paper])),
      ...['good', 'bad', 'note'].flatMap((text) => [...papers, `${text}-soft`].map((paper) => [text, paper])),
      ...['good-soft', 'bad-soft', 'note-soft'].map((paper) => ['ink', paper]),
      ['on-gold', 'gold-fill'],
      ['paper', 'ink'],
    ];
    for (const [text, paper] of texts)
      expect(contrast(colours[text], colours[paper]), `${text} on ${paper}`).toBeGreaterThanOrEqual(
        high ? 7 : 4.5,
      );
  });

  test(`lines, edges of controls and the focus reach ${high ? 4.5 : 3}:1`, () => {
    for (const line of [...series, 'line-strong', 'focus'])
      for (const paper of papers)
        expect(contrast(colours[line], colours[paper]), `${line} on ${paper}`).toBeGreaterThanOrEqual(
          high ? 4.5 : 3,
        );
  });

  test.each(Object.entries(blindness))('series stay apart with %s', (_, matrix) => {
    const views = series.map((one) => seen(linear(colours[one]), matrix));
    for (let i = 0; i < views.length; i++)
      for (let j = 0; j < i; j++)
        expect(distance(views[i], views[j]), `${series[i]} and ${series[j]}`).toBeGreaterThan(18);
  });
});

test('before the program starts, a dark system shows the dark theme’s colours', () => {
  const early = block('  :root:not([data-theme])');
  expect(Object.keys(early).length).toBeGreaterThan(5);
  for (const [name, colour] of Object.entries(early)) expect(colour, name).toBe(themes.dark[name]);
});

test('no two attacks share dash and marker, so that charts read without colour', () => {
  const attacks = ['worst-case', 'fgsm', 'bim', 'pgd', 'mi-fgsm', 'apgd-ce', 'apgd-dlr', 'noise'];
  const looks = attacks.map(styleOf).map(({ dash, marker, width }) => `${dash}|${marker}|${width}`);
  expect(new Set(looks).size).toBe(attacks.length);
  const classes = Array.from({ length: 35 }, (_, at) => classStyle(at));
  expect(new Set(classes.map(({ dash, marker }) => `${dash}|${marker}`)).size).toBe(35);
});

test('colour arithmetic agrees with known values', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(distance(linear('#ffffff'), linear('#000000'))).toBeCloseTo(100, 2);
  // Red and green of one lightness fall together without the middle cones, blue and yellow do not.
  const view = (hex: string) => seen(linear(hex), blindness.deuteranopia);
  expect(distance(view('#b57a00'), view('#8a8d2f'))).toBeLessThan(25);
  expect(distance(view('#0000ff'), view('#ffff00'))).toBeGreaterThan(100);
});
