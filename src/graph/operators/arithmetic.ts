import { cast, choose, compare, isFloat, scalarLike, scale } from '../emit.ts';
import type { GraphBuilder } from '../builder.ts';
import type { GradientRule, Operator, OperatorTable, ShapeRule } from '../operator.ts';
import { broadcast, checkTypes, given } from '../shapes.ts';

/** Two operands with numpy's broadcasting; the result has the first operand's element type. */
const binaryShape: ShapeRule = (context) => {
  const [a, b] = [given(context, 0), given(context, 1)];
  // A power's exponent may be of another type.
  if (context.node.op !== 'Pow') checkTypes(context, [0, 1]);
  return [{ dtype: a.dtype, shape: broadcast(a.shape, b.shape) }];
};

type Side = (builder: GraphBuilder, upstream: string, a: string, b: string, y: string) => string;

/** A rule from the two partial derivatives, written as if there were no broadcasting. */
function binary(left: Side, right: Side): Operator {
  const gradient: GradientRule = ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const [a, b] = node.inputs;
    return [left, right].map((side, index) =>
      wanted(index)
        ? builder.unbroadcast(side(builder, dy, a, b, node.outputs[0]), builder.shape(node.inputs[index]))
        : undefined,
    );
  };
  return { shape: binaryShape, gradient };
}

const negated = (builder: GraphBuilder, a: string) => builder.emit('Neg', [a]);

/** The exponent when it is one number known before the run. */
function fixedExponent(builder: GraphBuilder, exponent: string): number | undefined {
  const constant = builder.constantOf(exponent);
  return constant?.data.length === 1 ? Number(constant.data[0]) : undefined;
}

/** p · a^(p−1) · dy */
function powBase(builder: GraphBuilder, dy: string, a: string, b: string): string {
  const p = fixedExponent(builder, b);
  if (p === 0) return scale(builder, dy, 0);
  if (p === 1) return dy;
  if (p === 2) return builder.mul(dy, scale(builder, a, 2));
  if (p !== undefined) {
    const lowered = builder.emit('Pow', [a, scalarLike(builder, p - 1, a)]);
    return builder.mul(dy, scale(builder, lowered, p));
  }
  const exponent = cast(builder, b, builder.type(a).dtype);
  const lowered = builder.emit('Pow', [a, builder.sub(exponent, scalarLike(builder, 1, a))]);
  const derivative = builder.mul(dy, builder.mul(exponent, lowered));
  const undefinedThere = builder.emit('And', [
    compare(builder, 'Equal', exponent, 0),
    compare(builder, 'Equal', a, 0),
  ]);
  return choose(builder, undefinedThere, 0, derivative);
}

/** y · log(a) · dy, and 0 where a = 0 and b ≥ 0 */
function powExponent(builder: GraphBuilder, dy: string, a: string, b: string, y: string): string {
  const derivative = builder.mul(dy, builder.mul(y, builder.emit('Log', [a])));
  const limit = builder.emit('And', [
    compare(builder, 'Equal', a, 0),
    compare(builder, 'GreaterOrEqual', b, 0),
  ]);
  return choose(builder, limit, 0, derivative);
}

/** a/b towards zero: what a remainder takes off, in multiples of b. */
function truncatedQuotient(builder: GraphBuilder, a: string, b: string): string {
  const quotient = builder.div(a, b);
  const below = compare(builder, 'Less', quotient, 0);
  return choose(builder, below, builder.emit('Ceil', [quotient]), builder.emit('Floor', [quotient]));
}

/** n operands with broadcasting. */
const variadicShape: ShapeRule = (context) => {
  const types = context.inputs.map((_, index) => given(context, index));
  checkTypes(context, [...types.keys()]);
  return [{ dtype: given(context, 0).dtype, shape: broadcast(...types.map(({ shape }) => shape)) }];
};

/** Every operand that attains the extremum has an equal share of the gradient. */
const extremum: Operator = {
  shape: variadicShape,
  convention: 'operands that tie share the gradient equally',
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    if (node.inputs.length === 1) return [dy];
    const { dtype } = builder.type(dy);
    const attains = node.inputs.map((a) =>
      cast(builder, compare(builder, 'Equal', a, node.outputs[0]), dtype),
    );
    const share = builder.div(
      dy,
      attains.reduce((sum, mask) => builder.add(sum, mask)),
    );
    return node.inputs.map((a, index) =>
      wanted(index) ? builder.unbroadcast(builder.mul(share, attains[index]), builder.shape(a)) : undefined,
    );
  },
};

const average = (divide: boolean): Operator => ({
  shape: variadicShape,
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const share = divide ? scale(builder, dy, 1 / node.inputs.length) : dy;
    return node.inputs.map((a, index) =>
      wanted(index) ? builder.unbroadcast(share, builder.shape(a)) : undefined,
    );
  },
});

export const arithmetic: OperatorTable = {
  Add: binary(
    (_, dy) => dy,
    (_, dy) => dy,
  ),
  Sub: binary(
    (_, dy) => dy,
    (builder, dy) => negated(builder, dy),
  ),
  Mul: binary(
    (builder, dy, _, b) => builder.mul(dy, b),
    (builder, dy, a) => builder.mul(dy, a),
  ),
  Div: binary(
    (builder, dy, _, b) => builder.div(dy, b),
    (builder, dy, _, b, y) => negated(builder, builder.div(builder.mul(dy, y), b)),
  ),
  Pow: {
    ...binary(powBase, (builder, dy, a, b, y) =>
      isFloat(builder.type(b).dtype) ? powExponent(builder, dy, a, b, y) : dy,
    ),
    convention:
      'base: 0 where base and exponent are 0; exponent: 0 where the base is 0 and the exponent is not negative',
  },
  /** Of floating-point numbers, whose remainder has the dividend's sign. */
  Mod: binary(
    (_, dy) => dy,
    (builder, dy, a, b) => negated(builder, builder.mul(dy, truncatedQuotient(builder, a, b))),
  ),
  Max: extremum,
  Min: extremum,
  Sum: average(false),
  Mean: average(true),
};
