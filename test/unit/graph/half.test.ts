import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/models/${name}`, import.meta.url)));
const digits = JSON.parse(new TextDecoder().decode(read('zoo/digits.json'))) as {
  pixels: number[];
  labels: number[];
};
const rows = 8;

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

async function answer(name: string): Promise<{ logits: Float32Array; gradient: Float32Array }> {
  const model = importModel(read(`half/${name}.onnx`));
  expect(model.access).toBe('gradient');
  expect(model.straightThrough).toEqual([]);
  expect(model.graph.inputs[0].dtype).toBe('float32');
  const { graph } = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' });
  const session = await runtime.open(graph);
  const labels = new Float32Array(rows * 10);
  for (let row = 0; row < rows; row++) labels[row * 10 + digits.labels[row]] = 1;
  const results = await session.run({
    [model.input.name]: {
      data: Float32Array.from(digits.pixels.slice(0, rows * 64), (pixel) => pixel / 16),
      dims: [rows, 1, 8, 8],
    },
    labels: { data: labels, dims: [rows, 10] },
  });
  await session.release();
  const [logits, , gradient] = Object.values(results).map(({ data }) => data as Float32Array);
  return { logits, gradient };
}

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe('a net of half precision is computed in float32', () => {
  test.each(['casts', 'pure'])('as its twin of the same rounded weights: %s', async (name) => {
    const twin = await answer('twin');
    const { logits, gradient } = await answer(name);
    expect(norm(twin.gradient)).toBeGreaterThan(0.01);
    twin.logits.forEach((value, i) => expect(Math.abs(logits[i] - value)).toBeLessThan(1e-4));
    expect(norm(gradient.map((value, i) => value - twin.gradient[i])) / norm(twin.gradient)).toBeLessThan(
      1e-3,
    );
  });
});
