import type { GraphBuilder } from '../builder.ts';
import { codeOf, dtypeOf } from '../emit.ts';
import { int, intOf } from '../ir.ts';
import type { GraphNode } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { given, needInts, sameShape } from '../shapes.ts';
import { sameType } from './elementwise.ts';

/** Triangles, unit matrices and one-hot rows: what masks and class tables are made from. */

const trilu: Operator = {
  shape: (context) => {
    if (given(context, 0).shape.length < 2) throw new Error('a triangle needs a matrix');
    return sameType(context);
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) =>
    dy === undefined || !wanted(0)
      ? []
      : [builder.emit('Trilu', [dy, ...node.inputs.slice(1)], node.attributes)],
};

const eyeLike: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    if (shape.length !== 2) throw new Error('a unit matrix has two axes');
    return [{ dtype: dtypeOf(intOf(context.node.attributes, 'dtype', codeOf(dtype))), shape }];
  },
  gradient: 'zero',
  ofShape: true,
};

/** The same one-hot pattern with 0 and 1 as its values. */
function pattern(builder: GraphBuilder, node: GraphNode): string {
  const [indices, depth] = node.inputs;
  return builder.emit('OneHot', [indices, depth, builder.floats([0, 1])], node.attributes);
}

const oneHot: Operator = {
  shape: (context) => {
    const indices = given(context, 0).shape;
    const [depth] = needInts(context, 1, 'the number of classes');
    if (!(depth >= 1)) throw new Error('there are no classes');
    const rank = indices.length + 1;
    const axis = intOf(context.node.attributes, 'axis', -1);
    const at = axis < 0 ? axis + rank : axis;
    if (!sameShape(given(context, 2).shape, [2])) throw new Error('its values are not two');
    if (!(at >= 0 && at < rank)) throw new Error(`axis ${axis} is outside a shape of rank ${rank}`);
    return [
      { dtype: given(context, 2).dtype, shape: [...indices.slice(0, at), depth, ...indices.slice(at)] },
    ];
  },
  convention: 'by the indices the gradient is 0',
  /** Each of the two values gets the gradients of the places where it stands. */
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(2)) return [];
    const all = builder.shape(dy).map((_, axis) => axis);
    const on = builder.sum(builder.mul(dy, pattern(builder, node)), all, false);
    const off = builder.sub(builder.sum(dy, all, false), on);
    const pair = [off, on].map((part) => builder.reshape(part, [1]));
    return [undefined, undefined, builder.emit('Concat', pair, { axis: int(0) })];
  },
};

export const masks: OperatorTable = { Trilu: trilu, EyeLike: eyeLike, OneHot: oneHot };
