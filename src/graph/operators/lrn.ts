import type { GraphBuilder } from '../builder.ts';
import { scale } from '../emit.ts';
import { floatOf, int, intOf, ints, sizeOf } from '../ir.ts';
import type { Operator, OperatorTable } from '../operator.ts';
import { floatInput } from './window.ts';

/** Mean over `size` neighbouring channels, zeros beyond the first and the last; both engines have it as a pooling. */
function acrossChannels(builder: GraphBuilder, a: string, size: number): string {
  const shape = builder.shape(a);
  const before = Math.floor((size - 1) / 2);
  const planes = builder.reshape(a, [shape[0], 1, shape[1], sizeOf(shape.slice(2))]);
  const mean = builder.emit('AveragePool', [planes], {
    kernel_shape: ints([size, 1]),
    pads: ints([before, 0, size - 1 - before, 0]),
    count_include_pad: int(1),
  });
  return builder.reshape(mean, shape);
}

/**
 * Local response normalisation, y = x · s^(−β) with s = bias + α · mean of x² over neighbouring channels. With M that mean,
 * which is its own transpose since the engine wants an odd size: dx = dy · s^(−β) − 2αβ · x · M(dy · x · s^(−β − 1)).
 */
const lrn: Operator = {
  shape: (context) => {
    const shape = floatInput(context);
    const size = intOf(context.node.attributes, 'size', 0);
    if (shape.length < 3) throw new Error('there are no spatial axes');
    if (!(size >= 1) || size % 2 === 0) throw new Error('its size is not odd');
    return [{ dtype: 'float32', shape }];
  },
  gradient: ({ builder, node, upstream: [dy], wanted }) => {
    if (dy === undefined || !wanted(0)) return [];
    const [x] = node.inputs;
    const { attributes } = node;
    const size = intOf(attributes, 'size', 1);
    const alpha = floatOf(attributes, 'alpha', 1e-4);
    const beta = floatOf(attributes, 'beta', 0.75);
    const mean = acrossChannels(builder, builder.mul(x, x), size);
    const sum = builder.add(scale(builder, mean, alpha), builder.scalar(floatOf(attributes, 'bias', 1)));
    const direct = builder.mul(dy, builder.emit('Pow', [sum, builder.scalar(-beta)]));
    const through = acrossChannels(builder, builder.div(builder.mul(direct, x), sum), size);
    return [builder.sub(direct, scale(builder, builder.mul(x, through), 2 * alpha * beta))];
  },
};

export const responseNormalisation: OperatorTable = { LRN: lrn };
