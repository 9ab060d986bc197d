import type { GraphBuilder } from '../builder.ts';
import { choose, compare, scalarLike, scale } from '../emit.ts';
import { floatOf, stringOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { sameType, unary } from './elementwise.ts';
import type { UnaryContext } from './elementwise.ts';

const one = (builder: GraphBuilder, like: string) => scalarLike(builder, 1, like);

/** 1 − a² */
const oneMinusSquare = (builder: GraphBuilder, a: string) => builder.sub(one(builder, a), builder.mul(a, a));

/** x · tanh(ln(1 + eˣ)) has slope t + x · σ(x) · (1 − t²) with t that tanh. */
function mish({ builder, dy, x }: UnaryContext): string {
  const t = builder.emit('Tanh', [builder.emit('Softplus', [x])]);
  const rise = builder.mul(builder.mul(x, builder.emit('Sigmoid', [x])), oneMinusSquare(builder, t));
  return builder.mul(dy, builder.add(t, rise));
}

/** √½, 1/√(2π), √(2/π) and the cubic coefficient of the approximation. */
const halfRoot = 0.7071067811865476;
const density = 0.3989422804014327;
const tanhScale = 0.7978845608028654;
const cubic = 0.044715;

/** x · Φ(x) has slope Φ(x) + x · φ(x). */
function exactGelu({ builder, dy, x }: UnaryContext): string {
  const half = (a: string) => scale(builder, a, 0.5);
  const cumulative = half(builder.add(builder.emit('Erf', [scale(builder, x, halfRoot)]), one(builder, x)));
  const bell = builder.emit('Exp', [builder.emit('Neg', [half(builder.mul(x, x))])]);
  return builder.mul(dy, builder.add(cumulative, builder.mul(x, scale(builder, bell, density))));
}

/** x/2 · (1 + t), t = tanh(u), u = √(2/π) · (x + 0.044715 x³). */
function tanhGelu({ builder, dy, x }: UnaryContext): string {
  const squared = builder.mul(x, x);
  const polynomial = (factor: number) =>
    scale(builder, builder.add(scale(builder, squared, factor), one(builder, x)), tanhScale);
  const t = builder.emit('Tanh', [builder.mul(x, polynomial(cubic))]);
  const rise = builder.mul(builder.mul(x, oneMinusSquare(builder, t)), polynomial(3 * cubic));
  const sum = builder.add(builder.add(t, one(builder, x)), rise);
  return builder.mul(dy, scale(builder, sum, 0.5));
}

/** x · σ(α · x), written so: WebGPU has no kernel for it, and engines before operator set 24 have none at all. */
const swish: Operator = {
  shape: sameType,
  lower: (builder, node) => {
    const [x] = node.inputs;
    const gate = builder.emit('Sigmoid', [scale(builder, x, floatOf(node.attributes, 'alpha', 1))]);
    builder.append({ ...node, op: 'Mul', inputs: [x, gate], attributes: {} });
  },
};

export const smoothActivation: OperatorTable = {
  Mish: unary(mish),
  Gelu: unary((context) =>
    stringOf(context.node.attributes, 'approximate', 'none') === 'tanh'
      ? tanhGelu(context)
      : exactGelu(context),
  ),
  Swish: swish,
  Shrink: unary(({ builder, node, dy, x }) => {
    const width = floatOf(node.attributes, 'lambd', 0.5);
    return choose(builder, compare(builder, 'Greater', builder.emit('Abs', [x]), width), dy, 0);
  }, 'at ±lambd the slope is 0'),
};
