import { int, ints, string } from '../../../src/graph/ir.ts';
import type { Constant } from '../../../src/graph/ir.ts';
import type { CaseInput, OperatorCase } from './case.ts';
import { fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

const indices = (draw: Draw, dims: readonly number[], limit: number): CaseInput => {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const values = Array.from({ length: count }, () => draw.int(-limit, limit - 1));
  return { ...fixedInts(values, dims), fixed: draw.chance() };
};

/** Indices that name each place at most once along an axis, as a scatter without addition needs. */
const places = (draw: Draw, limit: number, count: number) => draw.permutation(limit).slice(0, count);

const elements = (op: string, reduction?: string): OperatorCase => ({
  op,
  ...(reduction && { about: reduction }),
  runs: 10,
  instance: (draw) => {
    const dims = [draw.int(2, 4), draw.int(2, 4)];
    const axis = draw.int(0, 1);
    const count = draw.int(1, dims[axis]);
    const shape = dims.map((dim, i) => (i === axis ? count : dim));
    const lines = Array.from({ length: dims[1 - axis] }, () => places(draw, dims[axis], count));
    const once =
      axis === 1
        ? lines.flat()
        : Array.from({ length: count * dims[1] }, (_, i) => lines[i % dims[1]][Math.floor(i / dims[1])]);
    const where = reduction === 'none' ? fixedInts(once, shape) : indices(draw, shape, dims[axis]);
    const data = weight(dims, draw.values(dims));
    const attributes = { axis: int(axis), ...(reduction && { reduction: string(reduction) }) };
    return {
      inputs: reduction ? [data, where, weight(shape, draw.values(shape))] : [data, where],
      attributes,
    };
  },
});

const scatterND = (reduction: string): OperatorCase => ({
  op: 'ScatterND',
  about: reduction,
  instance: (draw) => {
    const dims = [4, draw.int(1, 3), 2];
    const count = draw.int(1, 4);
    const rows =
      reduction === 'none' ? places(draw, 4, count) : Array.from({ length: count }, () => draw.int(0, 3));
    const shape = [count, dims[1], 2];
    return {
      inputs: [
        weight(dims, draw.values(dims)),
        fixedInts(rows, [count, 1]),
        weight(shape, draw.values(shape)),
      ],
      attributes: { reduction: string(reduction) },
    };
  },
});

const float32 = (value: number): Constant => ({ dtype: 'float32', dims: [1], data: Float32Array.of(value) });

export const indexingCases: readonly OperatorCase[] = [
  {
    op: 'Gather',
    runs: 16,
    instance: (draw) => {
      const dims = draw.shape(3, 4);
      const axis = draw.int(1, 2);
      const shape = draw.pick([], [1], [3], [2, 2]);
      const where = indices(draw, shape, dims[axis]);
      return {
        inputs: [variable(dims, draw.values(dims)), where],
        attributes: { axis: int(draw.chance() ? axis : axis - 3) },
      };
    },
  },
  {
    op: 'Gather',
    about: 'rows of a table',
    instance: (draw) => {
      const dims = [5, 3];
      return {
        inputs: [weight(dims, draw.values(dims)), { ...indices(draw, [3, 2], 5), batch: true, fixed: false }],
      };
    },
  },
  elements('GatherElements'),
  elements('ScatterElements', 'none'),
  elements('ScatterElements', 'add'),
  scatterND('none'),
  scatterND('add'),
  {
    op: 'GatherND',
    instance: (draw) => {
      const dims = [3, 4, 2];
      const depth = draw.int(1, 3);
      const count = draw.int(1, 4);
      const rows = Array.from({ length: count }, () =>
        dims.slice(0, depth).map((dim) => draw.int(0, dim - 1)),
      ).flat();
      return { inputs: [weight(dims, draw.values(dims)), fixedInts(rows, [count, depth])] };
    },
  },
  {
    op: 'GatherND',
    about: 'batch dimensions',
    runs: 8,
    instance: (draw) => {
      const batch = draw.int(1, 2);
      const dims = [draw.int(1, 3), 2, 3, 2];
      const depth = draw.int(1, 4 - batch);
      const lead = [...dims.slice(0, batch), ...draw.pick<number[]>([], [2], [1, 2])];
      const size = lead.reduce((a, b) => a * b, 1);
      const places = Array.from({ length: size }, () =>
        dims.slice(batch, batch + depth).map((dim) => draw.int(-dim, dim - 1)),
      ).flat();
      return {
        inputs: [
          variable(dims, draw.values(dims)),
          { ...fixedInts(places, [...lead, depth]), batch: true, fixed: false },
        ],
        attributes: { batch_dims: int(batch) },
      };
    },
  },
  {
    op: 'TopK',
    runs: 10,
    perSample: true,
    instance: (draw) => {
      const dims = draw.shape(draw.int(2, 3), 4);
      const axis = draw.int(1, dims.length - 1);
      const largest = int(draw.int(0, 1));
      return {
        outputs: 2,
        inputs: [variable(dims, draw.distinct(dims)), fixedInts([draw.int(1, dims[axis])])],
        attributes: { axis: int(draw.chance() ? axis : axis - dims.length), largest },
      };
    },
  },
  {
    op: 'Shape',
    instance: (draw) => {
      const dims = draw.shape();
      return {
        inputs: [variable(dims, draw.values(dims))],
        attributes: draw.chance() ? {} : { start: int(draw.int(-1, 1)), end: int(draw.int(1, 3)) },
      };
    },
  },
  {
    op: 'Size',
    instance: (draw) => {
      const dims = draw.shape();
      return { inputs: [variable(dims, draw.values(dims))] };
    },
  },
  {
    op: 'Constant',
    instance: (draw) => ({
      inputs: [],
      attributes: draw.pick(
        { value: { kind: 'tensor' as const, value: float32(2) } },
        { value_ints: ints([1, 2, 3]) },
      ),
    }),
  },
  {
    op: 'ConstantOfShape',
    instance: (draw) => ({
      inputs: [fixedInts(draw.shape())],
      attributes: draw.chance() ? {} : { value: { kind: 'tensor', value: float32(0.5) } },
    }),
  },
  {
    op: 'Range',
    instance: (draw) => {
      const scalar = (value: number) => fixedInts([value], []);
      return { inputs: [scalar(draw.int(-3, 3)), scalar(draw.int(4, 9)), scalar(draw.int(1, 3))] };
    },
  },
];
