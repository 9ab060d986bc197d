import type { GraphBuilder } from '../builder.ts';
import { int, ints } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
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
 * Gradient of Conv with respect to its input: ConvTranspose with the same weights. `output_padding` restores the rows
 * that a stride left over.
 */
export function inputGradient({ builder, dy, w, window, group }: InputGradient): string {
  const { kernel, strides, dilations, begin, end, outer, inner } = window;
  const missing = outer.map(
    (size, axis) =>
      size -
      ((inner[axis] - 1) * strides[axis] - begin[axis] - end[axis] + reach(kernel[axis], dilations[axis])),
  );
  return builder.emit('ConvTranspose', [dy, w], {
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints([...begin, ...end]),
    output_padding: ints(missing),
    group: int(group),
  });
}

export interface KernelGradient {
  readonly builder: GraphBuilder;
  readonly x: string;
  readonly dy: string;
  readonly window: Window;
  readonly group: number;
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
export function kernelGradient({ builder, x, dy, window, group }: KernelGradient): string {
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
