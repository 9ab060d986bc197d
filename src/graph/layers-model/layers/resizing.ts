import type { GraphBuilder } from '../../builder.ts';
import { slice } from '../../emit.ts';
import { sizeOf } from '../../ir.ts';
import type { ConvertLayer, LayerTable } from '../types.ts';
import { imageOf, imageValue } from './spatial.ts';
import type { Image } from './spatial.ts';

const pad =
  (rank: number): ConvertLayer =>
  ({ builder, values, config, inputs }) => {
    const image = imageOf(values, inputs[0], config.format(), rank);
    const sides = config.sides('padding', rank, 1);
    const pads = [0, 0, ...sides.map(([before]) => before), 0, 0, ...sides.map(([, after]) => after)];
    return imageValue(builder.emit('Pad', [image.name, builder.int64(pads)]), config.format());
  };

const crop =
  (rank: number): ConvertLayer =>
  ({ builder, values, config, inputs }) => {
    const image = imageOf(values, inputs[0], config.format(), rank);
    const parts = config.sides('cropping', rank, 0).map(([before, after], axis) => {
      if (before + after >= image.space[axis]) throw new Error('nothing is left');
      return [axis + 2, before, image.space[axis] - after] as const;
    });
    return imageValue(slice(builder, image.name, parts), config.format());
  };

/** Each cell `size` times along its axis: [.., h, 1, w, 1] repeated to [.., h, size, w, size]. */
function repeated(b: GraphBuilder, { name, channels, space }: Image, size: readonly number[]): string {
  const batch = b.shape(name)[0];
  const apart = b.reshape(name, [batch, channels, ...space.flatMap((cells) => [cells, 1])]);
  const copies = b.emit('Tile', [apart, b.int64([1, 1, ...size.flatMap((times) => [1, times])])]);
  return b.reshape(copies, [batch, channels, ...space.map((cells, axis) => cells * size[axis])]);
}

/**
 * Linear interpolation from `from` cells to `to`, as the matrix [to, from]: position i lies at i · from / to between its
 * neighbours, the last cell beyond the end (TensorFlow.js's resizeBilinear without aligned corners and half pixels).
 */
function linear(from: number, to: number): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = (i * from) / to;
    const low = Math.floor(at);
    const high = Math.min(low + 1, from - 1);
    matrix[i * from + low] += 1 - (at - low);
    matrix[i * from + high] += at - low;
  }
  return matrix;
}

function bilinear(b: GraphBuilder, { name, space }: Image, size: readonly number[]): string {
  const [h, w] = space;
  const [tall, wide] = [h * size[0], w * size[1]];
  const columns = b.transpose(b.floats(linear(w, wide), [wide, w]), [1, 0]);
  const widened = b.emit('MatMul', [name, columns]);
  return b.emit('MatMul', [b.floats(linear(h, tall), [tall, h]), widened]);
}

/** One sample's values stay below this: a factor in the file may say anything. */
const largestResult = 1 << 26;

const upsample =
  (rank: number): ConvertLayer =>
  ({ builder, values, config, inputs }) => {
    const image = imageOf(values, inputs[0], config.format(), rank);
    const size = config.perAxis('size', rank, 2);
    if (sizeOf([image.channels, ...image.space, ...size]) > largestResult)
      throw new Error('its result is too large');
    const mode = config.text('interpolation', 'nearest').toLowerCase();
    if (mode !== 'nearest' && mode !== 'bilinear') throw config.wrong('interpolation');
    const result = mode === 'nearest' ? repeated(builder, image, size) : bilinear(builder, image, size);
    return imageValue(result, config.format());
  };

export const resizing: LayerTable = {
  ZeroPadding1D: { convert: pad(1) },
  ZeroPadding2D: { convert: pad(2) },
  Cropping1D: { convert: crop(1) },
  Cropping2D: { convert: crop(2) },
  UpSampling1D: { convert: upsample(1) },
  UpSampling2D: { convert: upsample(2), only: { interpolation: ['nearest', 'bilinear'] } },
};
