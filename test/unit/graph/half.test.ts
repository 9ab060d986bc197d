import { readFileSync } from 'node:fs';
import { create } from '@bufbuild/protobuf';
import { TensorProtoSchema } from 'onnx-buf';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { modelFile, node, value } from '../../support/graph/files.ts';

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

describe('other widths become float32', () => {
  const [DOUBLE, BFLOAT16] = [11, 16];
  // Exact in each of the widths.
  const weights = [0.5, -1.25, 2, 0.75, -0.375, 1.5];

  const stored = (type: number): Uint8Array<ArrayBuffer> => {
    if (type === DOUBLE) return new Uint8Array(Float64Array.from(weights).buffer);
    const upper = Uint16Array.from(new Uint32Array(Float32Array.from(weights).buffer), (word) => word >>> 16);
    return new Uint8Array(upper.buffer);
  };

  /** x · W in a width of its own, with casts on both sides; the mask's largest double is to stay finite. */
  const file = (type: number, inputType: number) =>
    modelFile({
      opset: 17,
      inputs: [value('x', ['N', 2], inputType)],
      tensors: [
        create(TensorProtoSchema, { name: 'w', dims: [2n, 3n], dataType: type, rawData: stored(type) }),
        ...(type === DOUBLE
          ? [
              create(TensorProtoSchema, {
                name: 'low',
                dims: [1n],
                dataType: type,
                doubleData: [-Number.MAX_VALUE],
              }),
            ]
          : []),
      ],
      nodes: [
        node('Cast', ['x'], ['wide'], { to: type }),
        node('MatMul', ['wide', 'w'], ['product']),
        ...(type === DOUBLE ? [node('Max', ['product', 'low'], ['kept'])] : []),
        node('Cast', [type === DOUBLE ? 'kept' : 'product'], ['y'], { to: 1 }),
      ],
      outputs: [value('y', ['N', 3])],
    });

  test.each([
    ['doubles', DOUBLE, 1],
    ['doubles, the input too', DOUBLE, DOUBLE],
    ['bfloat16', BFLOAT16, 1],
    ['bfloat16, the input too', BFLOAT16, BFLOAT16],
  ])('%s', async (_, type, inputType) => {
    const model = importModel(file(type, inputType));
    expect(model).toMatchObject({ access: 'gradient', zeroGradient: [], straightThrough: [] });
    const types = [...model.graph.constants.values()].map(({ dtype }) => dtype);
    expect(types).not.toContain('float64');
    const builder = GraphBuilder.from(model.graph);
    const gradient = differentiate(builder, model.output, ['x'], 'wasm').get('x') ?? '';
    const session = await runtime.open(builder.build([model.output, gradient]));
    const results = await session.run({ x: { data: Float32Array.of(1, -2), dims: [1, 2] } });
    await session.release();
    expect([...results[model.output].data]).toEqual([-1, -0.5, -1]);
    expect([...results[gradient].data]).toEqual([1.25, 1.875]);
  });
});
