import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { appendFolded, folded, preparedOpset } from '../../../src/graph/fold.ts';
import { floats, int, string } from '../../../src/graph/ir.ts';
import type { Attributes, Constant, Graph, GraphNode } from '../../../src/graph/ir.ts';
import { resizeMatrix } from '../../../src/graph/operators/resize-matrix.ts';
import type { CoordinateMode, Resampling } from '../../../src/graph/operators/resize-matrix.ts';
import type { Tensor } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

async function outcome(graph: Graph, x: Tensor): Promise<Tensor> {
  const session = await runtime.open(graph);
  const results = await session.run({ x });
  await session.release();
  return results[graph.outputs[0].name];
}

const row = (values: readonly number[], dtype: 'float32' | 'int64' = 'float32'): Constant => ({
  dtype,
  dims: [values.length],
  data: dtype === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values),
});

const modes: readonly CoordinateMode[] = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_half_pixel_for_nn',
  'tf_crop_and_resize',
];

const resampling = fc.record({
  mode: fc.constantFrom('nearest', 'linear', 'cubic'),
  coordinates: fc.constantFrom(...modes),
  nearest: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
  cubicCoefficient: fc.constantFrom(-0.75, -0.5),
  excludeOutside: fc.boolean(),
  antialias: fc.boolean(),
}) satisfies fc.Arbitrary<Resampling>;

/** Only what the operator allows together. */
const allowed = (r: Resampling): Resampling => {
  const antialias = r.antialias && r.mode !== 'nearest';
  return { ...r, antialias, excludeOutside: r.excludeOutside && (antialias || r.mode === 'cubic') };
};

/** The engine's Resize of the rows of an identity, along the last axis: its matrix, turned. */
async function engineMatrix(r: Resampling, from: number, scale: number, crop: readonly [number, number]) {
  const b = new GraphBuilder(19);
  b.input('x', { dtype: 'float32', shape: [1, 1, from, from] });
  const attributes: Attributes = {
    mode: string(r.mode),
    coordinate_transformation_mode: string(r.coordinates),
    nearest_mode: string(r.nearest),
    cubic_coeff_a: { kind: 'float', value: r.cubicCoefficient },
    exclude_outside: int(r.excludeOutside ? 1 : 0),
    antialias: int(r.antialias ? 1 : 0),
  };
  const roi = b.floats([0, 0, 0, crop[0], 1, 1, 1, crop[1]]);
  const y = b.emit('Resize', ['x', roi, b.floats([1, 1, 1, scale])], attributes);
  const identity = Float32Array.from({ length: from * from }, (_, at) => (at % (from + 1) === 0 ? 1 : 0));
  return outcome(b.build([y]), { data: identity, dims: [1, 1, from, from] });
}

test('the matrix of an axis is what the engine does to an identity', async () => {
  const size = fc.integer({ min: 1, max: 9 });
  const scale = fc.oneof(
    fc.constantFrom(0.5, 2, 1.5, 0.75, 3, 0.4, 1.3),
    fc.double({ min: 0.3, max: 3.5, noNaN: true }).map(Math.fround),
  );
  const crop = fc.constantFrom<[number, number]>([0, 1], [0.125, 0.75], [-0.25, 1.25], [0.8, 0.2]);
  await fc.assert(
    fc.asyncProperty(resampling.map(allowed), size, scale, crop, async (r, from, factor, part) => {
      const to = Math.trunc(Math.fround(factor * from));
      fc.pre(to >= 1 && factor !== 1);
      const found = await engineMatrix(r, from, factor, part);
      expect(found.dims).toEqual([1, 1, from, to]);
      const matrix = resizeMatrix(r, { from, to, scale: factor, crop: part });
      // Where no pixel changes the engine copies, whatever the coordinates say.
      fc.pre(to !== from);
      for (let column = 0; column < from; column++)
        for (let pixel = 0; pixel < to; pixel++)
          expect(
            Math.abs(Number(found.data[column * to + pixel]) - matrix[pixel * from + column]),
          ).toBeLessThan(2e-6);
    }),
    { numRuns: 150, seed: 20_260_401 },
  );
});

const resizeNode = (op: string, inputs: string[], attributes: Attributes): GraphNode => ({
  op,
  name: 'node',
  inputs,
  outputs: ['y'],
  attributes,
});

const graphOf = (
  opset: number,
  node: GraphNode,
  scales: readonly number[],
  constants: Record<string, Constant>,
): Graph => ({
  opset,
  inputs: [{ name: 'x', dtype: 'float32', shape: [2, 2, 4, 3] }],
  outputs: [
    { name: 'y', dtype: 'float32', shape: [2, 2, 4, 3].map((dim, i) => Math.trunc(dim * scales[i])) },
  ],
  nodes: [node],
  constants: new Map(Object.entries(constants)),
});

describe('forms of old', () => {
  const x: Tensor = {
    data: Float32Array.from({ length: 48 }, (_, at) => ((at * 29) % 48) / 8),
    dims: [2, 2, 4, 3],
  };
  const cases = [
    ...['nearest', 'linear'].flatMap((mode) =>
      [
        [1, 1, 2, 2],
        [1, 1, 1.5, 3],
        [1, 1, 2, 1],
      ].flatMap((scales) => [
        { op: 'Upsample', opset: 7, mode, scales },
        { op: 'Upsample', opset: 9, mode, scales },
      ]),
    ),
    ...['nearest', 'linear'].flatMap((mode) =>
      [
        [1, 1, 0.5, 0.5],
        [1, 1, 0.75, 2],
        [1, 1, 0.6, 1],
        [1, 1, 2, 1.5],
      ].map((scales) => ({
        op: 'Resize',
        opset: 10,
        mode,
        scales,
      })),
    ),
  ];

  test.each(cases)('$op of set $opset, $mode by $scales', async ({ op, opset, mode, scales }) => {
    const attributes = { mode: string(mode), ...(opset === 7 && { scales: floats(scales) }) };
    const node = resizeNode(op, opset === 7 ? ['x'] : ['x', 'scales'], attributes);
    const old = graphOf(opset, node, scales, opset === 7 ? {} : { scales: row(scales) });
    const [expected, found] = [await outcome(old, x), await outcome(folded(old), x)];
    expect(found.dims).toEqual(expected.dims);
    found.data.forEach((value, at) => expect(Number(value)).toBeCloseTo(Number(expected.data[at]), 5));
  });
});

describe('sizes that name the batch', () => {
  function freed(sizes: readonly number[], statedBatch?: number) {
    const b = new GraphBuilder(preparedOpset(17));
    b.input('x', { dtype: 'float32', shape: [-1, 3, 7, 5] });
    b.defineConstant('sizes', row(sizes, 'int64'));
    const node = resizeNode('Resize', ['x', '', '', 'sizes'], { mode: string('linear') });
    appendFolded(b, node, { from: 17, ...(statedBatch !== undefined && { statedBatch }) });
    return b;
  }

  test('become scales that give these sizes for any batch', async () => {
    for (const [height, width] of [
      [14, 10],
      [3, 9],
      [49, 31],
    ]) {
      const b = freed([4, 3, height, width], 4);
      expect(b.shape('y')).toEqual([-1, 3, height, width]);
      const found = await outcome(b.build(['y']), { data: new Float32Array(2 * 105), dims: [2, 3, 7, 5] });
      expect(found.dims).toEqual([2, 3, height, width]);
    }
  });

  test('of another size are refused', () => {
    expect(() => freed([4, 3, 14, 10])).toThrow('resizes the batch');
    expect(() => freed([5, 3, 14, 10], 4)).toThrow('resizes the batch');
  });
});
