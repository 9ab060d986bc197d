import { int, ints } from '../../ir.ts';
import type { Attributes, Constant } from '../../ir.ts';
import type { ConvertLayer, LayerContext, LayerTable } from '../types.ts';
import { transposed, type Value } from '../values.ts';
import { activated } from './activations.ts';
import { imageOf, imageValue, paddingOf, padsOf } from './spatial.ts';

/** Kernels [...space, a, b] as [b, a, ...space] or [a, b, ...space]. */
const kernelFirst = (kernel: Constant, order: readonly [number, number]): Constant => {
  const rank = kernel.dims.length - 2;
  const space = Array.from({ length: rank }, (_, axis) => axis);
  return transposed(kernel, [...order.map((axis) => rank + axis), ...space]);
};

/** A weight in the layout of ONNX under its own name; a shared layer has it once. */
function define({ builder, nameOf }: LayerContext, weight: string, make: () => Constant): string {
  const name = nameOf(weight);
  return builder.has(name) ? name : builder.defineConstant(name, make());
}

function biasOf(context: LayerContext, channels: number): string[] {
  if (!context.config.bool('use_bias', true)) return [];
  return [define(context, 'bias', () => context.weight('bias', [channels]))];
}

interface Sliding {
  readonly kernel: readonly number[];
  readonly attributes: Attributes;
}

function slidingOf({ config }: LayerContext, space: readonly number[]): Sliding {
  const rank = space.length;
  const kernel = config.perAxis('kernel_size', rank);
  const strides = config.perAxis('strides', rank, 1);
  const dilations = config.perAxis('dilation_rate', rank, 1);
  return {
    kernel,
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints(padsOf(paddingOf(config), { space, kernel, strides, dilations })),
    },
  };
}

function finish({ values, config }: LayerContext, result: string): Value {
  return activated(values, imageValue(result, config.format()), config.activation('activation'));
}

const conv =
  (rank: number): ConvertLayer =>
  (context) => {
    const { builder, values, config, inputs, weight } = context;
    const image = imageOf(values, inputs[0], config.format(), rank);
    const filters = config.integer('filters');
    const { kernel, attributes } = slidingOf(context, image.space);
    const w = define(context, 'kernel', () =>
      kernelFirst(weight('kernel', [...kernel, image.channels, filters]), [1, 0]),
    );
    return finish(context, builder.emit('Conv', [image.name, w, ...biasOf(context, filters)], attributes));
  };

/** Kernels [h, w, channels, multiplier] as one group for each channel: [channels · multiplier, 1, h, w]. */
function depthwiseKernel(
  context: LayerContext,
  kernel: readonly number[],
  channels: number,
  times: number,
): string {
  return define(context, 'depthwise_kernel', () => {
    const turned = kernelFirst(context.weight('depthwise_kernel', [...kernel, channels, times]), [0, 1]);
    return { ...turned, dims: [channels * times, 1, ...kernel] };
  });
}

function depthwise(context: LayerContext): Value {
  const { builder, values, config, inputs } = context;
  const image = imageOf(values, inputs[0], config.format(), 2);
  const times = config.integer('depth_multiplier', 1);
  const { kernel, attributes } = slidingOf(context, image.space);
  const w = depthwiseKernel(context, kernel, image.channels, times);
  const operands = [image.name, w, ...biasOf(context, image.channels * times)];
  return finish(context, builder.emit('Conv', operands, { ...attributes, group: int(image.channels) }));
}

function separable(context: LayerContext): Value {
  const { builder, values, config, inputs, weight } = context;
  const image = imageOf(values, inputs[0], config.format(), 2);
  const [times, filters] = [config.integer('depth_multiplier', 1), config.integer('filters')];
  const { kernel, attributes } = slidingOf(context, image.space);
  const deep = depthwiseKernel(context, kernel, image.channels, times);
  const point = define(context, 'pointwise_kernel', () =>
    kernelFirst(weight('pointwise_kernel', [1, 1, image.channels * times, filters]), [1, 0]),
  );
  const spread = builder.emit('Conv', [image.name, deep], { ...attributes, group: int(image.channels) });
  return finish(context, builder.emit('Conv', [spread, point, ...biasOf(context, filters)]));
}

/** The gradient of a convolution by its input: its output is as large as an input which that would have come from. */
function convTranspose(context: LayerContext): Value {
  const { builder, values, config, inputs, weight } = context;
  const image = imageOf(values, inputs[0], config.format(), 2);
  const filters = config.integer('filters');
  const kernel = config.perAxis('kernel_size', 2);
  const strides = config.perAxis('strides', 2, 1);
  const padding = paddingOf(config);
  const space = image.space.map((size, axis) => {
    const spare = padding === 'valid' ? Math.max(kernel[axis] - strides[axis], 0) : 0;
    return size * strides[axis] + spare;
  });
  const pads = padsOf(padding, { space, kernel, strides });
  const left = space.map((size, axis) => {
    const covered = strides[axis] * (image.space[axis] - 1) + kernel[axis] - pads[axis] - pads[axis + 2];
    return size - covered;
  });
  const w = define(context, 'kernel', () =>
    kernelFirst(weight('kernel', [...kernel, filters, image.channels]), [1, 0]),
  );
  const attributes: Attributes = {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints(pads),
    output_padding: ints(left),
  };
  return finish(
    context,
    builder.emit('ConvTranspose', [image.name, w, ...biasOf(context, filters)], attributes),
  );
}

export const convolution: LayerTable = {
  Conv1D: { convert: conv(1), only: { groups: [1], padding: ['same', 'valid'] } },
  Conv2D: { convert: conv(2), only: { groups: [1] } },
  // TensorFlow.js computes it without its dilation.
  DepthwiseConv2D: { convert: depthwise, only: { dilation_rate: [1] } },
  SeparableConv2D: { convert: separable },
  Conv2DTranspose: { convert: convTranspose, only: { dilation_rate: [1], output_padding: [] } },
};
