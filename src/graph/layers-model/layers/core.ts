import { sizeOf } from '../../ir.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import { plain, type Value } from '../values.ts';
import { activated } from './activations.ts';

function dense({ builder, values, config, inputs: [x], weight, nameOf }: LayerContext): Value {
  const shape = values.shape(x);
  const units = config.integer('units');
  const kernel = builder.has(nameOf('kernel'))
    ? nameOf('kernel')
    : builder.defineConstant(nameOf('kernel'), weight('kernel', [shape[shape.length - 1], units]));
  const bias = config.bool('use_bias', true) ? builder.constant(weight('bias', [units])) : undefined;
  const rows = values.last(x);
  const product =
    shape.length === 2 && bias !== undefined
      ? builder.emit('Gemm', [rows, kernel, bias])
      : builder.emit('MatMul', [rows, kernel]);
  const sum = shape.length > 2 && bias !== undefined ? builder.add(product, bias) : product;
  return activated(values, plain(sum), config.activation('activation'));
}

/** Channels last whatever the model's format: that is the order in which the next layer's weights count. */
function flatten({ builder, values, config, inputs: [x] }: LayerContext): Value {
  const shape = values.shape(x);
  const rows = values.last(x);
  const turn = config.format() === 'first' && shape.length > 2;
  const perm = [0, ...shape.slice(2).map((_, i) => i + 2), 1];
  const laid = turn ? builder.transpose(rows, perm) : rows;
  return plain(builder.reshape(laid, [shape[0], sizeOf(shape.slice(1))]));
}

function reshape({ builder, values, config, inputs: [x] }: LayerContext): Value {
  const [batch, ...shape] = values.shape(x);
  const target = config.raw('target_shape');
  if (!Array.isArray(target)) throw config.wrong('target_shape');
  const asked = target.map((dim: unknown) => (typeof dim === 'number' && dim >= 0 ? dim : -1));
  const known = sizeOf(asked.filter((dim) => dim >= 0));
  const open = asked.filter((dim) => dim < 0).length;
  const size = sizeOf(shape);
  if (open > 1 || known === 0 || (open === 1 ? size % known : size - known) !== 0)
    throw new Error('the new shape holds another number of values');
  return plain(
    builder.reshape(values.last(x), [batch, ...asked.map((dim) => (dim < 0 ? size / known : dim))]),
  );
}

function permute({ builder, values, config, inputs: [x] }: LayerContext): Value {
  return plain(builder.transpose(values.last(x), [0, ...config.integers('dims')]));
}

function repeat({ builder, values, config, inputs: [x] }: LayerContext): Value {
  const [batch, features, ...more] = values.shape(x);
  if (more.length > 0) throw new Error('takes one row per sample');
  const single = builder.reshape(values.last(x), [batch, 1, features]);
  return plain(builder.emit('Tile', [single, builder.int64([1, config.integer('n'), 1])]));
}

/** What acts in training only. */
const same = { convert: ({ inputs: [x] }: LayerContext): Value => x };

export const core: LayerTable = {
  Dense: { convert: dense },
  Flatten: { convert: flatten },
  Reshape: { convert: reshape },
  Permute: { convert: permute },
  RepeatVector: { convert: repeat },
  Dropout: same,
  SpatialDropout1D: same,
  SpatialDropout2D: same,
  SpatialDropout3D: same,
  GaussianNoise: same,
  GaussianDropout: same,
  AlphaDropout: same,
  ActivityRegularization: same,
  RandomFlip: same,
  RandomRotation: same,
  RandomZoom: same,
  RandomTranslation: same,
  RandomContrast: same,
  RandomBrightness: same,
};
