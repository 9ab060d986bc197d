import type { GraphBuilder } from '../builder.ts';
import { cast, choose, reduce } from '../emit.ts';
import { int, ints, sizeOf } from '../ir.ts';
import type { GraphNode } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { affordable } from '../shapes.ts';
import { emitConvolution } from './grouped.ts';
import { reach } from './window.ts';
import type { Window } from './window.ts';

/**
 * Whether no input value lies in two windows, so that each receives at most one gradient, and no window reaches over the
 * end of the input, which MaxUnpool refuses.
 */
function disjoint({ kernel, strides, dilations, inner, outer }: Window): boolean {
  return kernel.every(
    (size, axis) =>
      reach(size, dilations[axis]) <= strides[axis] &&
      (inner[axis] - 1) * strides[axis] + size <= outer[axis],
  );
}

/**
 * Gradient of MaxPool by the indices it can return (WASM only): MaxUnpool writes each gradient to its place; windows
 * that overlap need sums, hence ScatterElements there.
 */
export function maxByIndex(builder: GraphBuilder, node: GraphNode, dy: string, window: Window): string {
  const x = node.inputs[0];
  const indices = builder.output(node, 1);
  if (disjoint(window)) {
    // The result's shape is given; the engine only checks that it is no smaller than kernel and strides ask for.
    const ones = ints(window.kernel.map(() => 1));
    return builder.emit('MaxUnpool', [dy, indices, builder.emit('Shape', [x])], {
      kernel_shape: ones,
      strides: ones,
    });
  }
  const shape = builder.shape(x);
  const flat = builder.reshape(x, [sizeOf(shape)]);
  const zeros = builder.emit('Expand', [builder.scalar(0), builder.emit('Shape', [flat])]);
  const count = sizeOf(builder.shape(dy));
  const sums = builder.emit(
    'ScatterElements',
    [zeros, builder.reshape(indices, [count]), builder.reshape(dy, [count])],
    { axis: int(0), reduction: { kind: 'string', value: 'add' } },
  );
  return builder.reshape(sums, shape);
}

/** A kernel per place of a window that copies the value at that place: [places, 1, …kernel]. */
export function oneHotKernels(builder: GraphBuilder, kernel: readonly number[]): string {
  const places = sizeOf(kernel);
  const values = new Float32Array(affordable(places * places));
  for (let place = 0; place < places; place++) values[place * places + place] = 1;
  return builder.floats(values, [places, 1, ...kernel]);
}

/** 0 where a window's place lies on the input, a large negative number where it lies in the padding. */
function paddingPenalty({
  kernel,
  strides,
  dilations,
  begin,
  outer,
  inner,
}: Window): Float32Array | undefined {
  const places = sizeOf(kernel);
  const positions = sizeOf(inner);
  const penalty = new Float32Array(affordable(places * positions));
  let any = false;
  for (let place = 0; place < places; place++) {
    for (let position = 0; position < positions; position++) {
      let [p, q] = [place, position];
      for (let axis = kernel.length - 1; axis >= 0; axis--) {
        const at = (q % inner[axis]) * strides[axis] + (p % kernel[axis]) * dilations[axis] - begin[axis];
        if (at < 0 || at >= outer[axis]) penalty[place * positions + position] = -3e38;
        p = Math.floor(p / kernel[axis]);
        q = Math.floor(q / inner[axis]);
      }
      any ||= penalty[place * positions + position] !== 0;
    }
  }
  return any ? penalty : undefined;
}

/**
 * Gradient of MaxPool without indices, from operators that stay on the GPU. Channels become samples, a Conv with one-hot
 * kernels lays each window's values side by side, and the first largest takes the gradient.
 */
export function maxByMask(
  builder: GraphBuilder,
  node: GraphNode,
  dy: string,
  window: Window,
  target: EmissionTarget,
): string {
  const x = node.inputs[0];
  const shape = builder.shape(x);
  const { kernel, inner } = window;
  const places = sizeOf(kernel);
  const planes = shape[0] * shape[1];
  const hot = oneHotKernels(builder, kernel);
  const padded = paddedEnd(window);
  const attributes = {
    strides: ints(window.strides),
    dilations: ints(window.dilations),
    pads: ints([...window.begin, ...padded]),
  };
  let patches = builder.emit('Conv', [builder.reshape(x, [planes, 1, ...shape.slice(2)]), hot], attributes);
  const penalty = paddingPenalty(window);
  if (penalty) patches = builder.add(patches, builder.floats(penalty, [1, places, ...inner]));
  const best = builder.reshape(node.outputs[0], [planes, 1, ...inner]);
  const first = toFirst(builder, patches, best, builder.reshape(dy, [planes, 1, ...inner]));
  return builder.reshape(scatterWindows(builder, first, hot, window, target), shape);
}

/**
 * Gradients of maxima along axis 1 of `values`, handed to the first value that equals its maximum: of all that do the one
 * with the highest rank, ranks falling along the axis.
 */
export function toFirst(builder: GraphBuilder, values: string, best: string, dy: string): string {
  const [, places, ...rest] = builder.shape(values);
  const falling = Float32Array.from({ length: places }, (_, place) => places - place);
  const ranks = builder.mul(
    cast(builder, builder.emit('Equal', [values, best]), 'float32'),
    builder.floats(falling, [1, places, ...rest.map(() => 1)]),
  );
  const top = reduce(builder, 'ReduceMax', ranks, [1], true);
  return choose(builder, builder.emit('Equal', [ranks, top]), dy, 0);
}

/** Least padding after the input that makes exactly the window's positions: `ceil_mode` may ask for more than `pads` says. */
export function paddedEnd({ kernel, strides, dilations, begin, outer, inner }: Window): number[] {
  return inner.map((count, axis) => {
    const needed =
      (count - 1) * strides[axis] + reach(kernel[axis], dilations[axis]) - outer[axis] - begin[axis];
    return Math.max(needed, 0);
  });
}

/** Adds values laid out by window and place back to the places they came from: [planes, places, …] → [planes, 1, …outer]. */
export function scatterWindows(
  builder: GraphBuilder,
  values: string,
  kernels: string,
  window: Window,
  target: EmissionTarget,
): string {
  const { kernel, strides, dilations, begin, outer, inner } = window;
  const after = paddedEnd(window);
  const missing = outer.map(
    (size, axis) =>
      size +
      begin[axis] +
      after[axis] -
      ((inner[axis] - 1) * strides[axis] + reach(kernel[axis], dilations[axis])),
  );
  const attributes = {
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints([...begin, ...after]),
    output_padding: ints(missing),
  };
  return emitConvolution(builder, 'ConvTranspose', [values, kernels], attributes, target);
}
