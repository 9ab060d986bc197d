import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { differentiate } from '../../../src/graph/differentiate.ts';
import { appendFolded } from '../../../src/graph/fold.ts';
import { float, int, ints, string } from '../../../src/graph/ir.ts';
import type { Attributes } from '../../../src/graph/ir.ts';
import type { EmissionTarget } from '../../../src/graph/operator.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

const runtime = createWasmRuntime();

interface Tie {
  readonly op: string;
  /** Values of each input, all of the same shape; the others after `dims` of the first. */
  readonly inputs: readonly (readonly number[])[];
  readonly dims?: readonly number[];
  readonly constants?: readonly number[];
  readonly attributes?: Attributes;
  /** Gradient of the sum of the outputs by each input, as PyTorch 1.13 and 2.x give it. */
  readonly expected: readonly (readonly number[])[];
}

async function gradients({ op, inputs, dims, constants = [], attributes = {} }: Tie, target: EmissionTarget) {
  const builder = new GraphBuilder(17);
  const shape = dims ?? [inputs[0].length];
  const names = inputs.map((_, index) => builder.input(`x${index}`, { dtype: 'float32', shape }));
  const output = builder.emit(op, [...names, ...constants.map((value) => builder.scalar(value))], attributes);
  const found = differentiate(builder, output, names, target);
  const wanted = names.map((name) => found.get(name) ?? '');
  const graph = builder.build([output, ...wanted]);
  const session = await runtime.open({ ...graph, inputs: graph.inputs });
  const feeds = Object.fromEntries(
    names.map((name, i) => [name, { data: Float32Array.from(inputs[i]), dims: shape }]),
  );
  const results = await session.run(feeds);
  await session.release();
  return wanted.map((name) => Array.from(results[name].data, Number).map((value) => value + 0));
}

const ties: readonly Tie[] = [
  { op: 'Relu', inputs: [[-1, 0, -0, 2]], expected: [[0, 0, 0, 1]] },
  { op: 'LeakyRelu', inputs: [[-1, 0, 2]], attributes: { alpha: float(0.25) }, expected: [[0.25, 0.25, 1]] },
  { op: 'Elu', inputs: [[0, 2]], attributes: { alpha: float(0.5) }, expected: [[0.5, 1]] },
  { op: 'Abs', inputs: [[-2, 0, 3]], expected: [[-1, 0, 1]] },
  { op: 'Shrink', inputs: [[-0.5, 0, 0.5, 2]], expected: [[0, 0, 0, 1]] },
  { op: 'Clip', inputs: [[-2, -1, 0, 1, 2]], constants: [-1, 1], expected: [[0, 1, 1, 1, 0]] },
  { op: 'HardSigmoid', inputs: [[-2.5, 0, 2.5]], expected: [[0, Math.fround(0.2), 0]] },
  { op: 'HardSwish', inputs: [[-3, 3]], expected: [[-0.5, 1.5]] },
  {
    op: 'Max',
    inputs: [
      [1, 2, 3],
      [3, 2, 1],
    ],
    expected: [
      [0, 0.5, 1],
      [1, 0.5, 0],
    ],
  },
  {
    op: 'Min',
    inputs: [
      [1, 2, 3],
      [3, 2, 1],
    ],
    expected: [
      [1, 0.5, 0],
      [0, 0.5, 1],
    ],
  },
  {
    op: 'Max',
    inputs: [
      [1, 4],
      [4, 4],
      [4, 4],
      [4, 4],
    ],
    expected: [[0, 0.25], ...[1, 2, 3].map(() => [1 / 3, 0.25].map(Math.fround))],
  },
  { op: 'ReduceMax', inputs: [[5, 1, 5, 2]], attributes: { axes: ints([0]) }, expected: [[0.5, 0, 0.5, 0]] },
  {
    op: 'ReduceMin',
    inputs: [[1, 1, 1, 1]],
    attributes: { axes: ints([0]) },
    expected: [[0.25, 0.25, 0.25, 0.25]],
  },
  { op: 'ReduceL1', inputs: [[-2, 0, 3]], attributes: { axes: ints([0]) }, expected: [[-1, 0, 1]] },
  { op: 'ReduceL2', inputs: [[0, 0]], attributes: { axes: ints([0]) }, expected: [[0, 0]] },
  { op: 'LpNormalization', inputs: [[0, 0]], expected: [[0, 0]] },
  { op: 'LpNormalization', inputs: [[0, 0]], attributes: { p: int(1) }, expected: [[0, 0]] },
  { op: 'Pow', inputs: [[0, 2]], constants: [0], expected: [[0, 0]] },
  {
    op: 'MaxPool',
    inputs: [[3, 3, 1, 3, 3, 3]],
    dims: [1, 1, 6],
    attributes: { kernel_shape: ints([2]), strides: ints([2]) },
    expected: [[1, 0, 0, 1, 1, 0]],
  },
  {
    op: 'MaxPool',
    inputs: [[3, 3, 3, 3]],
    dims: [1, 1, 4],
    attributes: { kernel_shape: ints([3]), strides: ints([1]) },
    expected: [[1, 1, 0, 0]],
  },
  { op: 'GlobalMaxPool', inputs: [[1, 3, 3, -1]], dims: [1, 1, 4], expected: [[0, 1, 0, 0]] },
  { op: 'GlobalMaxPool', inputs: [[-2, -2, -2, -2]], dims: [1, 2, 2], expected: [[1, 0, 1, 0]] },
  {
    op: 'LpPool',
    inputs: [[0, 0, 3, -4]],
    dims: [1, 1, 4],
    attributes: { kernel_shape: ints([2]), strides: ints([2]) },
    expected: [[0, 0, Math.fround(0.6), Math.fround(-0.8)]],
  },
  { op: 'GlobalLpPool', inputs: [[0, 0, 0, 0]], dims: [1, 1, 4], expected: [[0, 0, 0, 0]] },
];

for (const tie of ties) {
  for (const target of ['wasm', 'webgpu'] as const) {
    test(`${tie.op} of ${JSON.stringify(tie.inputs)} on ${target}`, async () => {
      expect(await gradients(tie, target)).toEqual(tie.expected);
    });
  }
}

test('every convention that names a tie has one here', () => {
  const stated = Object.entries(operators).filter(
    ([, { convention, gradient, straightThrough }]) =>
      convention !== undefined && typeof gradient === 'function' && !straightThrough,
  );
  const tested = new Set([...ties.map(({ op }) => op), ...elsewhere]);
  expect(stated.map(([op]) => op).filter((op) => !tested.has(op))).toEqual([]);
});

/** Conventions proved by tests of their own below. */
const elsewhere = ['TopK', 'Cast', 'OneHot', 'PRelu', 'Selu', 'ThresholdedRelu', 'Resize'];

/** Three values at 0, 1, 2 become two at 0 and 1.5: halfway between the second and the third (ONNX, Resize, nearest_mode). */
test.each([
  ['round_prefer_floor', [1, 1, 0]],
  ['round_prefer_ceil', [1, 0, 1]],
])('Resize to the nearest, halfway, %s', async (nearest, expected) => {
  const builder = new GraphBuilder(17);
  builder.input('x', { dtype: 'float32', shape: [1, 1, 3] });
  const output = builder.emit('Resize', ['x', '', '', builder.int64([1, 1, 2])], {
    mode: string('nearest'),
    nearest_mode: string(nearest),
    coordinate_transformation_mode: string('asymmetric'),
  });
  const gradient = differentiate(builder, output, ['x'], 'wasm').get('x') ?? '';
  const session = await runtime.open(builder.build([output, gradient]));
  const results = await session.run({ x: { data: Float32Array.of(5, 6, 7), dims: [1, 1, 3] } });
  await session.release();
  expect(Array.from(results[output].data, Number)).toEqual(expected[1] === 1 ? [5, 6] : [5, 7]);
  expect(Array.from(results[gradient].data, Number)).toEqual(expected);
});

test('TopK gives the gradient to the lowest index of equal values', async () => {
  const builder = new GraphBuilder(17);
  builder.input('x', { dtype: 'float32', shape: [4] });
  const [values] = builder.emitMany('TopK', ['x', builder.int64([2])], { axis: int(0) }, 2);
  const gradient = differentiate(builder, values, ['x'], 'wasm').get('x') ?? '';
  const session = await runtime.open(builder.build([values, gradient]));
  const results = await session.run({ x: { data: Float32Array.of(1, 7, 7, 7), dims: [4] } });
  await session.release();
  expect([...results[gradient].data]).toEqual([0, 1, 1, 0]);
});

test('GridSample on a pixel changes as on the way to the next one', async () => {
  const builder = new GraphBuilder(17);
  builder.input('grid', { dtype: 'float32', shape: [1, 1, 1, 2] });
  builder.defineConstant('x', { dtype: 'float32', dims: [1, 1, 1, 3], data: Float32Array.of(1, 2, 5) });
  const node = { op: 'GridSample', name: 'node', inputs: ['x', 'grid'], outputs: ['y'] };
  appendFolded(builder, { ...node, attributes: { align_corners: int(1) } }, { from: 17 });
  const gradient = differentiate(builder, 'y', ['grid'], 'wasm').get('grid') ?? '';
  const session = await runtime.open(builder.build(['y', gradient]));
  const results = await session.run({ grid: { data: Float32Array.of(0, 0), dims: [1, 1, 1, 2] } });
  await session.release();
  expect([results['y'].data[0], results[gradient].data[0]]).toEqual([2, 3]);
});

test.each([
  ['PRelu', [2, 3, 4], [0.5]],
  ['Selu', [0], []],
  ['ThresholdedRelu', [1], []],
] as const)('%s at its kink', async (op, values, slope) => {
  const x = values.map((value) => (op === 'PRelu' ? value - 3 : value));
  const tie: Tie = { op, inputs: [x], constants: slope, expected: [] };
  const expected = {
    PRelu: [0.5, 0.5, 1],
    Selu: [Math.fround(1.67326319217681884765625 * 1.05070102214813232421875)],
    ThresholdedRelu: [0],
  };
  expect((await gradients(tie, 'wasm'))[0]).toEqual(expected[op]);
});

test('Cast between floats passes the gradient, to integers it is none', async () => {
  const builder = new GraphBuilder(17);
  builder.input('x', { dtype: 'float32', shape: [2] });
  const wide = builder.emit('Cast', ['x'], { to: int(11) });
  const back = builder.emit('Cast', [wide], { to: int(1) });
  const whole = builder.emit('Cast', [builder.emit('Cast', ['x'], { to: int(7) })], { to: int(1) });
  const sum = builder.add(back, whole);
  const gradient = differentiate(builder, sum, ['x'], 'wasm').get('x') ?? '';
  const session = await runtime.open(builder.build([sum, gradient]));
  const results = await session.run({ x: { data: Float32Array.of(1.5, -2.5), dims: [2] } });
  await session.release();
  expect([...results[gradient].data]).toEqual([1, 1]);
  expect([...results[sum].data]).toEqual([2.5, -4.5]);
});
