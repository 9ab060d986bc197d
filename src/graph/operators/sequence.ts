import { intOf, int } from '../ir.ts';
import type { GraphNode } from '../ir.ts';
import type { KnownTensor } from '../known.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { axisOf, given, withDim } from '../shapes.ts';

/** Turning the first entries of each sequence round is its own inverse and its own transpose. */
const reverseSequence: Operator = {
  shape: (context) => [given(context, 0)],
  gradient: ({ builder, node, upstream: [dy], wanted }) =>
    dy === undefined || !wanted(0) ? [] : [builder.emit(node.op, [dy, node.inputs[1]], node.attributes)],
};

/** Positions that a known condition keeps. */
function keptBy(condition: KnownTensor | undefined): number[] {
  if (!condition) throw new Error('what it keeps is computed during the run');
  return condition.data.flatMap((value, at) => (value === 0 ? [] : [at]));
}

const axisName = ({ attributes }: GraphNode) =>
  attributes['axis'] ? intOf(attributes, 'axis', 0) : undefined;

/** A Gather of the positions that a constant condition keeps, along an axis or of all values in a row. */
const compress: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const axis = axisName(context.node);
    const count = keptBy(context.known(1)).length;
    if (axis !== undefined) return [{ dtype, shape: withDim(shape, axisOf(axis, shape.length), count) }];
    if (shape.some((dim) => dim < 0)) throw new Error('samples of a batch meet');
    return [{ dtype, shape: [count] }];
  },
  lower: (builder, node) => {
    const [x, condition] = node.inputs;
    const axis = axisName(node);
    const shape = builder.shape(x);
    const from = axis === undefined ? builder.reshape(x, [shape.reduce((a, b) => a * b, 1)]) : x;
    const kept = builder.int64(keptBy(builder.known(condition)));
    builder.append({ ...node, op: 'Gather', inputs: [from, kept], attributes: { axis: int(axis ?? 0) } });
  },
};

export const sequences: OperatorTable = { ReverseSequence: reverseSequence, Compress: compress };
