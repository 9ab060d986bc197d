import { int, ints, string } from '../../../src/graph/ir.ts';
import type { OperatorCase } from './case.ts';
import { fixedFloat, fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

const x = (draw: Draw, dims: readonly number[]) => variable(dims, draw.values(dims));

const reshape: OperatorCase = {
  op: 'Reshape',
  instance: (draw) => {
    const [n, a, b, c] = [draw.int(1, 3), draw.int(1, 3), draw.int(1, 4), draw.int(1, 3)];
    const request = draw.pick(
      [0, -1],
      [-1, a * b, c],
      [0, c, -1, a],
      [-1, b],
      [0, 0, b * c],
      [-1, 1, a * b * c],
      [-1],
    );
    return { inputs: [x(draw, [n, a, b, c]), fixedInts(request)] };
  },
};

const squeeze = (asInput: boolean): OperatorCase => ({
  op: 'Squeeze',
  about: asInput ? 'axes as input' : 'axes as attribute',
  instance: (draw) => {
    const dims = [draw.int(2, 3), 1, draw.int(2, 3), 1];
    const axes = draw.pick([1], [3], [-1, 1], [-3], undefined);
    if (asInput) return { inputs: [x(draw, dims), ...(axes ? [fixedInts(axes)] : [])] };
    const positive = axes?.map((axis) => (axis < 0 ? axis + 4 : axis));
    return { opset: 11, inputs: [x(draw, dims)], attributes: positive ? { axes: ints(positive) } : {} };
  },
});

const unsqueeze = (asInput: boolean): OperatorCase => ({
  op: 'Unsqueeze',
  about: asInput ? 'axes as input' : 'axes as attribute',
  instance: (draw) => {
    const dims = draw.shape(draw.int(1, 3));
    const axes = draw.pick([1], [0], [-1], [1, 2], [-1, 0]);
    if (asInput) return { inputs: [x(draw, dims), fixedInts(axes)] };
    return { opset: 11, inputs: [x(draw, dims)], attributes: { axes: ints(axes) } };
  },
});

const concat: OperatorCase = {
  op: 'Concat',
  instance: (draw) => {
    const dims = draw.shape(draw.int(2, 4));
    const axis = draw.int(1, dims.length - 1);
    const inputs = Array.from({ length: draw.int(1, 4) }, () =>
      x(
        draw,
        dims.map((dim, i) => (i === axis ? draw.int(1, 3) : dim)),
      ),
    );
    return { inputs, attributes: { axis: int(draw.chance() ? axis : axis - dims.length) } };
  },
};

const split = (opset: number): OperatorCase => ({
  op: 'Split',
  about: `set ${opset}`,
  instance: (draw) => {
    const axis = draw.int(1, 2);
    const sizes = draw.chance() ? [2, 2, 2] : [1, 3, 2];
    const dims = [draw.int(1, 3), 3, 3].map((dim, i) => (i === axis ? 6 : dim));
    const input = x(draw, dims);
    const equal = sizes[0] === 2 && draw.chance();
    const base = { opset, outputs: 3 };
    if (equal) {
      return {
        ...base,
        inputs: [input],
        attributes: { axis: int(axis), ...(opset >= 18 && { num_outputs: int(3) }) },
      };
    }
    if (opset < 13) return { ...base, inputs: [input], attributes: { axis: int(axis), split: ints(sizes) } };
    return { ...base, inputs: [input, fixedInts(sizes)], attributes: { axis: int(axis - 3) } };
  },
});

/** Starts, ends and steps that take at least one element of an axis. */
function cut(draw: Draw, dim: number): [start: number, end: number, step: number] {
  const step = draw.pick(1, 1, 2, 3, -1, -2);
  const [low, high] = [draw.int(0, dim - 1), draw.int(0, dim - 1)].sort((a, b) => a - b);
  const near = draw.chance() ? low : low - dim;
  if (step > 0) return [near, draw.pick(high + 1, 0x7fffffff), step];
  return [draw.chance() ? high : high - dim, low === 0 ? -0x7fffffff : low - 1, step];
}

const slice: OperatorCase = {
  op: 'Slice',
  runs: 20,
  instance: (draw) => {
    const dims = [draw.int(1, 3), draw.int(1, 6), draw.int(1, 5)];
    const axes = draw.pick([1], [2], [-1, 1], [1, 2]);
    const cuts = axes.map((axis) => cut(draw, dims[(axis + 3) % 3]));
    const column = (at: 0 | 1 | 2) => fixedInts(cuts.map((part) => part[at]));
    return { inputs: [x(draw, dims), column(0), column(1), fixedInts(axes), column(2)] };
  },
};

const oldSlice: OperatorCase = {
  op: 'Slice',
  about: 'as attributes',
  instance: (draw) => {
    const dims = [draw.int(1, 3), 4, 5];
    const attributes = { axes: ints([1, 2]), starts: ints([1, -3]), ends: ints([3, 0x7fffffff]) };
    return { opset: 9, inputs: [x(draw, dims)], attributes };
  },
};

const pad = (mode: string): OperatorCase => ({
  op: 'Pad',
  about: mode,
  runs: 10,
  instance: (draw) => {
    const dims = [draw.int(1, 2), draw.int(1, 2), draw.int(3, 4), draw.int(3, 4)];
    const size = () => draw.int(-1, mode === 'constant' || mode === 'edge' ? 2 : 1);
    const pads = [0, 0, size(), size(), 0, 0, size(), size()];
    const value =
      mode === 'constant' && draw.chance() ? [draw.chance() ? fixedFloat(0.5) : weight([], [0.25])] : [];
    const attributes = mode === 'constant' && draw.chance() ? {} : { mode: string(mode) };
    const opset = mode === 'wrap' ? 19 : undefined;
    return { opset, inputs: [x(draw, dims), fixedInts(pads), ...value], attributes };
  },
});

const oldPad: OperatorCase = {
  op: 'Pad',
  about: 'as attributes',
  instance: (draw) => ({
    opset: 9,
    inputs: [x(draw, [draw.int(1, 3), 2, 3])],
    attributes: { pads: ints([0, 1, 2, 0, 0, 1]), mode: string(draw.pick('constant', 'edge')) },
  }),
};

const newPad: OperatorCase = {
  op: 'Pad',
  about: 'named axes',
  instance: (draw) => ({
    opset: 18,
    inputs: [x(draw, [draw.int(1, 3), 2, 3]), fixedInts([1, 2, 0, 1]), undefined, fixedInts([-1, 1])],
  }),
};

/** Parts of which the last is smaller, as set 18 has it. */
const unevenSplit: OperatorCase = {
  op: 'Split',
  about: 'uneven',
  instance: (draw) => {
    const dims = [draw.int(1, 3), 7];
    const parts = draw.pick(2, 3, 4);
    return {
      opset: 18,
      outputs: parts,
      inputs: [x(draw, dims)],
      attributes: { axis: int(draw.pick(1, -1)), num_outputs: int(parts) },
    };
  },
};

const keptZero: OperatorCase = {
  op: 'Reshape',
  about: 'allowzero',
  instance: (draw) => ({
    inputs: [x(draw, [draw.int(1, 3), 2, 3]), fixedInts(draw.pick([-1, 6], [-1, 3, 2]))],
    attributes: { allowzero: int(1) },
  }),
};

export const layoutCases: readonly OperatorCase[] = [
  reshape,
  keptZero,
  unevenSplit,
  {
    op: 'Flatten',
    instance: (draw) => {
      const dims = draw.shape(draw.int(2, 4));
      return { inputs: [x(draw, dims)], attributes: { axis: int(draw.int(1 - dims.length, dims.length)) } };
    },
  },
  squeeze(true),
  squeeze(false),
  unsqueeze(true),
  unsqueeze(false),
  {
    op: 'Transpose',
    instance: (draw) => {
      const dims = draw.shape();
      return {
        inputs: [x(draw, dims)],
        attributes: draw.chance() ? {} : { perm: ints(draw.permutation(dims.length)) },
      };
    },
  },
  {
    op: 'Expand',
    instance: (draw) => {
      const dims = draw.shape(3);
      const from = draw.narrower(dims);
      return { inputs: [weight(from, draw.values(from)), fixedInts(dims)] };
    },
  },
  {
    op: 'Tile',
    instance: (draw) => {
      const dims = draw.shape(draw.int(1, 3));
      return { inputs: [x(draw, dims), fixedInts(dims.map(() => draw.int(1, 3)))] };
    },
  },
  { op: 'Dropout', behind: 'Neg', instance: (draw) => ({ inputs: [x(draw, draw.shape())] }) },
  concat,
  ...[11, 13, 18].map(split),
  slice,
  { ...slice, about: 'as imported', imported: true },
  oldSlice,
  ...['constant', 'reflect', 'edge', 'wrap'].map(pad),
  oldPad,
  newPad,
];
