import { intOf, intsOf, stringOf } from '../ir.ts';
import type { Attributes, Dim, GraphNode, Shape } from '../ir.ts';
import type { ShapeContext } from '../operator.ts';

/** How a kernel slides over the spatial axes, with `auto_pad` resolved to numbers; one entry per spatial axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after each axis. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
  /** Spatial sizes of what slides over: the input of Conv and pooling, the output of ConvTranspose. */
  readonly outer: readonly number[];
  /** Spatial sizes of the positions: the output of Conv and pooling, the input of ConvTranspose. */
  readonly inner: readonly number[];
}

/** Shape of the float32 input that a pooling operator works on. */
export function floatInput({ inputs }: ShapeContext, index = 0): Shape {
  const type = inputs[index];
  if (!type) throw new Error(`input ${index} is absent`);
  if (type.dtype !== 'float32') throw new Error(`input ${index} is ${type.dtype}, not float32`);
  return type.shape;
}

/** Spatial part of an activation's shape. Throws when it depends on the batch or does not have `rank` axes. */
export function spatial(shape: Shape, rank: number): number[] {
  if (shape.length !== rank + 2) throw new Error(`expects ${rank + 2} dimensions, got ${shape.length}`);
  const sizes = shape.slice(2);
  if (sizes.some((size) => size < 0)) throw new Error('a spatial dimension depends on the batch size');
  return sizes;
}

const filled = (rank: number, value: number): number[] => Array.from({ length: rank }, () => value);

function perAxis(
  attributes: Attributes,
  name: string,
  rank: number,
  otherwise: number,
  least: number,
): readonly number[] {
  const values = intsOf(attributes, name) ?? filled(rank, otherwise);
  if (values.length !== rank || values.some((value) => !(value >= least)))
    throw new Error(`${name} does not fit`);
  return values;
}

/** Pixels that a dilated kernel covers. */
export const reach = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

interface Sliding {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

function sliding(node: GraphNode, kernel: readonly number[]): Sliding {
  const rank = kernel.length;
  if (kernel.some((size) => !(size >= 1))) throw new Error('a kernel size is not positive');
  return {
    kernel,
    strides: perAxis(node.attributes, 'strides', rank, 1, 1),
    dilations: perAxis(node.attributes, 'dilations', rank, 1, 1),
  };
}

/** Splits padding evenly; the odd one goes after (SAME_UPPER) or before (SAME_LOWER). */
function split(total: number, upper: boolean): [number, number] {
  const small = Math.floor(total / 2);
  return upper ? [small, total - small] : [total - small, small];
}

/** The window of Conv and of pooling over an input of these spatial sizes. */
export function slideOver(node: GraphNode, outer: readonly number[], kernel: readonly number[]): Window {
  const rank = outer.length;
  const { strides, dilations } = sliding(node, kernel);
  const pads = perAxis(node.attributes, 'pads', 2 * rank, 0, 0);
  const mode = stringOf(node.attributes, 'auto_pad', 'NOTSET');
  const ceil = intOf(node.attributes, 'ceil_mode', 0) !== 0;
  const begin: number[] = [];
  const end: number[] = [];
  const inner: number[] = [];
  outer.forEach((size, axis) => {
    const span = reach(kernel[axis], dilations[axis]);
    const stride = strides[axis];
    if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
      const count = Math.ceil(size / stride);
      const [before, after] = split(Math.max(0, (count - 1) * stride + span - size), mode === 'SAME_UPPER');
      begin.push(before);
      end.push(after);
      inner.push(count);
      return;
    }
    const explicit = mode === 'NOTSET';
    begin.push(explicit ? pads[axis] : 0);
    end.push(explicit ? pads[axis + rank] : 0);
    inner.push(positions(size, begin[axis], end[axis], span, stride, ceil));
  });
  if (inner.some((count) => count < 1)) throw new Error('the kernel is larger than the padded input');
  return { kernel, strides, dilations, begin, end, outer, inner };
}

function positions(
  size: number,
  before: number,
  after: number,
  span: number,
  stride: number,
  ceil: boolean,
): number {
  const free = size + before + after - span;
  if (free < 0) return 0;
  if (!ceil) return Math.floor(free / stride) + 1;
  const count = Math.ceil(free / stride) + 1;
  // A last window that would start in the padding after the input is left out, as PyTorch and ONNX do.
  return (count - 1) * stride >= size + before ? count - 1 : count;
}

/** The window of ConvTranspose whose input has these spatial sizes. */
export function spreadFrom(node: GraphNode, inner: readonly number[], kernel: readonly number[]): Window {
  const rank = inner.length;
  const { strides, dilations } = sliding(node, kernel);
  const extra = perAxis(node.attributes, 'output_padding', rank, 0, 0);
  const pads = perAxis(node.attributes, 'pads', 2 * rank, 0, 0);
  const mode = stringOf(node.attributes, 'auto_pad', 'NOTSET');
  const wanted = intsOf(node.attributes, 'output_shape')?.slice(-rank);
  const begin: number[] = [];
  const end: number[] = [];
  const outer: number[] = [];
  inner.forEach((size, axis) => {
    const whole = (size - 1) * strides[axis] + extra[axis] + reach(kernel[axis], dilations[axis]);
    const same = mode === 'SAME_UPPER' || mode === 'SAME_LOWER';
    const target = wanted?.[axis] ?? (same ? size * strides[axis] : undefined);
    const [before, after] =
      target === undefined
        ? mode === 'VALID'
          ? [0, 0]
          : [pads[axis], pads[axis + rank]]
        : split(Math.max(0, whole - target), mode === 'SAME_UPPER');
    begin.push(before);
    end.push(after);
    // An output_shape is reached with rows of zeros where it asks for more; automatic padding adds none.
    outer.push(wanted?.[axis] ?? whole - before - after);
  });
  if (outer.some((size) => size < 1)) throw new Error('its output would be empty');
  return { kernel, strides, dilations, begin, end, outer, inner };
}

/** Times two dimensions of which at most one depends on the batch. */
export function times(a: Dim, b: Dim): Dim {
  if (a < 0 && b < 0) throw new Error('a dimension would depend on the square of the batch size');
  return a * b;
}
