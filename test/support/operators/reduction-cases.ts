import { int, ints } from '../../../src/graph/ir.ts';
import type { OperatorCase } from './case.ts';
import { fixedInts, variable } from './case.ts';
import type { Draw } from './draw.ts';

type Values = (draw: Draw, dims: readonly number[]) => number[];

/** Axes as attribute (operator set 13, but for ReduceSum) or as input (18). */
const reduction = (
  op: string,
  values: Values = (draw, dims) => draw.values(dims),
  batch = true,
): OperatorCase => ({
  op,
  runs: 12,
  instance: (draw) => {
    const dims = draw.shape();
    const asInput = op === 'ReduceSum' || draw.chance();
    const axes = draw.chance() ? draw.axes(dims.length) : undefined;
    const keepdims = int(draw.int(0, 1));
    const x = variable(dims, values(draw, dims), batch);
    if (asInput) {
      const inputs = axes ? [x, fixedInts(axes)] : [x];
      const noop = axes ? {} : { noop_with_empty_axes: int(draw.int(0, 1)) };
      // The engine takes "no axes, nothing to do" of these only without the work an element would need.
      const attributes = op === 'ReduceSum' || op === 'ReduceMean' ? { keepdims, ...noop } : { keepdims };
      return { opset: 18, inputs, attributes };
    }
    return { opset: 13, inputs: [x], attributes: { keepdims, ...(axes && { axes: ints(axes) }) } };
  },
});

const extreme = (op: string): OperatorCase => ({
  op,
  instance: (draw) => {
    const dims = draw.shape();
    return {
      inputs: [variable(dims, draw.distinct(dims))],
      attributes: { axis: int(draw.axis(dims.length)), keepdims: int(draw.int(0, 1)) },
    };
  },
});

const softmax = (op: string, opset: number): OperatorCase => ({
  op,
  about: `set ${opset}`,
  instance: (draw) => {
    const dims = draw.shape(draw.int(2, 4));
    const axis = draw.int(1, dims.length - 1);
    const attributes = draw.chance() ? {} : { axis: int(draw.chance() ? axis : axis - dims.length) };
    return { opset, inputs: [variable(dims, draw.values(dims))], attributes };
  },
  perSample: true,
});

export const reductionCases: readonly OperatorCase[] = [
  reduction('ReduceSum'),
  reduction('ReduceMean'),
  reduction('ReduceMax', (draw, dims) => draw.distinct(dims)),
  reduction('ReduceMin', (draw, dims) => draw.distinct(dims)),
  reduction('ReduceSumSquare'),
  reduction('ReduceL1', (draw, dims) => draw.away(dims, [0])),
  reduction('ReduceL2', (draw, dims) => draw.away(dims, [0], -2, 2, 0.5)),
  reduction('ReduceLogSum', (draw, dims) => draw.values(dims, 0.75, 3)),
  reduction('ReduceLogSumExp'),
  reduction('ReduceProd', (draw, dims) => draw.values(dims, 0.5, 1.5), false),
  {
    ...reduction(
      'ReduceProd',
      (draw, dims) => draw.values(dims).map((value) => draw.pick(0, value, value)),
      false,
    ),
    about: 'with zeros',
  },
  extreme('ArgMax'),
  extreme('ArgMin'),
  softmax('Softmax', 11),
  softmax('Softmax', 17),
  softmax('LogSoftmax', 11),
  softmax('LogSoftmax', 17),
  {
    op: 'CumSum',
    instance: (draw) => {
      const dims = draw.shape();
      const attributes = { exclusive: int(draw.int(0, 1)), reverse: int(draw.int(0, 1)) };
      return {
        inputs: [variable(dims, draw.values(dims)), fixedInts([draw.axis(dims.length)], [])],
        attributes,
      };
    },
  },
];
