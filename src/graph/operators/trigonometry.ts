import type { GraphBuilder } from '../builder.ts';
import { scalarLike } from '../emit.ts';
import type { OperatorTable } from '../operator.ts';
import { unary } from './elementwise.ts';

const call = (builder: GraphBuilder, op: string, a: string) => builder.emit(op, [a]);
const square = (builder: GraphBuilder, a: string) => builder.mul(a, a);
const one = (builder: GraphBuilder, like: string) => scalarLike(builder, 1, like);
/** 1 + a² and 1 − a² */
const above = (builder: GraphBuilder, a: string) => builder.add(square(builder, a), one(builder, a));
const below = (builder: GraphBuilder, a: string) => builder.sub(one(builder, a), square(builder, a));
const root = (builder: GraphBuilder, a: string) => call(builder, 'Sqrt', a);

/** Circular and hyperbolic functions with their inverses. */
export const trigonometry: OperatorTable = {
  Sin: unary(({ builder, dy, x }) => builder.mul(dy, call(builder, 'Cos', x))),
  Cos: unary(({ builder, dy, x }) => call(builder, 'Neg', builder.mul(dy, call(builder, 'Sin', x)))),
  Tan: unary(({ builder, dy, y }) => builder.mul(dy, above(builder, y))),
  Asin: unary(({ builder, dy, x }) => builder.div(dy, root(builder, below(builder, x)))),
  Acos: unary(({ builder, dy, x }) =>
    call(builder, 'Neg', builder.div(dy, root(builder, below(builder, x)))),
  ),
  Atan: unary(({ builder, dy, x }) => builder.div(dy, above(builder, x))),
  Sinh: unary(({ builder, dy, x }) => builder.mul(dy, call(builder, 'Cosh', x))),
  Cosh: unary(({ builder, dy, x }) => builder.mul(dy, call(builder, 'Sinh', x))),
  Asinh: unary(({ builder, dy, x }) => builder.div(dy, root(builder, above(builder, x)))),
  Acosh: unary(({ builder, dy, x }) =>
    builder.div(dy, root(builder, builder.sub(square(builder, x), one(builder, x)))),
  ),
  Atanh: unary(({ builder, dy, x }) => builder.div(dy, below(builder, x))),
};
