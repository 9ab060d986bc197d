import type { Constant } from '../../ir.ts';
import type { Config } from '../config.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import type { Value } from '../values.ts';

/** A number, or one for each entry of the last axis. */
function figures(config: Config, key: string, otherwise: number): Constant {
  const value = config.raw(key) ?? otherwise;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((each) => typeof each === 'number' && Number.isFinite(each)))
    throw config.wrong(key);
  return { dtype: 'float32', dims: [list.length], data: Float32Array.from(list as number[]) };
}

function rescaling({ builder, values, config, inputs: [x] }: LayerContext): Value {
  const scaled = values.map(x, (name) => builder.mul(name, values.beside(x, figures(config, 'scale', 1))));
  return values.map(scaled, (name) => builder.add(name, values.beside(x, figures(config, 'offset', 0))));
}

/** Keras's Normalization, (x − mean) / max(√variance, 1e-7), for figures of the last axis or of all values together. */
function normalization({ builder, values, config, inputs: [x], weight }: LayerContext): Value {
  const shape = values.shape(x);
  const last = shape.length - 1;
  const axes = config.integers('axis', [-1]).map((axis) => (axis < 0 ? axis + shape.length : axis));
  if (axes.length > 1 || axes[0] !== last) throw config.wrong('axis');
  const given = config.raw('mean') !== undefined;
  const mean = given ? figures(config, 'mean', 0) : weight('mean', [shape[last]]);
  const variance = given ? figures(config, 'variance', 1) : weight('variance', [shape[last]]);
  const slopes = Float32Array.from(variance.data as Float32Array, (v) => Math.max(Math.sqrt(v), 1e-7));
  const apart = values.map(x, (name) => builder.sub(name, values.beside(x, mean)));
  return values.map(apart, (name) => builder.div(name, values.beside(x, { ...variance, data: slopes })));
}

export const preprocessing: LayerTable = {
  Rescaling: { convert: rescaling },
  Normalization: { convert: normalization, only: { invert: [false] } },
};
