import { cast, choose, codeOf, dtypeOf, isFloat } from '../emit.ts';
import { int, intOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { broadcast, checkTypes, given } from '../shapes.ts';

/** Two operands, a truth value. */
const relation: Operator = {
  shape: (context) => {
    checkTypes(context, [0, 1]);
    return [{ dtype: 'bool', shape: broadcast(given(context, 0).shape, given(context, 1).shape) }];
  },
  gradient: 'zero',
};

const predicate: Operator = {
  shape: (context) => [{ dtype: 'bool', shape: given(context, 0).shape }],
  gradient: 'zero',
};

const where: Operator = {
  shape: (context) => {
    const [condition, a, b] = [0, 1, 2].map((index) => given(context, index));
    checkTypes(context, [1, 2]);
    return [{ dtype: a.dtype, shape: broadcast(condition.shape, a.shape, b.shape) }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const [condition, a, b] = node.inputs;
    return [
      undefined,
      wanted(1) ? builder.unbroadcast(choose(builder, condition, dy, 0), builder.shape(a)) : undefined,
      wanted(2) ? builder.unbroadcast(choose(builder, condition, 0, dy), builder.shape(b)) : undefined,
    ];
  },
};

const casting: Operator = {
  shape: (context) => [
    { dtype: dtypeOf(intOf(context.node.attributes, 'to', 1)), shape: given(context, 0).shape },
  ],
  convention: 'between floating-point types the gradient passes; to and from integers it is 0',
  constant: ({ attributes }) => !isFloat(dtypeOf(intOf(attributes, 'to', 1))),
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [from, to] = [node.inputs[0], node.outputs[0]].map((name) => builder.type(name).dtype);
    return [isFloat(from) && isFloat(to) ? cast(builder, dy, from) : undefined];
  },
};

/** Written as a Cast, since the type to cast to is known. */
const castLike: Operator = {
  shape: (context) => [{ dtype: given(context, 1).dtype, shape: given(context, 0).shape }],
  lower: (builder, node) => {
    const { dtype } = builder.type(node.inputs[1]);
    builder.append({ ...node, op: 'Cast', inputs: [node.inputs[0]], attributes: { to: int(codeOf(dtype)) } });
  },
};

export const logic: OperatorTable = {
  Equal: relation,
  Greater: relation,
  GreaterOrEqual: relation,
  Less: relation,
  LessOrEqual: relation,
  And: relation,
  Or: relation,
  Xor: relation,
  Not: predicate,
  IsNaN: predicate,
  IsInf: predicate,
  Where: where,
  Cast: casting,
  CastLike: castLike,
};
