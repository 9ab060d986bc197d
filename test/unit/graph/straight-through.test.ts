import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate, obstacles } from '../../../src/graph/differentiate.ts';
import { appendFolded } from '../../../src/graph/fold.ts';
import { int } from '../../../src/graph/ir.ts';
import type { Attributes, Constant, Graph } from '../../../src/graph/ir.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import type { Tensor } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

/**
 * Finite differences say nothing of a gradient that is passed straight through a step function. Its proof is PyTorch's own
 * fake quantisation (`test/fixtures/operators/fake-quantize.py`).
 */

interface Recorded {
  readonly dtype: 'int8' | 'uint8';
  readonly dims: readonly number[];
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
  readonly axis: number | null;
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly y: readonly number[];
  readonly dx: readonly number[];
}

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/operators/fake-quantize.json', import.meta.url), 'utf8'),
) as Recorded[];

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

async function run(graph: Graph, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await runtime.open(graph);
  const results = await session.run(feeds);
  await session.release();
  return results;
}

const fed = (values: readonly number[], dims: readonly number[]): Tensor => ({
  data: Float32Array.from(values),
  dims,
});

/** Values with 0 for −0. */
const plain = ({ data }: Tensor): number[] => Array.from(data, Number).map((value) => value + 0);

const integers = (dtype: 'int8' | 'uint8', values: readonly number[], dims: readonly number[]): Constant => ({
  dtype,
  dims,
  data: dtype === 'int8' ? Int8Array.from(values) : Uint8Array.from(values),
});

/** Rounding to integers and back, with a change of layout on the integers between. */
function fakeQuantized(builder: GraphBuilder, x: string, one: Recorded): string {
  const { dtype, scales, zeros, axis, dims } = one;
  const along = axis === null ? [] : [scales.length];
  const [scale, zero] = [builder.floats(scales, along), builder.constant(integers(dtype, zeros, along))];
  const named: Attributes = axis === null ? {} : { axis: int(axis) };
  const levels = builder.emit('QuantizeLinear', [x, scale, zero], named);
  const turned = builder.transpose(levels, [2, 0, 1]);
  const moved: Attributes = axis === null ? {} : { axis: int([2, 0, 1].indexOf(axis)) };
  const values = builder.emit('DequantizeLinear', [turned, scale, zero], moved);
  return builder.reshape(builder.transpose(values, [1, 2, 0]), [-1, ...dims.slice(1)]);
}

describe.each(
  recorded.map((one) => [`${one.dtype}, axis ${one.axis}, zero points ${one.zeros.join()}`, one] as const),
)('%s', (_, one) => {
  test.each([
    ['wasm', 17],
    ['webgpu', 17],
    ['wasm', 21],
  ] as const)(
    'values and gradient are those of PyTorch (%s, set %i)',
    async (target: EmissionTarget, opset) => {
      const builder = new GraphBuilder(opset);
      const shape = [-1, ...one.dims.slice(1)];
      const x = builder.input('x', { dtype: 'float32', shape });
      const dy = builder.input('dy', { dtype: 'float32', shape });
      const y = fakeQuantized(builder, x, one);
      const dx = differentiate(builder, y, [x], target, dy).get(x) ?? '';
      const results = await run(builder.build([y, dx]), {
        x: fed(one.x, one.dims),
        dy: fed(one.dy, one.dims),
      });
      expect([...results[y].data]).toEqual([...one.y]);
      expect(plain(results[dx])).toEqual(one.dx.map((value) => value + 0));
      // The cases reach beyond the range of the integers and not only beyond it.
      const passed = one.dx.filter((value, i) => value === one.dy[i]).length;
      expect(passed).toBeGreaterThan(10);
      expect(passed).toBeLessThan(one.dx.length - 5);
    },
  );

  test('and the gradient has the gradient of its stand-in', async () => {
    const builder = new GraphBuilder(17);
    const shape = [-1, ...one.dims.slice(1)];
    const x = builder.input('x', { dtype: 'float32', shape });
    const dy = builder.input('dy', { dtype: 'float32', shape });
    const y = fakeQuantized(builder, x, one);
    const once = differentiate(builder, builder.mul(y, y), [x], 'wasm', dy).get(x) ?? '';
    const twice = differentiate(builder, once, [x], 'wasm').get(x) ?? '';
    const results = await run(builder.build([twice]), {
      x: fed(one.x, one.dims),
      dy: fed(one.dy, one.dims),
    });
    expect(plain(results[twice])).toEqual(one.dx.map((value) => 2 * value + 0));
  });
});

test('a gradient meets the rounding by name, and arithmetic on the integers is refused by name', () => {
  const builder = new GraphBuilder(17);
  const x = builder.input('x', { dtype: 'float32', shape: [-1, 3, 4] });
  const y = fakeQuantized(builder, x, { ...recorded[0], dims: [1, 3, 4] });
  expect(obstacles(builder, [x], y)).toEqual({
    missing: [],
    zero: [],
    straightThrough: ['QuantizeLinear'],
  });
  const levels = builder.emit('QuantizeLinear', [x, builder.scalar(0.5)]);
  const other = builder.emit('Max', [levels, builder.constant(integers('uint8', [7], []))]);
  const z = builder.emit('DequantizeLinear', [other, builder.scalar(0.5)]);
  expect(() => differentiate(builder, z, [x], 'wasm')).toThrow(
    expect.objectContaining({ id: 'graph.no-gradient', values: { operators: 'Max' } }),
  );
});

test('every operator with such a gradient is tested here', () => {
  const names = Object.entries(operators).filter(([, { straightThrough }]) => straightThrough);
  expect(names.map(([name]) => name)).toEqual(['QuantizeLinear']);
});

describe('stored integers become the weights that they stand for', () => {
  const stored = integers('int8', [-128, -7, 0, 3, 100, 127, 5, -5, 64, -64, 1, 2], [2, 6]);

  test.each([
    ['one scale', 17, [], [0.1], [3], {}],
    ['a scale per place of an axis', 17, [2], [0.1, 0.7], [3, -4], { axis: int(0) }],
    [
      'a scale per place of the last axis',
      17,
      [6],
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      undefined,
      { axis: int(-1) },
    ],
    [
      'a scale per block',
      21,
      [2, 2],
      [0.1, 0.2, 0.3, 0.4],
      [1, 2, 3, 4],
      { axis: int(1), block_size: int(4) },
    ],
    [
      'a scale per block of the first axis',
      21,
      [1, 6],
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      undefined,
      { axis: int(0), block_size: int(2) },
    ],
  ] as const)('%s', async (_, opset, dims, scales, zeros, attributes) => {
    const engine = new GraphBuilder(opset);
    const folded = new GraphBuilder(opset);
    const outputs = [engine, folded].map((builder) => {
      const zero = zeros ? [builder.constant(integers('int8', zeros, dims))] : [];
      const node = {
        op: 'DequantizeLinear',
        name: 'node',
        inputs: [builder.constant(stored), builder.floats(scales, dims), ...zero],
        outputs: ['weights'],
        attributes,
      };
      if (builder === engine) builder.append(node);
      else appendFolded(builder, node, { from: opset });
      // Without something to feed, the engine has nothing to run.
      return builder.add(builder.input('x', { dtype: 'float32', shape: [] }), 'weights');
    });
    expect(folded.constantOf('weights')?.dtype).toBe('float32');
    const [a, b] = await Promise.all(
      [engine, folded].map(
        async (builder, i) => (await run(builder.build([outputs[i]]), { x: fed([0], []) }))[outputs[i]],
      ),
    );
    expect(b).toEqual(a);
  });
});
