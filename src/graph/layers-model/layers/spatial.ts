import type { Shape } from '../../ir.ts';
import type { Config, DataFormat } from '../config.ts';
import type { Value, Values } from '../values.ts';
import { moved, plain } from '../values.ts';

/** An image or sequence as ONNX takes it: [N, C, …space]. */
export interface Image {
  readonly name: string;
  readonly channels: number;
  readonly space: readonly number[];
}

/** The layer's input with channels behind the batch. Throws where it does not have `rank` spatial axes. */
export function imageOf(values: Values, value: Value, format: DataFormat, rank: number): Image {
  const name = format === 'last' ? values.first(value) : values.last(value);
  const shape: Shape = values.builder.shape(name);
  if (shape.length !== rank + 2) throw new Error(`takes ${rank} spatial axes`);
  return { name, channels: shape[1], space: shape.slice(2) };
}

/** A result with channels behind the batch, as the layers after this one see it. */
export const imageValue = (name: string, format: DataFormat): Value =>
  format === 'last' ? moved(name) : plain(name);

export type Padding = 'same' | 'valid';

export function paddingOf(config: Config): Padding {
  const padding = config.text('padding', 'valid').toLowerCase();
  if (padding !== 'same' && padding !== 'valid') throw config.wrong('padding');
  return padding;
}

interface Slide {
  readonly space: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
}

/**
 * Padding before and after each axis, as TensorFlow computes it: for 'same' as much as ⌈size / stride⌉ positions need, the odd
 * one behind.
 */
export function padsOf(padding: Padding, { space, kernel, strides, dilations }: Slide): number[] {
  const totals = space.map((size, axis) => {
    const reach = (kernel[axis] - 1) * (dilations?.[axis] ?? 1) + 1;
    const positions = Math.ceil(size / strides[axis]);
    return padding === 'same' ? Math.max(0, (positions - 1) * strides[axis] + reach - size) : 0;
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, axis) => total - before[axis])];
}
