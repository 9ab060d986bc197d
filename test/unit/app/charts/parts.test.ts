import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvText, fileName } from '../../../../src/app/charts/csv.ts';
import { alone, toggle } from '../../../../src/app/charts/legend.ts';
import { overlay, quantile, sideBySide, spread } from '../../../../src/app/charts/overlays.ts';
import { onPaper, paper } from '../../../../src/app/charts/paper.ts';
import { picture } from '../../../../src/app/charts/picture.ts';
import { simplifyBand, simplifyLine } from '../../../../src/app/charts/simplify.ts';
import { styleOf } from '../../../../src/app/charts/styles.ts';
import { softness } from '../../../../src/app/charts/symbols.ts';
import type { Series } from '../../../../src/app/charts/types.ts';
import { nearestOf } from '../../../../src/app/charts/walk.ts';
import { cut, textWidth, wrap } from '../../../../src/app/charts/words.ts';
import { contrast } from '../../../support/colours.ts';

test('a simplified line keeps both ends and, in every column of pixels, the extremes', () => {
  const heights = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 300, maxLength: 3000 });
  fc.assert(
    fc.property(heights, (ys) => {
      const line = ys.map((y, index) => ({ x: (index / ys.length) * 100, y }));
      const kept = simplifyLine(line);
      expect(kept.length).toBeLessThanOrEqual(4 * 200);
      expect([kept[0], kept.at(-1)]).toEqual([line[0], line.at(-1)]);
      const reach = (places: readonly { x: number; y: number }[]) => {
        const columns = new Map<number, [number, number]>();
        for (const { x, y } of places) {
          const [low, high] = columns.get(Math.floor(2 * x)) ?? [y, y];
          columns.set(Math.floor(2 * x), [Math.min(low, y), Math.max(high, y)]);
        }
        return columns;
      };
      expect(reach(kept)).toEqual(reach(line));
      const order = kept.map((place) => line.indexOf(place));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }),
    { numRuns: 40 },
  );
});

test('short lines stay as they are, and bands keep their widest reach', () => {
  const short = [{ x: 0, y: 1 }, { x: 0, y: 2 }, { x: 0, y: 1.5 }]; // prettier-ignore
  expect(simplifyLine(short)).toBe(short);
  const band = Array.from({ length: 1000 }, (_, index) => ({ x: index / 100, low: 200 + (index % 7), high: 100 - (index % 5) })); // prettier-ignore
  const kept = simplifyBand(band);
  expect(kept.length).toBeLessThanOrEqual(40);
  for (const { low, high } of kept) expect([low, high]).toEqual([206, 96]);
});

test('the nearest of a list; of two equally near the earlier', () => {
  const places = [0, 10, 50];
  expect([-5, 4, 5, 6, 29, 31, 99].map((at) => nearestOf(places, at))).toEqual([0, 0, 0, 1, 1, 2, 2]);
  expect(nearestOf([], 3)).toBe(-1);
});

test('a legend switches entries off and on, keeps one, and leaves one alone when pressed twice', () => {
  const all = ['a', 'b', 'c'];
  expect(toggle(all, [], 'a')).toEqual(['a']);
  expect(toggle(all, ['a'], 'a')).toEqual([]);
  expect(toggle(all, ['a', 'b'], 'c')).toEqual(['a', 'b']);
  expect(alone(all, [], 'b')).toEqual(['a', 'c']);
  expect(alone(all, ['a', 'c'], 'b')).toEqual([]);
});

test('cells that spreadsheets would run become text; numbers stay numbers', () => {
  const evil = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx'];
  const [head, ...rows] = csvText(
    ['name', 'value'],
    [...evil.map((cell) => [cell, -0.5]), ['-0.5', null], ['+1e-3', 2]],
  )
    .slice(1)
    .split('\r\n');
  expect(head).toBe('name,value');
  expect(rows).toEqual(["'=1+1,-0.5", "'+cmd,-0.5", "'-2+3,-0.5", "'@SUM(A1),-0.5", "'\tx,-0.5", `"'\rx",-0.5`, '-0.5,', '+1e-3,2', '']); // prettier-ignore
});

test('a table starts with the byte order mark and quotes what needs it', () => {
  const text = csvText(
    ['强度 ε', 'a "b"'],
    [
      ['1,5', 'two\nlines'],
      [NaN, 1e-7],
    ],
  );
  expect(text).toBe('\uFEFF强度 ε,"a ""b"""\r\n"1,5","two\nlines"\r\n,1e-7\r\n');
});

test('names of files hold no character that file systems refuse', () => {
  expect(fileName('准确率: a/b?', 'csv')).toBe('准确率-a-b.csv');
  expect(fileName('../../', 'svg')).toBe('chart.svg');
});

const run = (id: string, ys: number[]): Series => ({
  id,
  label: id,
  style: styleOf(id),
  band: true,
  whiskers: true,
  points: ys.map((y, x) => ({ x, y })),
});

test('the spread of runs: median and tenths at every x that half of them have', () => {
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  const runs = [run('a', [1, 0]), run('b', [0.5, 0.2]), run('c', [0]), run('d', [0.6])];
  expect(spread(runs)).toEqual([
    {
      x: 0,
      y: 0.55,
      low: expect.closeTo(0.15, 10) as number,
      high: expect.closeTo(0.88, 10) as number,
      n: 4,
    },
    { x: 1, y: 0.1, low: expect.closeTo(0.02, 10) as number, high: expect.closeTo(0.18, 10) as number, n: 2 },
  ]);
  expect(spread([...runs, run('e', [0])]).map(({ x }) => x)).toEqual([0]);
  const drawn = overlay(runs, { runs: '4 runs', median: 'Median' });
  expect(drawn.map(({ group }) => group)).toEqual(['4 runs', '4 runs', '4 runs', '4 runs', undefined]);
});

test('of two runs side by side the first is solid, the second dashed and hollow', () => {
  const both = sideBySide([run('fgsm', [1])], [run('fgsm', [1])], (series, which) => `${series} ${which}`);
  expect(
    both.map(({ id, label, style: { dash, hollow, colour } }) => [id, label, dash, hollow, colour]),
  ).toEqual([
    ['a fgsm', 'fgsm a', '', false, styleOf('fgsm').colour],
    ['b fgsm', 'fgsm b', '7 4', true, styleOf('fgsm').colour],
  ]);
});

test('text is cut and wrapped to a width; Chinese breaks anywhere, words stay whole', () => {
  expect(textWidth('准确率')).toBe(36);
  expect(cut('准确率随强度', 40)).toBe('准确…');
  expect(cut('short', 100)).toBe('short');
  expect(wrap('one two three', textWidth('one two '))).toEqual(['one two', 'three']);
  expect(wrap('准确率随强度', 24)).toEqual(['准确', '率随', '强度']);
});

const css = readFileSync(new URL('../../../../src/app/styles/tokens.css', import.meta.url), 'utf8');
const themes = [...css.matchAll(/\{[^{}]*--series-1:[^{}]*\}/g)].map(([body]) =>
  Object.fromEntries([...body.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]])),
);

test('paper has the light theme’s colours', () => {
  expect(themes.length).toBeGreaterThanOrEqual(4);
  for (const [token, colour] of Object.entries(paper)) expect(themes[0][token], token).toBe(colour);
  expect(onPaper({ from: '--surface', to: '--series-worst', share: 0 })).toBe('#ffffff');
});

test('soft lines reach 3 : 1 in every theme', () => {
  const mix = (a: string, b: string) =>
    `#${[1, 3, 5].map((at) => Math.round(parseInt(b.slice(at, at + 2), 16) * (1 - softness) + parseInt(a.slice(at, at + 2), 16) * softness).toString(16).padStart(2, '0')).join('')}`; // prettier-ignore
  for (const theme of themes.filter((colours) => colours['--surface']))
    expect(
      contrast(mix(theme['--series-worst'], theme['--surface']), theme['--surface']),
    ).toBeGreaterThanOrEqual(3);
});

test('a saved picture holds hostile texts as text and needs nothing from elsewhere', () => {
  const { svg } = picture({
    title: '<script>alert(1)</script> & "q"\u0000',
    reading: ']]>',
    lang: 'en"><x',
    legend: [],
    marks: [{ kind: 'text', x: 0, y: 0, text: '</text><a href="x">' }],
    size: { width: 300, height: 200 },
  });
  expect(svg.includes('\u0000')).toBe(false);
  expect(svg).not.toMatch(/<script|<a |style=| href="|var\(/);
  expect(svg).toContain('<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;q&quot;</title>');
  expect(svg).toContain('<rect width="332" height="');
});
