import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import { INT64, ml, modelFile, value } from '../support/graph/files.ts';
import { attributesOf, type Tree } from '../support/graph/trees.ts';
import { openSite, type Site } from '../support/page.ts';
import { planOwn } from '../support/plan.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const publicFile = (path: string) => readFile(new URL(`../../public/${path}`, import.meta.url));
const file = (name: string, content: Uint8Array | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});
type Dropped = ReturnType<typeof file>;

const drop = (page: Page, ...files: Dropped[]) => page.locator('.zone input[type=file]').setInputFiles(files);

/** An NPY file of bytes. */
function npy(shape: readonly number[], values: Uint8Array): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117);
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1');
  return Buffer.concat([start, Buffer.from(`${header}\n`), values]);
}

/** The digits as pictures of bytes; `draw` makes a stored value of a brightness in [0, 1]. */
async function digits(draw: (brightness: number) => number): Promise<Dropped[]> {
  const [, ...rows] = (await publicFile('datasets/digits.csv')).toString().trim().split('\n').slice(0, 301);
  const values = rows.map((row) => row.split(',').map(Number));
  const head = (await publicFile('datasets/digits.csv')).toString().split('\n')[0].trim().split(',');
  const at = head.indexOf('label');
  const pixels = values.flatMap((row) => row.filter((_, column) => column !== at));
  const labels = values.map((row) => row[at]);
  return [
    file(
      'x.npy',
      npy(
        [rows.length, 1, 8, 8],
        Uint8Array.from(pixels, (value) => draw(value / 16)),
      ),
    ),
    file('y.npy', npy([rows.length], Uint8Array.from(labels))),
  ];
}

const accuracy = async (page: Page): Promise<number> => {
  const value = page.locator('#import-accuracy .figure .value');
  await value.waitFor({ timeout: 60_000 });
  return parseFloat(await value.innerText());
};

test('a model and its data: what was found, how well it does, what is possible; the plan is one click away', async () => {
  const { page, trouble } = await site.visit();
  await drop(page, file('digits.onnx', await publicFile('models/digits-cnn.onnx')));
  await page.locator('#import-found table').waitFor();
  await page.getByText('Still missing').waitFor();
  expect(await page.locator('#import-found').innerText()).toMatch(/19,578[\s\S]*touchstone[\s\S]*logits/);
  expect(await page.getByRole('button', { name: 'Continue to the plan' }).isDisabled()).toBe(true);
  await drop(page, ...(await digits((brightness) => Math.round(255 * brightness))));
  expect(await accuracy(page)).toBeGreaterThan(95);
  expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('good');
  await page.getByText('agrees with difference quotients').waitFor({ timeout: 60_000 });
  expect(await page.locator('#import-possible [data-possible=true]').count()).toBeGreaterThanOrEqual(2);
  await planOwn(page);
  expect(await page.evaluate(() => location.hash)).toMatch(/model=[0-9a-f]{64}&data=[0-9a-f]{64}/);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Your model' }).waitFor();
  expect(trouble).toEqual([]);
});

test('dark on light: the likeliest mistake is mended by one click, taken back, saved as a card and used again', async () => {
  const { page, context, trouble } = await site.visit();
  const model = file('digits.onnx', await publicFile('models/digits-cnn.onnx'));
  const data = await digits((brightness) => 255 - Math.round(255 * brightness));
  await drop(page, model, ...data);
  expect(await accuracy(page)).toBeLessThan(40);
  await page
    .getByRole('button', { name: /^Use this: .*dark and light/ })
    .first()
    .click();
  await page.locator('[data-origin=hand]').waitFor();
  await expect.poll(() => accuracy(page), { timeout: 30_000 }).toBeGreaterThan(95);
  expect(await page.evaluate(() => decodeURIComponent(location.hash))).toContain('"invert":true');
  await page.keyboard.press('Control+z');
  await expect.poll(() => accuracy(page), { timeout: 30_000 }).toBeLessThan(40);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => accuracy(page), { timeout: 30_000 }).toBeGreaterThan(95);
  const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  const field = page.getByLabel(/^One name per line/);
  await field.fill(names.slice(0, 9).join('\n'));
  await page.getByText('9 names for 10 classes').waitFor();
  await field.fill(names.join('\n'));
  await page.getByRole('button', { name: 'Use these names' }).click();
  await page.getByText('Sample 1 of 300: zero').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the model card' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('digits.card.json');
  const card = await readFile(await download.path());
  // This browser remembers it for the same model.
  const again = await context.newPage();
  await again.goto(site.address);
  await drop(again, model, ...data);
  await again.locator('[data-origin=kept]').waitFor();
  await planOwn(again);
  expect(await again.locator('aside').innerText()).toMatch(/Exchange dark and light[\s\S]*zero, one/);
  // Another browser is told by the card.
  const other = await site.visit();
  await drop(other.page, file('digits.card.json', card), model, ...data);
  await other.page.locator('[data-origin=card]').waitFor();
  expect(await accuracy(other.page)).toBeGreaterThan(95);
  expect([...trouble, ...other.trouble]).toEqual([]);
});

/** Three classes by the larger of the colours' sums, as the model reads channels. */
function colourModel(): Uint8Array {
  const builder = new GraphBuilder(17);
  const x = builder.input('x', { dtype: 'float32', shape: [-1, 3, 4, 4] });
  return writeOnnx(builder.build([builder.reshape(builder.sum(x, [2, 3], false), [-1, 3])]));
}

test('blue first: the model that was trained on BGR is found out', async () => {
  const { page, trouble } = await site.visit();
  const count = 120;
  const labels = Uint8Array.from({ length: count }, (_, sample) => sample % 3);
  // Class 0 is blue, class 2 red: the channels of the data are red, green, blue.
  const pixels = Uint8Array.from({ length: count * 48 }, (_, at) => {
    const [sample, channel] = [Math.floor(at / 48), Math.floor((at % 48) / 16)];
    return (channel === 2 - labels[sample] ? 180 : 60) + ((at * 31) % 40);
  });
  await drop(
    page,
    file('colours.onnx', colourModel()),
    file('x.npy', npy([count, 3, 4, 4], pixels)),
    file('y.npy', npy([count], labels)),
  );
  expect(await accuracy(page)).toBeLessThan(50);
  await page
    .getByRole('button', { name: /^Use this: .*blue channel first/ })
    .first()
    .click();
  await expect.poll(() => accuracy(page), { timeout: 30_000 }).toBe(100);
  expect(await page.getByLabel('BGR').isChecked()).toBe(true);
  expect(trouble).toEqual([]);
});

test('trees give scores alone: the plan says what is left', async () => {
  const split: Tree = { feature: 1, threshold: 17.15, left: [0.2, 0.8], right: [0.9, 0.1] };
  const forest = modelFile({
    nodes: [
      ml('TreeEnsembleClassifier', ['x'], ['label', 'p'], {
        ...attributesOf([split]),
        classlabels_int64s: [0, 1],
      }),
    ],
    inputs: [value('x', ['N', 2])],
    outputs: [value('label', ['N'], INT64), value('p')],
  });
  const rows = Array.from({ length: 60 }, (_, row) => [row / 10, 17 + (row % 4) / 10]);
  const csv = ['a,b,label', ...rows.map(([a, b]) => `${a},${b},${b <= 17.15 ? 1 : 0}`)].join('\n');
  const { page, trouble } = await site.visit();
  await drop(page, file('forest.onnx', forest), file('rows.csv', csv));
  expect(await accuracy(page)).toBe(100);
  const possible = page.locator('#import-possible');
  await possible.getByText('gives scores but no gradients').waitFor();
  await possible.locator('[data-possible=false]', { hasText: 'A.5-3' }).waitFor();
  await possible.locator('[data-possible=true]', { hasText: 'A.3-1' }).waitFor();
  await planOwn(page);
  expect(await page.getByRole('checkbox', { name: /A\.5-3/ }).isDisabled()).toBe(true);
  expect(trouble).toEqual([]);
});

test('a model of one value per sample is used once its meaning is said', async () => {
  const builder = new GraphBuilder(17);
  const x = builder.input('x', { dtype: 'float32', shape: [-1, 2] });
  const model = writeOnnx(builder.build([builder.emit('MatMul', [x, builder.floats([1, -1], [2, 1])])]));
  const rows = Array.from({ length: 40 }, (_, row) => [row % 7, (row * 3) % 5]);
  const csv = ['a,b,label', ...rows.map(([a, b]) => `${a},${b},${a > b ? 1 : 0}`)].join('\n');
  const { page, trouble } = await site.visit();
  await drop(page, file('one.onnx', model), file('rows.csv', csv));
  await page.locator('.zone .trouble', { hasText: 'one value per sample' }).waitFor();
  await page.getByLabel('a logit').check();
  expect(await accuracy(page)).toBe(100);
  expect(trouble).toEqual([]);
});

test('predictions alone lead to the plan with the rows that need no model', async () => {
  const { page, trouble } = await site.visit();
  const rows = Array.from({ length: 60 }, (_, row) => {
    const label = row % 2;
    const right = row % 5 === 0 ? 0.2 : 0.9;
    return [label, row % 3 === 0 ? 1 : 0, label === 0 ? right : 1 - right, label === 1 ? right : 1 - right];
  });
  const csv = ['label,member,score_0,score_1', ...rows.map((row) => row.join(','))].join('\n');
  await drop(page, file('scores.csv', csv));
  const panel = page.locator('#import-recorded');
  await panel.getByText('scores of every class').waitFor();
  expect(await panel.innerText()).toMatch(/60[\s\S]*20 members, 40 others/);
  await panel.locator('[data-possible=true]', { hasText: 'A.3-1' }).waitFor();
  await panel.locator('[data-possible=false]', { hasText: 'A.5-3' }).waitFor();
  await planOwn(page);
  for (const name of [/A\.3-1/, /A\.1-2/])
    expect(await page.getByRole('checkbox', { name }).isChecked()).toBe(true);
  expect(trouble).toEqual([]);
});

test('files that cannot be used change nothing', async () => {
  const { page, trouble } = await site.visit();
  const good = await publicFile('models/digits-cnn.onnx');
  await drop(page, file('good.onnx', good));
  await page.locator('#import-found table').waitFor();
  for (const [name, content] of [
    ['cut.onnx', good.subarray(0, 900)],
    ['wrong.card.json', '{"kind": "touchstone-model-card", "version": 1, "setting": {"single": "x"}}'],
  ] as const) {
    await drop(page, file(name, content));
    await page.locator('.zone .trouble').waitFor();
    expect(await page.locator('.files .name').allInnerTexts()).toEqual(['good.onnx']);
    await page.locator('#import-found table').waitFor();
  }
  const others = [
    file('m.html', '<!doctype html>'),
    file('net.pt', 'PK\x03\x04'.padEnd(30, '\0') + 'net/data.pkl'),
  ];
  await drop(page, ...others, ...(await digits((brightness) => 255 * brightness)));
  await accuracy(page);
  const told = await page.locator('.zone .trouble').allInnerTexts();
  expect(told.map((sentence) => /\S+\.\w+/.exec(sentence)?.[0])).toEqual(['m.html', 'net.pt']);
  expect(trouble).toEqual([]);
});
