import type { GraphBuilder } from '../builder.ts';
import { choose, compare, scalarLike, scale, sign } from '../emit.ts';
import { floatOf } from '../ir.ts';
import type { GradientContext, Operator, OperatorTable } from '../operator.ts';
import { broadcastsTo, checkNumber, checkTypes, given } from '../shapes.ts';
import { sameType, unary } from './elementwise.ts';
import type { UnaryContext } from './elementwise.ts';

const one = (builder: GraphBuilder, like: string) => scalarLike(builder, 1, like);

/** dy where a comparison of x with 0 holds, else `otherwise`. */
const positive = (builder: GraphBuilder, x: string, dy: string, otherwise: string | number) =>
  choose(builder, compare(builder, 'Greater', x, 0), dy, otherwise);

/** The output is never negative, so its sign is the slope; on WASM that is a third faster than comparing and choosing. */
function relu({ builder, dy, y, target }: UnaryContext): string {
  return target === 'wasm' ? builder.mul(dy, sign(builder, y, target)) : positive(builder, y, dy, 0);
}

/** alpha for negative values of an exponential unit: f(x) = a·(exp(x / s) − 1), so f′ = (f + a) / s. */
function exponentialTail(builder: GraphBuilder, dy: string, y: string, alpha: number, stretch = 1): string {
  return scale(builder, builder.mul(dy, builder.add(y, scalarLike(builder, alpha, y))), 1 / stretch);
}

const seluAlpha = 1.67326319217681884765625;
const seluGamma = 1.05070102214813232421875;

/** dy where low < x < high, else 0. */
function inside(builder: GraphBuilder, dy: string, x: string, low: number, high: number): string {
  const within = builder.emit('And', [
    compare(builder, 'Greater', x, low),
    compare(builder, 'Less', x, high),
  ]);
  return choose(builder, within, dy, 0);
}

/** The bounds of a Clip: attributes before operator set 11, optional inputs after it. */
function bounds({
  builder,
  node,
}: GradientContext): [low: string | number | undefined, high: string | number | undefined] {
  if (builder.opset >= 11) return [node.inputs[1] || undefined, node.inputs[2] || undefined];
  const attribute = (name: string) =>
    name in node.attributes ? floatOf(node.attributes, name, 0) : undefined;
  return [attribute('min'), attribute('max')];
}

const clip: Operator = {
  shape: (context) => {
    for (const index of [1, 2]) checkNumber(context, index, 'a bound');
    return sameType(context);
  },
  convention: 'at the edges the gradient passes',
  gradient: (context) => {
    const {
      builder,
      node,
      upstream: [dy],
      wanted,
    } = context;
    if (dy === undefined) return [];
    const x = node.inputs[0];
    const [low, high] = bounds(context);
    const passes = (bound: string | number | undefined, op: 'GreaterOrEqual' | 'LessOrEqual') =>
      bound === undefined ? undefined : compare(builder, op, x, bound);
    const above = passes(low, 'GreaterOrEqual');
    const below = passes(high, 'LessOrEqual');
    const both = above && below ? builder.emit('And', [above, below]) : (above ?? below);
    const toBound = (index: number, inside: string | undefined) =>
      wanted(index) && inside
        ? builder.unbroadcast(choose(builder, inside, 0, dy), builder.shape(node.inputs[index]))
        : undefined;
    return [
      wanted(0) ? (both ? choose(builder, both, dy, 0) : dy) : undefined,
      toBound(1, above),
      toBound(2, below),
    ];
  },
};

const prelu: Operator = {
  shape: (context) => {
    const x = given(context, 0);
    checkTypes(context, [0, 1]);
    if (!broadcastsTo(given(context, 1).shape, x.shape)) throw new Error('the slope does not fit the value');
    return [x];
  },
  convention: 'at 0 the slope is that of negative values',
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined) return [];
    const [x, slope] = node.inputs;
    const forSlope = () =>
      builder.unbroadcast(
        positive(builder, x, scale(builder, dy, 0), builder.mul(dy, x)),
        builder.shape(slope),
      );
    return [
      wanted(0) ? positive(builder, x, dy, builder.mul(dy, slope)) : undefined,
      wanted(1) ? forSlope() : undefined,
    ];
  },
};

export const activation: OperatorTable = {
  Relu: unary(relu, "relu'(0) = 0"),
  LeakyRelu: unary(
    ({ builder, node, dy, x }) =>
      positive(builder, x, dy, scale(builder, dy, floatOf(node.attributes, 'alpha', 0.01))),
    'at 0 the slope is alpha',
  ),
  PRelu: prelu,
  Clip: clip,
  Sigmoid: unary(({ builder, dy, y }) => builder.mul(dy, builder.mul(y, builder.sub(one(builder, y), y)))),
  Tanh: unary(({ builder, dy, y }) => builder.mul(dy, builder.sub(one(builder, y), builder.mul(y, y)))),
  Softplus: unary(({ builder, dy, x }) => builder.mul(dy, builder.emit('Sigmoid', [x]))),
  Softsign: unary(({ builder, dy, x }) => {
    const width = builder.add(builder.emit('Abs', [x]), one(builder, x));
    return builder.div(dy, builder.mul(width, width));
  }),
  Elu: unary(
    ({ builder, node, dy, x, y }) =>
      positive(builder, x, dy, exponentialTail(builder, dy, y, floatOf(node.attributes, 'alpha', 1))),
    'at 0 the slope is alpha',
  ),
  Celu: unary(({ builder, node, dy, x, y }) => {
    const alpha = floatOf(node.attributes, 'alpha', 1);
    return positive(builder, x, dy, exponentialTail(builder, dy, y, alpha, alpha));
  }),
  Selu: unary(({ builder, node, dy, x, y }) => {
    const gamma = floatOf(node.attributes, 'gamma', seluGamma);
    const tail = exponentialTail(builder, dy, y, gamma * floatOf(node.attributes, 'alpha', seluAlpha));
    return positive(builder, x, scale(builder, dy, gamma), tail);
  }, 'at 0 the slope is alpha · gamma'),
  ThresholdedRelu: unary(({ builder, node, dy, x }) => {
    const threshold = floatOf(node.attributes, 'alpha', 1);
    return choose(builder, compare(builder, 'Greater', x, threshold), dy, 0);
  }, 'at the threshold the slope is 0'),
  HardSigmoid: unary(({ builder, node, dy, x }) => {
    const alpha = floatOf(node.attributes, 'alpha', 0.2);
    const beta = floatOf(node.attributes, 'beta', 0.5);
    return inside(builder, scale(builder, dy, alpha), x, -beta / alpha, (1 - beta) / alpha);
  }, 'at both corners the slope is 0'),
  HardSwish: unary(({ builder, dy, x }) => {
    const middle = builder.add(scale(builder, x, 1 / 3), scalarLike(builder, 0.5, x));
    const rising = choose(builder, compare(builder, 'LessOrEqual', x, 3), builder.mul(dy, middle), dy);
    return choose(builder, compare(builder, 'Less', x, -3), 0, rising);
  }, 'at −3 and 3 the slope is that of the middle part'),
};
