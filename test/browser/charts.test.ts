import axe from 'axe-core';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { i18n } from '../../src/app/i18n.svelte.ts';
import '../../src/app/styles/base.css';
import '../../src/app/styles/tokens.css';
import ExampleChart from '../charts/ExampleChart.svelte';
import { clouds } from '../charts/clouds.ts';
import type { Example } from '../charts/example.ts';
import { examples } from '../charts/index.ts';

let drop = () => {};
let picked: unknown[] = [];

beforeEach(() => {
  i18n.language = 'en';
  picked = [];
});

afterEach(() => {
  drop();
  document.documentElement.removeAttribute('data-theme');
});

function show(example: Example): HTMLElement {
  const target = document.createElement('main');
  target.style.width = '720px';
  document.body.append(target);
  const chart = mount(ExampleChart, {
    target,
    props: { example, picked: (what: unknown) => picked.push(what) },
  });
  drop = () => {
    drop = () => {};
    void unmount(chart);
    target.remove();
  };
  flushSync();
  return target;
}

const stage = (main: HTMLElement) => main.querySelector<HTMLElement>('[role=application]')!;
const readOut = (main: HTMLElement) =>
  main.querySelector('.read-out')?.textContent?.replace(/\s+/g, ' ').trim();
const spoken = (main: HTMLElement) => main.querySelector('[aria-live=polite]')!.textContent;
const button = (main: HTMLElement, name: string) =>
  [...main.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)!;

async function pressed(main: HTMLElement, ...keys: string[]): Promise<string | undefined> {
  for (const key of keys) await userEvent.keyboard(`{${key}}`);
  return readOut(main);
}

/** What the next press of an export button saves. */
async function saved(main: HTMLElement, name: string): Promise<{ name: string; blob: Blob }> {
  const made: Blob[] = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob: Blob) => {
    made.push(blob);
    return createObjectURL.call(URL, blob);
  };
  const clicked = new Promise<HTMLAnchorElement>((resolve) => {
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      HTMLAnchorElement.prototype.click = click;
      resolve(this);
    };
  });
  main.querySelector<HTMLDetailsElement>('.export details')!.open = true;
  button(main, name).click();
  const link = await clicked;
  URL.createObjectURL = createObjectURL;
  return { name: link.download, blob: made.at(-1)! };
}

test('one tab stop; arrows, Home, End and Page keys walk, and only then the read-out is spoken', async () => {
  const main = show(examples.accuracyAgainstEpsilon());
  const chart = stage(main);
  expect(main.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  expect(chart.getAttribute('aria-label')).toContain('Accuracy against strength. At strength 6/255');
  chart.focus();
  expect(spoken(main)).toBe('');
  expect(await pressed(main, 'ArrowRight')).toMatch(/^ε = 0 FGSM 96 %/);
  expect(spoken(main)).toMatch(/^ε = 0: FGSM 96 %/);
  expect(await pressed(main, 'PageUp')).toMatch(/^ε = 12\/255/);
  expect(await pressed(main, 'End')).toMatch(/^ε = 16\/255/);
  expect(await pressed(main, 'ArrowLeft', 'Enter')).toMatch(/^ε = 12\/255/);
  expect(picked).toEqual([12 / 255]);
  expect(await pressed(main, 'Escape')).toBeUndefined();
  expect(spoken(main)).toBe('');
});

test('the pointer reads without speaking, a click picks, leaving ends it', async () => {
  const main = show(examples.accuracyAgainstEpsilon());
  const chart = stage(main);
  await userEvent.hover(chart, { position: { x: 200, y: 100 } });
  expect(readOut(main)).toMatch(/^ε = 4\/255/);
  expect(spoken(main)).toBe('');
  await userEvent.click(chart, { position: { x: 200, y: 100 } });
  expect(picked).toEqual([4 / 255]);
  await userEvent.unhover(chart);
  expect(readOut(main)).toBeUndefined();
});

test('the legend switches curves off, keeps one, tells how many are shown, and leaves one alone when pressed twice', async () => {
  const main = show(examples.accuracyAgainstEpsilon());
  const states = () =>
    [...main.querySelectorAll('.legend [aria-pressed]')].map((one) => one.getAttribute('aria-pressed'));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 500));
  for (const name of ['FGSM', 'PGD', 'MI-FGSM', 'Worst case']) {
    await userEvent.click(button(main, name));
    await pause();
  }
  expect(states()).toEqual(['false', 'false', 'false', 'true']);
  expect(main.querySelector('.legend [role=status]')?.textContent).toBe('1 of 4 shown');
  stage(main).focus();
  expect(await pressed(main, 'End')).toMatch(/^ε = 16\/255 Worst case [\d.]+ % \[.*\] \d+\/200$/);
  await userEvent.click(button(main, 'Show all'));
  expect(states()).toEqual(['true', 'true', 'true', 'true']);
  button(main, 'PGD').focus();
  await userEvent.keyboard('{Enter}{Enter}');
  expect(states()).toEqual(['false', 'true', 'false', 'false']);
});

test('rows of a heat map are walked in both directions, and a cell is picked', async () => {
  const main = show(examples.confusionMatrix());
  stage(main).focus();
  expect(await pressed(main, 'ArrowRight', 'ArrowDown', 'ArrowRight')).toBe('True 1, Predicted 1 Samples 25');
  await pressed(main, 'End', 'Enter');
  expect(picked).toEqual([{ row: 1, column: 9 }]);
});

test('points are brushed with Shift and arrow keys and with the pointer; Escape clears', async () => {
  const main = show(clouds(40));
  stage(main).focus();
  await userEvent.keyboard('{Home}{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}');
  const brushed = picked.at(-1) as { series: string; index: number }[];
  expect(brushed.length).toBeGreaterThanOrEqual(2);
  expect(main.textContent).toContain(`${brushed.length} points selected`);
  await userEvent.keyboard('{Escape}');
  expect(picked.at(-1)).toEqual([]);
  await userEvent.dragAndDrop(stage(main), stage(main), {
    sourcePosition: { x: 60, y: 40 },
    targetPosition: { x: 690, y: 180 },
  });
  expect((picked.at(-1) as unknown[]).length).toBeGreaterThan(10);
});

test('points are drawn: the canvas holds both colours', () => {
  const canvas = show(clouds(200)).querySelector('canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let [blue, orange] = [0, 0];
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 150) {
      if (data[at + 2] > data[at] + 60) blue++;
      if (data[at] > data[at + 2] + 60) orange++;
    }
  expect(Math.min(blue, orange)).toBeGreaterThan(500);
});

test('the page draws the marks of the picture: as many elements, in the same places', async () => {
  const main = show(examples.accuracyAgainstEpsilon());
  const live = stage(main).querySelector('svg')!;
  const { blob } = await saved(main, 'Picture (SVG)');
  const file = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
  const drawing = file.querySelector('g[transform^="translate(16 "]:last-of-type')!;
  const count = (where: ParentNode, name: string) => where.querySelectorAll(`:scope > ${name}`).length;
  for (const name of ['line', 'path', 'text']) expect(count(live, name), name).toBe(count(drawing, name));
});

describe('export', () => {
  test('the SVG stands alone: it parses, is titled, white, and needs no style, script or address', async () => {
    document.documentElement.dataset.theme = 'dark';
    const { name, blob } = await saved(show(examples.twoHistograms()), 'Picture (SVG)');
    expect([name, blob.type]).toEqual(['Confidence-before-and-after.svg', 'image/svg+xml']);
    const text = await blob.text();
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(file.querySelector('parsererror')).toBeNull();
    expect(file.querySelector('title')?.textContent).toBe('Confidence before and after');
    expect(file.querySelector('desc')?.textContent).toMatch(/^After the attack/);
    expect(file.querySelector('rect[fill="#ffffff"]')).not.toBeNull();
    expect(file.documentElement.getAttribute('font-family')).toContain('Noto Sans CJK SC');
    expect(file.querySelectorAll('style, script, image, a, use, foreignObject')).toHaveLength(0);
    expect(text.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|var\(|currentcolor/i);
    for (const reference of text.matchAll(/url\(#([^)]+)\)/g))
      expect(file.getElementById(reference[1]), reference[1]).not.toBeNull();
  });

  test('the PNG is the picture at twice its size', async () => {
    const main = show(examples.accuracyAgainstIterationsLog());
    const svg = new DOMParser().parseFromString(
      await (await saved(main, 'Picture (SVG)')).blob.text(),
      'image/svg+xml',
    ).documentElement;
    const { name, blob } = await saved(main, 'Picture (PNG)');
    expect([name, blob.type]).toEqual(['准确率随迭代轮数的变化.png', 'image/png']);
    const image = await createImageBitmap(blob);
    expect([image.width, image.height]).toEqual([
      2 * Number(svg.getAttribute('width')),
      2 * Number(svg.getAttribute('height')),
    ]);
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    expect([...data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    let coloured = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 600) coloured++;
    expect(coloured).toBeGreaterThan(2000);
  });

  test('the CSV has a byte order mark, the numbers as they are, and intervals in columns of their own', async () => {
    const { name, blob } = await saved(show(examples.onePoint()), 'Numbers (CSV)');
    expect(name).toBe('A-single-point.csv');
    expect([...new Uint8Array(await blob.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, row] = (await blob.text()).replace('\uFEFF', '').split('\r\n');
    expect(head).toBe('Strength ε,PGD,PGD 95 % low,PGD 95 % high,PGD count,PGD n');
    expect(row).toMatch(/^0\.1,0\.4,0\.33\d+,0\.46\d+,80,200$/);
  });
});

test('the table opens on demand and for print alone', () => {
  const main = show(examples.accuracyAgainstEpsilon());
  expect(main.querySelector('table')).toBeNull();
  window.dispatchEvent(new Event('beforeprint'));
  expect(main.querySelectorAll('tbody tr')).toHaveLength(7);
  window.dispatchEvent(new Event('afterprint'));
  expect(main.querySelector('table')).toBeNull();
});

test('on paper many columns become several tables, each with the first column', () => {
  const main = show(examples.classOverlay());
  window.dispatchEvent(new Event('beforeprint'));
  const heads = [...main.querySelectorAll('thead tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(heads).toHaveLength(7);
  expect(heads.every(([first]) => first === 'Strength ε (L∞)')).toBe(true);
  expect(heads.flatMap(([, ...rest]) => rest)).toEqual([...Array.from({ length: 40 }, (_, run) => `Run ${run + 1}`), 'Median of 40 runs']); // prettier-ignore
  window.dispatchEvent(new Event('afterprint'));
});

test('a value that cannot be drawn is said in the chart’s place', () => {
  const example = examples.onePoint();
  if (example.chart !== 'line') throw new Error('a line chart');
  const [series] = example.spec.series;
  const main = show({
    ...example,
    spec: { ...example.spec, series: [{ ...series, points: [{ x: 0, y: NaN }] }] },
  });
  expect(main.querySelector('[role=status]')?.textContent).toContain('value 1 of “PGD” is NaN');
  expect(main.querySelector('h3')?.textContent).toBe('A single point');
});

test.each([undefined, 'dark', 'contrast-light', 'contrast-dark'])(
  'axe finds nothing, theme %s',
  async (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    for (const name of ['accuracyAgainstEpsilon', 'rocLog', 'confusionMatrix', 'scatter']) {
      const main = show(examples[name]());
      for (const details of main.querySelectorAll('details')) details.open = true;
      await new Promise((resolve) => setTimeout(resolve, 50));
      stage(main).focus();
      await userEvent.keyboard('{ArrowRight}');
      const { violations } = await axe.run(main, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false }, 'heading-order': { enabled: false } } }); // prettier-ignore
      expect(violations.map(({ id, nodes }) => `${name} ${id}: ${nodes[0].html}`)).toEqual([]);
      drop();
    }
  },
);
