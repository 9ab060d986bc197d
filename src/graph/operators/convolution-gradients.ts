import type { GraphBuilder } from '../builder.ts';
import { int, ints, sizeOf } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { emitConvolution, mustSplit, part, perGroup } from './grouped.ts';
import { turnedKernel } from './turned.ts';
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
 * the matrix product; the first by up to 7 otherwise. Over three axes the second is faster (1.1 to 5 times) wherever there
 * are no strides. `npm run bench -- emissions` measures both.
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
  if (kernel.length > 2) return fits;
  const channels = builder.shape(w)[1];
  return fits && sizeOf(outer) <= sizeOf(inner) && (channels >= 16 || group > 1);
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
