import type { GraphBuilder } from '../builder.ts';
import { int, ints, sizeOf } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { emitConvolution, mustSplit, part, perGroup } from './grouped.ts';
import { reach } from './window.ts';
import type { Window } from './window.ts';

export interface InputGradient {
  readonly builder: GraphBuilder;
  readonly dy: string;
  readonly w: string;
  readonly window: Window;
  readonly group: number;
  readonly target: EmissionTarget;
}

/**
 * Gradient of Conv with respect to its input, in one of two forms. ConvTranspose does its arithmetic per output position of
 * the Conv, a Conv with the turned-round kernel per input position but without scattering: measured on WASM, the second is
 * faster (by up to 1.4) when padding leaves no more input than output positions and there are channels enough to fill
 * the matrix product; the first by up to 6 otherwise.
 */
export function inputGradient(request: InputGradient): string {
  const { builder, dy, w, window, group, target } = request;
  const { strides, dilations, begin, end } = window;
  if (turnedIsFaster(request)) {
    const room = window.kernel.map((size, axis) => reach(size, dilations[axis]) - 1);
    const pads = [
      ...room.map((size, axis) => size - begin[axis]),
      ...room.map((size, axis) => size - end[axis]),
    ];
    const attributes = {
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints(pads),
      group: int(group),
    };
    return emitConvolution(builder, 'Conv', [dy, turnedKernel(builder, w, group)], attributes, target);
  }
  const attributes = {
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints([...begin, ...end]),
    output_padding: ints(leftOver(window)),
    group: int(group),
  };
  return emitConvolution(builder, 'ConvTranspose', [dy, w], attributes, target);
}

/** Input rows after the last that the Conv read, per axis, as a stride may leave. */
function leftOver({ kernel, strides, dilations, begin, end, outer, inner }: Window): number[] {
  return outer.map(
    (size, axis) =>
      size -
      ((inner[axis] - 1) * strides[axis] - begin[axis] - end[axis] + reach(kernel[axis], dilations[axis])),
  );
}

function turnedIsFaster({ builder, w, window, group }: InputGradient): boolean {
  const { kernel, strides, dilations, begin, end, outer, inner } = window;
  const fits = kernel.every((size, axis) => {
    const room = reach(size, dilations[axis]) - 1;
    return strides[axis] === 1 && begin[axis] <= room && end[axis] <= room;
  });
  const channels = builder.shape(w)[1];
  return fits && sizeOf(outer) <= sizeOf(inner) && (channels >= 16 || group > 1);
}

/** [g·m, c, …k] → [g·c, m, …k] with every spatial axis reversed: the kernel of the input gradient as a Conv. */
function turnedKernel(builder: GraphBuilder, w: string, group: number): string {
  const shape = builder.shape(w);
  const constant = builder.constantOf(w);
  if (constant?.data instanceof Float32Array) return turnedConstant(builder, constant.data, shape, group);
  const [outputs, channels, ...kernel] = shape;
  const axes = kernel.map((_, axis) => axis + 2);
  const split = builder.reshape(w, [group, outputs / group, channels, ...kernel]);
  const swapped = builder.transpose(split, [0, 2, 1, ...axes.map((axis) => axis + 1)]);
  const turned = builder.reshape(swapped, [group * channels, outputs / group, ...kernel]);
  if (kernel.every((size) => size === 1)) return turned;
  const before = kernel.map((size) => -size - 1);
  const back = builder.int64(kernel.map(() => -1));
  return builder.emit('Slice', [turned, back, builder.int64(before), builder.int64(axes), back]);
}

function turnedConstant(
  builder: GraphBuilder,
  data: Float32Array,
  shape: readonly number[],
  group: number,
): string {
  const [outputs, channels, ...kernel] = shape;
  const places = sizeOf(kernel);
  const perGroup = outputs / group;
  const turned = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    const g = Math.floor(output / perGroup);
    for (let channel = 0; channel < channels; channel++) {
      const from = (output * channels + channel) * places;
      const to = ((g * channels + channel) * perGroup + (output % perGroup)) * places;
      // Reversing every spatial axis reverses the row-major order of the places.
      for (let place = 0; place < places; place++) turned[to + place] = data[from + places - 1 - place];
    }
  }
  return builder.constant({ dtype: 'float32', dims: [group * channels, perGroup, ...kernel], data: turned });
}

export interface KernelGradient {
  readonly builder: GraphBuilder;
  readonly x: string;
  readonly dy: string;
  readonly window: Window;
  readonly group: number;
  readonly target: EmissionTarget;
}

/** [N, g·c, …] → [c, g·N, …]: samples become channels, so that a Conv sums over them group by group. */
function samplesAsChannels(builder: GraphBuilder, x: string, group: number): string {
  const [n, channels, ...sizes] = builder.shape(x);
  const rest = sizes.map((_, axis) => axis + 2);
  if (group === 1) return builder.transpose(x, [1, 0, ...rest]);
  const split = builder.reshape(x, [n, group, channels / group, ...sizes]);
  const turned = builder.transpose(split, [2, 1, 0, ...rest.map((axis) => axis + 1)]);
  return builder.reshape(turned, [channels / group, group * n, ...sizes]);
}

/**
 * Gradient of Conv with respect to its weights: a Conv of the input by the upstream gradient in which batch and channels
 * change places and stride and dilation too. Rows that a stride left over make it larger than the kernel: cut off.
 */
export function kernelGradient(request: KernelGradient): string {
  const { builder, x, dy, window, group, target } = request;
  if (mustSplit('Conv', builder.shape(dy).slice(1), group, target)) {
    return perGroup(builder, group, 0, (index) =>
      kernelGradient({
        ...request,
        x: part(builder, x, 1, index, group),
        dy: part(builder, dy, 1, index, group),
        group: 1,
      }),
    );
  }
  const { kernel, strides, dilations, begin, end } = window;
  const rank = kernel.length;
  const rest = kernel.map((_, axis) => axis + 2);
  const wide = builder.emit(
    'Conv',
    [samplesAsChannels(builder, x, group), builder.transpose(dy, [1, 0, ...rest])],
    { strides: ints(dilations), dilations: ints(strides), pads: ints([...begin, ...end]), group: int(group) },
  );
  const sizes = builder.shape(wide).slice(2);
  const cut = sizes.every((size, axis) => size === kernel[axis])
    ? wide
    : builder.emit('Slice', [
        wide,
        builder.int64(Array.from({ length: rank }, () => 0)),
        builder.int64(kernel),
        builder.int64(rest),
      ]);
  return builder.transpose(cut, [1, 0, ...rest]);
}
