import type { GraphBuilder } from '../builder.ts';
import { scalarLike } from '../emit.ts';
import { floatOf, intOf } from '../ir.ts';
import type { Constant, GraphNode } from '../ir.ts';
import type { GradientContext, Operator, OperatorTable } from '../operator.ts';
import { given, sameShape } from '../shapes.ts';

/** A per-channel value as [C, 1, …], to act on [N, C, …]. */
function perChannel(builder: GraphBuilder, a: string, rank: number): string {
  const channels = builder.shape(a)[0];
  return builder.reshape(a, [channels, ...new Array<number>(Math.max(0, rank - 2)).fill(1)]);
}

/** 1 / √(variance + ε) and its product with the scale, computed once in double precision when both are constants. */
function factors(builder: GraphBuilder, node: GraphNode): { inverse: string; factor: string } {
  const epsilon = floatOf(node.attributes, 'epsilon', 1e-5);
  const [, scale, , , variance] = node.inputs;
  const [s, v] = [builder.constantOf(scale), builder.constantOf(variance)];
  if (s?.dtype === 'float32' && v?.dtype === 'float32') {
    const values = (constant: Constant) => Array.from(constant.data, Number);
    const inverse = values(v).map((value) => 1 / Math.sqrt(value + epsilon));
    const factor = values(s).map((value, channel) => value * inverse[channel]);
    return { inverse: builder.floats(inverse), factor: builder.floats(factor) };
  }
  const shifted = builder.add(variance, scalarLike(builder, epsilon, variance));
  const inverse = builder.emit('Reciprocal', [builder.emit('Sqrt', [shifted])]);
  return { inverse, factor: builder.mul(scale, inverse) };
}

function inferenceGradient({
  builder,
  node,
  upstream: [dy],
  wanted,
}: GradientContext): (string | undefined)[] {
  if (dy === undefined) return [];
  const [x, , , mean] = node.inputs;
  const rank = builder.shape(x).length;
  const { inverse, factor } = factors(builder, node);
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
  const centred = () => builder.sub(x, perChannel(builder, mean, rank));
  const slope = () => builder.sum(builder.mul(dy, centred()), axes, false);
  const shift = () => builder.sum(dy, axes, false);
  const toVariance = () => {
    const half = builder.mul(builder.mul(factor, builder.mul(inverse, inverse)), builder.scalar(-0.5));
    return builder.mul(slope(), half);
  };
  return [
    wanted(0) ? builder.mul(dy, perChannel(builder, factor, rank)) : undefined,
    wanted(1) ? builder.mul(slope(), inverse) : undefined,
    wanted(2) ? shift() : undefined,
    wanted(3) ? builder.emit('Neg', [builder.mul(shift(), factor)]) : undefined,
    wanted(4) ? toVariance() : undefined,
  ];
}

/** Normalisation by stored statistics. Training composes it from simpler operators instead, by the batch's own. */
const batchNormalization: Operator = {
  shape: (context) => {
    const { node, opset } = context;
    const x = given(context, 0);
    if (x.shape.length < 2) throw new Error('there is no channel axis');
    if (intOf(node.attributes, 'training_mode', 0) === 1)
      throw new Error('batch normalisation in training mode');
    if (opset < 14 && node.outputs.filter((name) => name !== '').length > 1) {
      throw new Error('batch normalisation in training mode');
    }
    // Before operator set 9 the figures could belong to each place of a sample; such nodes are rewritten on import.
    const places = opset < 9 && intOf(node.attributes, 'spatial', 1) === 0;
    for (const index of [1, 2, 3, 4]) {
      if (!sameShape(given(context, index).shape, places ? x.shape.slice(1) : [x.shape[1]]))
        throw new Error('a statistic does not have one value per channel');
    }
    return [x];
  },
  gradient: inferenceGradient,
};

export const normalisation: OperatorTable = { BatchNormalization: batchNormalization };
