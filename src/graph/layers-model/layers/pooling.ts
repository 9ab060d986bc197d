import { int, ints } from '../../ir.ts';
import { reduce } from '../../emit.ts';
import type { ConvertLayer, LayerTable } from '../types.ts';
import { plain } from '../values.ts';
import { imageOf, imageValue, paddingOf, padsOf } from './spatial.ts';

/** Averages count the cells of the picture only, not the padding. */
const pool =
  (op: 'MaxPool' | 'AveragePool', rank: number): ConvertLayer =>
  ({ builder, values, config, inputs }) => {
    const image = imageOf(values, inputs[0], config.format(), rank);
    const kernel = config.perAxis('pool_size', rank, 2);
    const strides = config.perAxis('strides', rank, kernel);
    const result = builder.emit(op, [image.name], {
      kernel_shape: ints(kernel),
      strides: ints(strides),
      pads: ints(padsOf(paddingOf(config), { space: image.space, kernel, strides })),
      ...(op === 'AveragePool' ? { count_include_pad: int(0) } : {}),
    });
    return imageValue(result, config.format());
  };

const globalPool =
  (op: 'max' | 'average', rank: number): ConvertLayer =>
  ({ builder, values, config, inputs }) => {
    const image = imageOf(values, inputs[0], config.format(), rank);
    const batch = builder.shape(image.name)[0];
    const axes = image.space.map((_, axis) => axis + 2);
    return plain(
      op === 'average'
        ? builder.reshape(builder.emit('GlobalAveragePool', [image.name]), [batch, image.channels])
        : reduce(builder, 'ReduceMax', image.name, axes, false),
    );
  };

const kept = { only: { keepdims: [false] } };

export const pooling: LayerTable = {
  MaxPooling1D: { convert: pool('MaxPool', 1) },
  MaxPooling2D: { convert: pool('MaxPool', 2) },
  AveragePooling1D: { convert: pool('AveragePool', 1) },
  AveragePooling2D: { convert: pool('AveragePool', 2) },
  GlobalMaxPooling1D: { convert: globalPool('max', 1), ...kept },
  GlobalMaxPooling2D: { convert: globalPool('max', 2), ...kept },
  GlobalAveragePooling1D: { convert: globalPool('average', 1), ...kept },
  GlobalAveragePooling2D: { convert: globalPool('average', 2), ...kept },
};
