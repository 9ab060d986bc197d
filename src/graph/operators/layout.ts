import { isFloat } from '../emit.ts';
import type { Dim } from '../ir.ts';
import { intOf, intsOf, sizeOf } from '../ir.ts';
import type { GradientRule, Operator, OperatorTable, ShapeContext, ShapeRule } from '../operator.ts';
import { axesOf, broadcast, fillShape, given, intsFrom, needInts, shapeFrom } from '../shapes.ts';

/** Operators that keep the values and their order: the gradient takes the input's shape back. */
const reshaping = (shape: ShapeRule): Operator => ({
  shape,
  quantised: true,
  gradient: ({ builder, node, upstream: [dy], wanted }) =>
    dy === undefined || !wanted(0) ? [] : [builder.reshape(dy, builder.shape(node.inputs[0]))],
});

/** The shape that a Reshape asks for: 0 keeps a dimension, −1 is what is left. */
const reshape: ShapeRule = (context) => {
  const { dtype, shape } = given(context, 0);
  const target = context.known(1);
  if (!target) throw new Error('the new shape is computed during the run');
  const keepsZero = intOf(context.node.attributes, 'allowzero', 0) === 1;
  const request = target.data.map((value, axis): Dim => {
    if (typeof value !== 'number') return -value.perBatch;
    if (value < -1) throw new Error('the new shape is negative');
    if (value !== 0 || keepsZero) return value;
    if (axis >= shape.length) throw new Error('the new shape keeps a dimension that is not there');
    return shape[axis];
  });
  const unknown = target.data.indexOf(-1);
  return [{ dtype, shape: fillShape(shape, request, unknown) }];
};

const flatten: ShapeRule = (context) => {
  const { dtype, shape } = given(context, 0);
  const axis = intOf(context.node.attributes, 'axis', 1);
  const split = axis < 0 ? axis + shape.length : axis;
  if (split < 0 || split > shape.length)
    throw new Error(`axis ${axis} is outside a shape of rank ${shape.length}`);
  return [{ dtype, shape: [sizeOf(shape.slice(0, split)), sizeOf(shape.slice(split))] }];
};

const squeeze: ShapeRule = (context) => {
  const { dtype, shape } = given(context, 0);
  const axes = intsFrom(context, 'axes', 1);
  const gone = axes ? axesOf(axes, shape.length) : shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  if (gone.some((axis) => shape[axis] !== 1)) throw new Error('an axis to remove is not of size 1');
  return [{ dtype, shape: shape.filter((_, axis) => !gone.includes(axis)) }];
};

const unsqueeze: ShapeRule = (context) => {
  const { dtype, shape } = given(context, 0);
  const axes = intsFrom(context, 'axes', 1);
  if (!axes) throw new Error('no axes are named');
  const rank = shape.length + axes.length;
  const added = axesOf(axes, rank);
  const rest = [...shape];
  return [
    {
      dtype,
      shape: Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : (rest.shift() ?? 1))),
    },
  ];
};

function permutation(context: Pick<ShapeContext, 'node'>, rank: number): number[] {
  const perm =
    intsOf(context.node.attributes, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (perm.length !== rank || new Set(axesOf(perm, rank)).size !== rank)
    throw new Error('perm is not a permutation');
  return [...perm];
}

const transpose: Operator = {
  quantised: true,
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    return [{ dtype, shape: permutation(context, shape.length).map((axis) => shape[axis]) }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const perm = permutation({ node }, builder.shape(node.inputs[0]).length);
    return [
      builder.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
};

/** Gradient of a value that was repeated along axes of size 1. */
const shrink: GradientRule = ({ builder, node, upstream: [dy], wanted }) =>
  dy === undefined || !wanted(0) ? [] : [builder.unbroadcast(dy, builder.shape(node.inputs[0]))];

const expand: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const target = context.known(1);
    if (!target) throw new Error('the new shape is computed during the run');
    return [{ dtype, shape: broadcast(shape, shapeFrom(target.data)) }];
  },
  gradient: shrink,
};

const tile: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const repeats = needInts(context, 1, 'the number of repeats');
    if (repeats.length !== shape.length || repeats.some((times) => times < 0))
      throw new Error('the repeats do not fit the rank');
    return [{ dtype, shape: shape.map((dim, axis) => dim * repeats[axis]) }];
  },
  /** Sums over the copies: [r·d, …] is seen as [r, d, …]. */
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const shape = builder.shape(node.inputs[0]);
    const copies = builder.shape(dy).map((dim, axis) => dim / shape[axis]);
    const apart = shape.flatMap((dim, axis) => [copies[axis], dim]);
    const repeated = copies.flatMap((copy, axis) => (copy === 1 ? [] : [2 * axis]));
    return [builder.reshape(builder.sum(builder.reshape(dy, apart), repeated, true), shape)];
  },
};

/** Inference only: the values pass, the optional mask is all true. */
const dropout: Operator = {
  shape: (context) => {
    const type = given(context, 0);
    const training = context.known(2)?.data[0];
    if (context.node.inputs[2] && training !== 0) throw new Error('dropout in training mode');
    return [type, { dtype: context.opset >= 10 ? 'bool' : type.dtype, shape: type.shape }];
  },
  gradient: ({ builder, node, upstream: [dy] }) => [
    isFloat(builder.type(node.inputs[0]).dtype) ? dy : undefined,
  ],
};

export const layout: OperatorTable = {
  Reshape: reshaping(reshape),
  Flatten: reshaping(flatten),
  Squeeze: reshaping(squeeze),
  Unsqueeze: reshaping(unsqueeze),
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Dropout: dropout,
};
