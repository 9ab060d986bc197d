import type { GraphBuilder } from '../builder.ts';
import { isFloat, scale, sign } from '../emit.ts';
import type { GraphNode } from '../ir.ts';
import type { EmissionTarget, Operator, OperatorTable, ShapeRule } from '../operator.ts';
import { given } from '../shapes.ts';

/** Output of the same type and shape as the input. */
export const sameType: ShapeRule = (context) => [given(context, 0)];

export interface UnaryContext {
  readonly builder: GraphBuilder;
  readonly node: GraphNode;
  readonly target: EmissionTarget;
  readonly dy: string;
  readonly x: string;
  readonly y: string;
}

/** An operator that acts on each value by itself; `derivative` emits dy · f′(x). */
export function unary(derivative: (context: UnaryContext) => string, convention?: string): Operator {
  return {
    shape: sameType,
    ...(convention === undefined ? {} : { convention }),
    gradient: ({ builder, node, upstream: [dy], wanted, target }) =>
      dy === undefined || !wanted(0)
        ? []
        : [derivative({ builder, node, target, dy, x: node.inputs[0], y: node.outputs[0] })],
  };
}

/** 2/√π */
const erfSlope = 1.1283791670955126;

const call = (builder: GraphBuilder, op: string, a: string) => builder.emit(op, [a]);
const square = (builder: GraphBuilder, a: string) => builder.mul(a, a);

/** A step function: its derivative is 0 wherever it has one, so attacks see no slope through it. */
const step: Operator = { shape: sameType, gradient: 'zero', convention: 'constant almost everywhere' };

export const elementwise: OperatorTable = {
  Neg: unary(({ builder, dy }) => call(builder, 'Neg', dy)),
  Abs: unary(({ builder, dy, x, target }) => builder.mul(dy, sign(builder, x, target)), "abs'(0) = 0"),
  Exp: unary(({ builder, dy, y }) => builder.mul(dy, y)),
  Log: unary(({ builder, dy, x }) => builder.div(dy, x)),
  Sqrt: unary(({ builder, dy, y }) => builder.div(dy, scale(builder, y, 2))),
  Reciprocal: unary(({ builder, dy, y }) => call(builder, 'Neg', builder.mul(dy, square(builder, y)))),
  Erf: unary(({ builder, dy, x }) => {
    const bell = call(builder, 'Exp', call(builder, 'Neg', square(builder, x)));
    return builder.mul(dy, scale(builder, bell, erfSlope));
  }),
  Sign: step,
  Floor: step,
  Ceil: step,
  Round: step,
  Identity: {
    shape: sameType,
    gradient: ({ builder, node, upstream: [dy] }) => [
      isFloat(builder.type(node.inputs[0]).dtype) ? dy : undefined,
    ],
  },
};
