import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { inspectModel } from '../../../src/graph/inspect.ts';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

/** What `test/fixtures/models/quantised.py` recorded of PyTorch's fake quantisation in double precision. */
interface Recorded {
  readonly logits: readonly (readonly number[])[];
  readonly gradient: readonly number[];
  /** The likeliest class of each of the 200 rows. */
  readonly classes: readonly number[];
  /** Distance of the shown rows' activations from the nearest rounding boundary, in steps. */
  readonly margin: number;
}

const read = (name: string) => readFileSync(new URL(`../../fixtures/models/${name}`, import.meta.url));
const recorded = JSON.parse(read('quantised/digits.json').toString()) as Recorded;
const digits = JSON.parse(read('zoo/digits.json').toString()) as { pixels: number[]; labels: number[] };
const bytes = new Uint8Array(read('quantised/digits.onnx'));

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

test('an int8 net in QDQ form gives PyTorch’s fake-quantised logits and straight-through gradient', async () => {
  const model = importModel(bytes);
  expect(model.access).toBe('gradient');
  expect(model.straightThrough).toEqual(['QuantizeLinear']);
  const session = await runtime.open(
    lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' }).graph,
  );
  const rows = digits.labels.length;
  const labels = new Float32Array(rows * 10);
  digits.labels.forEach((label, row) => (labels[row * 10 + label] = 1));
  const results = await session.run({
    [model.input.name]: {
      data: Float32Array.from(digits.pixels, (pixel) => pixel / 16),
      dims: [rows, 1, 8, 8],
    },
    labels: { data: labels, dims: [rows, 10] },
  });
  await session.release();
  const [logits, , gradient] = Object.values(results).map(({ data }) => data as Float32Array);

  // No activation of these rows is so near a boundary that float32 could round it to the other side.
  expect(recorded.margin).toBeGreaterThan(1e-4);
  recorded.logits.flat().forEach((value, i) => expect(Math.abs(logits[i] - value)).toBeLessThan(1e-4));
  const norm = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  for (let row = 0; row < recorded.logits.length; row++) {
    const exact = recorded.gradient.slice(row * 64, (row + 1) * 64);
    const apart = exact.map((value, i) => value - gradient[row * 64 + i]);
    expect(norm(apart) / norm(exact)).toBeLessThan(1e-3);
  }

  const found = digits.labels.map((_, row) => {
    const scores = logits.subarray(row * 10, (row + 1) * 10);
    return scores.indexOf(Math.max(...scores));
  });
  // Where a value does lie on a boundary, one step of one activation may turn the answer of a row.
  const apart = found.filter((one, row) => one !== recorded.classes[row]).length;
  expect(apart).toBeLessThanOrEqual(1);
});

test('an inspection says that the quantisation’s gradient is passed straight through', () => {
  const { access, findings } = inspectModel(bytes);
  expect(access).toBe('gradient');
  expect(JSON.stringify(findings)).toContain('QuantizeLinear');
});
