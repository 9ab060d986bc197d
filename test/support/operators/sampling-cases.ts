import { int, ints, string } from '../../../src/graph/ir.ts';
import type { CaseInput, OperatorCase } from './case.ts';
import { fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';

const x = (draw: Draw, dims: readonly number[]) => variable(dims, draw.values(dims));

const fixedBools = (values: readonly number[]): CaseInput => ({
  dims: [values.length],
  values,
  dtype: 'bool',
  fixed: true,
});

const depthToSpace: OperatorCase = {
  op: 'DepthToSpace',
  imported: true,
  perSample: true,
  instance: (draw) => {
    const side = draw.int(1, 3);
    const dims = [draw.int(1, 2), side * side * draw.int(1, 2), draw.int(1, 3), draw.int(1, 2)];
    const mode = draw.pick(undefined, 'DCR', 'CRD');
    return {
      inputs: [x(draw, dims)],
      attributes: { blocksize: int(side), ...(mode && { mode: string(mode) }) },
    };
  },
};

const spaceToDepth: OperatorCase = {
  op: 'SpaceToDepth',
  imported: true,
  perSample: true,
  instance: (draw) => {
    const side = draw.int(1, 3);
    const dims = [draw.int(1, 2), draw.int(1, 2), side * draw.int(1, 2), side * draw.int(1, 2)];
    return { inputs: [x(draw, dims)], attributes: { blocksize: int(side) } };
  },
};

/** Columns of a picture, or of a row, taken apart with overlap, gaps and padding. */
const col2im: OperatorCase = {
  op: 'Col2Im',
  imported: true,
  runs: 10,
  instance: (draw) => {
    const rank = draw.int(1, 2);
    const each = (value: (axis: number) => number) => Array.from({ length: rank }, (_, axis) => value(axis));
    const block = each(() => draw.int(1, 3));
    const channels = draw.int(1, 2);
    // With gaps and several channels of rows the engine's own kernel adds to the wrong places.
    const dilations = each(() => (rank === 1 && channels > 1 ? 1 : draw.int(1, 2)));
    const strides = each(() => draw.int(1, 2));
    const pads = [...each(() => draw.int(0, 1)), ...each(() => draw.int(0, 1))];
    const spans = each((axis) => (block[axis] - 1) * dilations[axis] + 1);
    const picture = each((axis) => spans[axis] + draw.int(0, 3));
    const counts = each(
      (axis) =>
        Math.floor((picture[axis] + pads[axis] + pads[axis + rank] - spans[axis]) / strides[axis]) + 1,
    );
    const product = (list: readonly number[]) => list.reduce((a, b) => a * b, 1);
    const dims = [draw.int(1, 2), channels * product(block), product(counts)];
    return {
      opset: 18,
      inputs: [x(draw, dims), fixedInts(picture), fixedInts(block)],
      attributes: { dilations: ints(dilations), strides: ints(strides), pads: ints(pads) },
    };
  },
};

const centerCropPad: OperatorCase = {
  op: 'CenterCropPad',
  imported: true,
  instance: (draw) => {
    const dims = [draw.int(1, 2), draw.int(1, 5), draw.int(1, 5)];
    const axes = draw.pick([1, 2], [-1], [2, 1]);
    const shape = axes.map(() => draw.int(1, 6));
    return { opset: 18, inputs: [x(draw, dims), fixedInts(shape)], attributes: { axes: ints(axes) } };
  },
};

const reverseSequence: OperatorCase = {
  op: 'ReverseSequence',
  instance: (draw) => {
    const dims = [draw.int(1, 4), draw.int(1, 4), draw.int(1, 2)];
    const time = draw.int(0, 1);
    const lengths = Array.from({ length: dims[1 - time] }, () => draw.int(1, dims[time]));
    return {
      inputs: [weight(dims, draw.values(dims)), fixedInts(lengths)],
      attributes: { time_axis: int(time), batch_axis: int(1 - time) },
    };
  },
};

const compress: OperatorCase = {
  op: 'Compress',
  imported: true,
  instance: (draw) => {
    const dims = [draw.int(1, 3), draw.int(2, 4)];
    const axis = draw.pick(undefined, 1, -1);
    const count = axis === undefined ? dims[0] * dims[1] : dims[1];
    const kept = [1, ...Array.from({ length: count - draw.int(1, 2) }, () => draw.int(0, 1))];
    const input = axis === undefined ? weight(dims, draw.values(dims)) : x(draw, dims);
    return { inputs: [input, fixedBools(kept)], attributes: axis === undefined ? {} : { axis: int(axis) } };
  },
};

/** Grid values that keep each position away from pixels' edges, where the gradient by the grid jumps. */
function grid(
  draw: Draw,
  places: readonly number[],
  sizes: readonly [number, number],
  aligned: boolean,
): number[] {
  const count = places.reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, () =>
    sizes.map((size) => {
      // Between two pixels, or beyond the first and the last: a quarter from the nearer.
      const at = draw.int(-2, size) + draw.pick(0.25, 0.75);
      return aligned && size > 1 ? (2 * at) / (size - 1) - 1 : (2 * at + 1) / size - 1;
    }),
  ).flat();
}

const gridSample: OperatorCase = {
  op: 'GridSample',
  imported: true,
  runs: 20,
  instance: (draw) => {
    const [n, height, width] = [draw.int(1, 2), draw.int(2, 4), draw.int(2, 4)];
    const dims = [n, draw.int(1, 2), height, width];
    const places = [n, draw.int(1, 2), draw.int(1, 3)];
    const aligned = draw.chance();
    const opset = draw.pick(16, 20);
    const linear = opset < 20 ? 'bilinear' : 'linear';
    return {
      opset,
      inputs: [x(draw, dims), variable([...places, 2], grid(draw, places, [width, height], aligned))],
      attributes: {
        mode: string(draw.pick(linear, linear, 'nearest')),
        padding_mode: string(draw.pick('zeros', 'border', 'reflection')),
        align_corners: int(aligned ? 1 : 0),
      },
    };
  },
};

const affineGrid: OperatorCase = {
  op: 'AffineGrid',
  imported: true,
  instance: (draw) => {
    const rank = draw.int(2, 3);
    const n = draw.int(1, 2);
    const sizes = Array.from({ length: rank }, () => draw.int(2, 3));
    const dims = [n, rank, rank + 1];
    return {
      opset: 20,
      inputs: [weight(dims, draw.values(dims)), fixedInts([n, 1, ...sizes])],
      attributes: { align_corners: int(draw.int(0, 1)) },
    };
  },
};

export const samplingCases: readonly OperatorCase[] = [
  depthToSpace,
  spaceToDepth,
  col2im,
  centerCropPad,
  reverseSequence,
  compress,
  gridSample,
  affineGrid,
];
