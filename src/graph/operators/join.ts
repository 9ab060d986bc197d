import { slice, zerosLike } from '../emit.ts';
import type { Dim } from '../ir.ts';
import { int, intOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { axisOf, checkTypes, given, intsFrom, sameShape, sumDims, withDim } from '../shapes.ts';

const concat: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const axis = axisOf(intOf(context.node.attributes, 'axis', 0), shape.length);
    const shapes = context.inputs.map((_, index) => given(context, index).shape);
    checkTypes(context, [...shapes.keys()]);
    const rest = (of: readonly Dim[]) => of.filter((_, index) => index !== axis);
    if (!shapes.every((other) => sameShape(rest(other), rest(shape))))
      throw new Error('joined shapes differ');
    return [{ dtype, shape: withDim(shape, axis, sumDims(shapes.map((other) => other[axis]))) }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const axis = axisOf(intOf(node.attributes, 'axis', 0), builder.shape(dy).length);
    if (builder.shape(dy)[axis] < 0) throw new Error('gradient of a join along the batch');
    let start = 0;
    return node.inputs.map((name, index) => {
      const from = start;
      start += builder.shape(name)[axis];
      if (!wanted(index) || start === from) return wanted(index) ? zerosLike(builder, name) : undefined;
      return node.inputs.length === 1 ? dy : slice(builder, dy, [[axis, from, start]]);
    });
  },
};

const split: Operator = {
  shape: (context) => {
    const { dtype, shape } = given(context, 0);
    const { attributes, outputs } = context.node;
    const axis = axisOf(intOf(attributes, 'axis', 0), shape.length);
    const parts = intOf(attributes, 'num_outputs', outputs.length);
    if (parts !== outputs.length) throw new Error('there are not as many outputs as parts');
    const sizes = intsFrom(context, 'split', 1) ?? equalParts(shape[axis], parts);
    if (sizes.length !== parts || sizes.some((size) => size < 0 !== shape[axis] < 0))
      throw new Error('the parts do not fit the outputs');
    if (sizes.reduce((sum, size) => sum + size, 0) !== shape[axis])
      throw new Error('the parts do not add up');
    return sizes.map((size) => ({ dtype, shape: withDim(shape, axis, size) }));
  },
  gradient: ({ builder, node, upstream, wanted }) => {
    if (!wanted(0)) return [];
    const parts = upstream.map((dy, index) => dy ?? zerosLike(builder, node.outputs[index]));
    const axis = axisOf(intOf(node.attributes, 'axis', 0), builder.shape(node.inputs[0]).length);
    return [parts.length === 1 ? parts[0] : builder.emit('Concat', parts, { axis: int(axis) })];
  },
};

/** Sizes of `parts` equal parts; the last may be smaller (from operator set 18). */
function equalParts(dim: Dim, parts: number): Dim[] {
  if (dim < 0 && dim % parts !== 0) throw new Error('the batch is split into unequal parts');
  const chunk = dim < 0 ? dim / parts : Math.ceil(dim / parts);
  return Array.from({ length: parts }, (_, index) => (index < parts - 1 ? chunk : dim - chunk * (parts - 1)));
}

export const join: OperatorTable = { Concat: concat, Split: split };
