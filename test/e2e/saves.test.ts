import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stream } from '../../src/numeric/random.ts';
import { npyFile } from '../support/data-files.ts';
import { openSite, type Site } from '../support/page.ts';

/**
 * What the page saves is opened by onnxruntime itself, with nothing of the lab between, beside the file that was dropped. The
 * data are stored dark on light and read so that the lab exchanges the two: a saved file takes values as they are in the data.
 */

const count = 8;
const pixels = 64;
const classes = 10;

let site: Site;
let original: Buffer;
/** Stored bytes, and what the dropped model itself is to be given for them. */
const stored = stream(1, 'saves')
  .fillUniform(new Float32Array(60 * pixels))
  .map((value) => Math.round(255 * value));
const given = Float32Array.from(stored.subarray(0, count * pixels), (value) => 1 - value / 255);
const labels = Array.from({ length: 60 }, (_, at) => at % classes);

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  site = await openSite();
  original = await readFile(new URL('../../public/models/digits-cnn.onnx', import.meta.url));
});
afterAll(() => site.close());

const file = (name: string, content: Uint8Array | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

async function saved(page: Page, button: string): Promise<{ name: string; session: ort.InferenceSession }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), session: await ort.InferenceSession.create(bytes) };
}

/** All outputs in their order. @param further what goes in beside the values, in the inputs' order */
async function run(session: ort.InferenceSession, values: Float32Array, ...further: Float32Array[]) {
  const { inputNames, outputNames } = session;
  const dims = [[count, 1, 8, 8], ...further.map((one) => [count, one.length / count])];
  const feeds = [values, ...further].map((one, at) => [
    inputNames[at],
    new ort.Tensor('float32', one, dims[at]),
  ]);
  const results = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>);
  return outputNames.map((name) => results[name].data as Float32Array);
}

/** Cross-entropy of each sample, in doubles. */
const losses = (logits: Float32Array, wanted: readonly number[]): number[] =>
  wanted.map((label, sample) => {
    const row = [...logits.subarray(sample * classes, (sample + 1) * classes)];
    const most = Math.max(...row);
    return Math.log(row.reduce((sum, z) => sum + Math.exp(z - most), 0)) + most - row[label];
  });

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at])));

test('the saved model and its gradient graph open in onnxruntime and say what the dropped file says', async () => {
  const { page, trouble } = await site.visit();
  const card = { kind: 'touchstone-model-card', version: 1, setting: { preprocessing: { invert: true } } };
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update(original).digest('hex');
  await page
    .locator('.zone input[type=file]')
    .setInputFiles([
      file('digits.onnx', original),
      file('digits.card.json', JSON.stringify({ ...card, model: { sha256 } })),
      file('x.npy', npyFile('|u1', [60, 1, 8, 8], stored)),
      file('y.npy', npyFile('|u1', [60], labels)),
    ]);
  await page.locator('[data-origin=card]').waitFor();
  const values = Float32Array.from(stored.subarray(0, count * pixels), (value) => value / 255);
  const theirs = await ort.InferenceSession.create(original);
  const [logits] = await run(theirs, given);

  const model = await saved(page, 'Save as ONNX');
  expect(model.name).toBe('digits.touchstone.onnx');
  const [same] = await run(model.session, values);
  expect(same.length).toBe(count * classes);
  expect(furthest(same, logits)).toBeLessThan(1e-4);

  const gradient = await saved(page, 'Save the gradient graph');
  expect(gradient.name).toBe('digits.gradient.onnx');
  const wanted = labels.slice(0, count);
  const rows = Float32Array.from({ length: count * classes }, (_, at) =>
    Number(at % classes === wanted[Math.floor(at / classes)]),
  );
  const [also, loss, slope] = await run(gradient.session, values, rows);
  expect(furthest(also, logits)).toBeLessThan(1e-4);
  expect(furthest(loss, losses(logits, wanted))).toBeLessThan(1e-4);
  expect(slope.length).toBe(values.length);
  // Central differences of the dropped file's own loss; exchanging dark and light turns the direction.
  const step = 1e-3;
  const random = stream(2, 'saves');
  for (let turn = 0; turn < 4; turn++) {
    const way = random.fillNormal(new Float32Array(values.length));
    const at = async (by: number) => {
      const [moved] = await run(
        theirs,
        given.map((value, i) => value - by * way[i]),
      );
      return losses(moved, wanted);
    };
    const [above, below] = [await at(step), await at(-step)];
    for (let sample = 0; sample < count; sample++) {
      const part = (array: Float32Array) => array.subarray(sample * pixels, (sample + 1) * pixels);
      const along = part(slope).reduce((sum, value, i) => sum + value * part(way)[i], 0);
      const size = Math.hypot(...part(slope)) * Math.hypot(...part(way));
      expect(size).toBeGreaterThan(0.1);
      expect(Math.abs(along - (above[sample] - below[sample]) / (2 * step))).toBeLessThan(0.01 * size);
    }
  }
  expect(trouble).toEqual([]);
});
