import { reduce } from '../../emit.ts';
import { float } from '../../ir.ts';
import type { Constant } from '../../ir.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import { plain, type Value } from '../values.ts';

const filled = (size: number, value: number): Constant => ({
  dtype: 'float32',
  dims: [size],
  data: new Float32Array(size).fill(value),
});

/** Axis numbers from 0, as the layers count them. */
function axesOf({ config, values, inputs: [x] }: LayerContext): number[] {
  const rank = values.shape(x).length;
  const axes = config.integers('axis', [-1]).map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.some((axis) => !(axis >= 1 && axis < rank)) || new Set(axes).size < axes.length)
    throw config.wrong('axis');
  return axes;
}

/** With the running figures of training. */
function batchNormalization(context: LayerContext): Value {
  const { builder, values, config, inputs, weight } = context;
  const [x] = inputs;
  const axes = axesOf(context);
  if (axes.length !== 1) throw config.wrong('axis');
  const shape = values.shape(x);
  const size = shape[axes[0]];
  const figures = [
    config.bool('scale', true) ? weight('gamma', [size]) : filled(size, 1),
    config.bool('center', true) ? weight('beta', [size]) : filled(size, 0),
    weight('moving_mean', [size]),
    weight('moving_variance', [size]),
  ].map((figure) => builder.constant(figure));
  const attributes = { epsilon: float(config.number('epsilon', 1e-3)) };
  const normal = (name: string) => builder.emit('BatchNormalization', [name, ...figures], attributes);
  if (axes[0] === shape.length - 1) {
    const first = values.first(x);
    return { name: normal(first), moved: shape.length > 2 };
  }
  // The normalised axis behind the batch and back.
  const order = shape.map((_, axis) => axis);
  const perm = [0, axes[0], ...order.filter((axis) => axis !== 0 && axis !== axes[0])];
  const turned = normal(builder.transpose(values.last(x), perm));
  return plain(
    builder.transpose(
      turned,
      order.map((axis) => perm.indexOf(axis)),
    ),
  );
}

function layerNormalization(context: LayerContext): Value {
  const { builder: b, values, config, inputs, weight } = context;
  const [x] = inputs;
  const axes = axesOf(context);
  const shape = values.shape(x);
  const dims = axes.map((axis) => shape[axis]);
  const broadcast = (figure: Constant): string => {
    const full = shape.map((dim, axis) => (axes.includes(axis) ? dim : 1));
    if (axes.some((axis, i) => i > 0 && axis < axes[i - 1])) throw config.wrong('axis');
    return values.beside(x, { ...figure, dims: full });
  };
  const over = axes.map((axis) => values.axis(x, axis));
  return values.map(x, (name) => {
    const mean = reduce(b, 'ReduceMean', name, over, true);
    const apart = b.sub(name, mean);
    const variance = reduce(b, 'ReduceMean', b.mul(apart, apart), over, true);
    const deviation = b.emit('Sqrt', [b.add(variance, b.scalar(config.number('epsilon', 1e-3)))]);
    const normal = b.div(apart, deviation);
    const scaled = config.bool('scale', true) ? b.mul(normal, broadcast(weight('gamma', dims))) : normal;
    return config.bool('center', true) ? b.add(scaled, broadcast(weight('beta', dims))) : scaled;
  });
}

export const normalisation: LayerTable = {
  BatchNormalization: { convert: batchNormalization },
  LayerNormalization: { convert: layerNormalization, only: { rms_scaling: [false] } },
};
