import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';

/** What `test/fixtures/models/exporters.py` recorded in double precision. */
interface Recorded {
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly logits: readonly number[];
  readonly gradient: readonly number[];
}

const read = (name: string) =>
  readFileSync(new URL(`../../fixtures/models/exporters/${name}`, import.meta.url));
const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test.each([
  ['tf2onnx', 'Softmax'],
  ['paddle', 'Softmax'],
  ['mindspore', undefined],
] as const)('in the patterns of %s: PyTorch’s logits and gradients', async (name, removed) => {
  const recorded = JSON.parse(read(`${name}.json`).toString()) as Recorded;
  const model = importModel(new Uint8Array(read(`${name}.onnx`)));
  expect(model).toMatchObject({ access: 'gradient', classes: 5, removed, fixedBatch: undefined });
  const oracle = new ModelOracle(runtime, model);
  const batch = { data: Float32Array.from(recorded.x), count: 6, shape: recorded.shape };
  const labels = Int32Array.from(recorded.y);
  const { logits, gradient } = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
  recorded.logits.forEach((value, i) => expect(Math.abs(logits[i] - value)).toBeLessThan(1e-4));
  const apart = recorded.gradient.map((value, i) => value - gradient[i]);
  expect(norm(apart) / norm(recorded.gradient)).toBeLessThan(1e-5);
  await oracle.release();
});
