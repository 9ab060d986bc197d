import { float, int, ints } from '../../../src/graph/ir.ts';
import type { CaseAttributes, OperatorCase, OperatorInstance } from './case.ts';
import { fixedInts, variable, weight } from './case.ts';
import type { Draw } from './draw.ts';
import { geometry } from './window-cases.ts';

/** How the input's values are drawn, and what else a pooling is told. */
interface Pooling {
  readonly values: (dims: readonly number[]) => number[];
  readonly extra: CaseAttributes;
  readonly rank?: number | undefined;
  readonly dilated?: boolean;
  readonly opset?: number | undefined;
}

/** Pooling windows: the pads stay smaller than the kernel. */
function pooling(draw: Draw, { values, extra, rank, dilated = false, opset }: Pooling): OperatorInstance {
  const { size, kernel, attributes } = geometry(draw, dilated, rank);
  const dims = [draw.int(1, 2), draw.int(1, 2), ...size];
  return {
    opset,
    inputs: [variable(dims, values(dims))],
    attributes: { ...attributes, kernel_shape: ints(kernel), ...extra },
  };
}

const flag = (draw: Draw, name: string): CaseAttributes =>
  draw.chance() ? { [name]: int(draw.int(0, 1)) } : {};

const maxPool = (about?: string, rank?: number): OperatorCase => ({
  op: 'MaxPool',
  ...(about && { about }),
  runs: rank ? 8 : 24,
  imported: true,
  perSample: rank === undefined,
  instance: (draw) =>
    pooling(draw, {
      values: (dims) => draw.distinct(dims),
      extra: { ...flag(draw, 'ceil_mode'), ...flag(draw, 'storage_order') },
      dilated: draw.chance(),
      rank,
    }),
});

const averagePool = (about?: string, rank?: number): OperatorCase => ({
  op: 'AveragePool',
  ...(about && { about }),
  runs: rank ? 8 : 20,
  imported: true,
  perSample: rank === undefined,
  instance: (draw) =>
    pooling(draw, {
      values: (dims) => draw.values(dims),
      extra: { ...flag(draw, 'count_include_pad'), ...flag(draw, 'ceil_mode') },
      rank,
    }),
});

const dilatedAverage: OperatorCase = {
  op: 'AveragePool',
  about: 'dilated',
  runs: 10,
  imported: true,
  instance: (draw) =>
    pooling(draw, {
      values: (dims) => draw.values(dims),
      extra: { ...flag(draw, 'count_include_pad'), ...flag(draw, 'ceil_mode') },
      rank: draw.int(1, 3),
      dilated: true,
      opset: draw.pick(19, 21),
    }),
};

/** Away from 0, where |x| has its kink and small sums their steepest powers. */
const lpPool = (about: string | undefined, opset: number): OperatorCase => ({
  op: 'LpPool',
  ...(about && { about }),
  imported: true,
  runs: 10,
  instance: (draw) =>
    pooling(draw, {
      values: (dims) => draw.away(dims, [0], -2, 2, 0.5),
      extra: { p: int(draw.int(1, 4)), ...(opset >= 18 && flag(draw, 'ceil_mode')) },
      rank: draw.int(1, 3),
      dilated: opset >= 18 && draw.chance(),
      opset,
    }),
});

const global = (op: string, values: (draw: Draw, dims: readonly number[]) => number[]): OperatorCase => ({
  op,
  perSample: true,
  instance: (draw) => {
    const dims = draw.shape(draw.int(3, 5));
    return {
      inputs: [variable(dims, values(draw, dims))],
      attributes: op === 'GlobalLpPool' ? { p: int(draw.int(1, 4)) } : {},
    };
  },
});

/** `output_shape` given or, where the indices fit what the window covers, left out. */
const unpool: OperatorCase = {
  op: 'MaxUnpool',
  runs: 8,
  instance: (draw) => {
    const given = draw.chance();
    const places = draw.permutation(given ? 12 : 24).slice(0, 6);
    const strides = given ? {} : { strides: ints([2, 2]) };
    return {
      inputs: [
        weight([1, 1, 2, 3], draw.values([6])),
        fixedInts(places, [1, 1, 2, 3]),
        ...(given ? [fixedInts([1, 1, 3, 4])] : []),
      ],
      attributes: { kernel_shape: ints([2, 2]), ...strides },
    };
  },
};

const lrn: OperatorCase = {
  op: 'LRN',
  runs: 10,
  perSample: true,
  instance: (draw) => {
    const dims = [draw.int(1, 2), draw.int(1, 5), draw.int(1, 2), draw.int(1, 3)];
    return {
      inputs: [variable(dims, draw.values(dims))],
      attributes: {
        size: int(draw.pick(1, 3, 5)),
        ...(draw.chance() && { alpha: float(0.5), bias: float(2) }),
        ...(draw.chance() && { beta: float(0.5) }),
      },
    };
  },
};

export const poolingCases: readonly OperatorCase[] = [
  maxPool(),
  maxPool('three axes', 3),
  averagePool(),
  averagePool('three axes', 3),
  dilatedAverage,
  lpPool(undefined, 17),
  lpPool('ceil_mode and dilation', 18),
  global('GlobalAveragePool', (draw, dims) => draw.values(dims)),
  global('GlobalMaxPool', (draw, dims) => draw.distinct(dims)),
  global('GlobalLpPool', (draw, dims) => draw.away(dims, [0], -2, 2, 0.5)),
  unpool,
  lrn,
];
