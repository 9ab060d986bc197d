import type { GraphBuilder } from '../builder.ts';
import { sizeOf } from '../ir.ts';
import type { Shape } from '../ir.ts';
import type { EmissionTarget } from '../operator.ts';
import { affordable } from '../shapes.ts';
import { scatterWindows } from './pooling-max.ts';
import type { Window } from './window.ts';

/** How many values each window averages, position by position: the padding counts only where the model says so. */
function counts(window: Window, counted: boolean): Float32Array {
  affordable(sizeOf(window.inner));
  let product = Float32Array.of(1);
  window.inner.forEach((count, axis) => {
    const along = Float32Array.from({ length: count }, (_, at) => countAlong(window, axis, at, counted));
    const rows = product;
    product = new Float32Array(rows.length * count);
    for (let at = 0; at < product.length; at++)
      product[at] = rows[Math.floor(at / count)] * along[at % count];
  });
  return product;
}

function countAlong(window: Window, axis: number, position: number, counted: boolean): number {
  const { kernel, strides, dilations, begin, end, outer } = window;
  const start = position * strides[axis] - begin[axis];
  const low = counted ? -begin[axis] : 0;
  const high = outer[axis] + (counted ? end[axis] : 0);
  // Of the places start, start + dilation, … those from `low` on and before `high`.
  const before = (bound: number) =>
    Math.min(kernel[axis], Math.max(0, Math.ceil((bound - start) / dilations[axis])));
  return before(high) - before(low);
}

/** Gradient of AveragePool: each window's gradient, divided by its count, is added to all of its places. */
export function averageGradient(
  builder: GraphBuilder,
  dy: string,
  x: Shape,
  window: Window,
  counted: boolean,
  target: EmissionTarget,
): string {
  const share = counts(window, counted).map((count) => 1 / count);
  const shared = builder.mul(dy, builder.floats(share, [1, 1, ...window.inner]));
  return spreadOverWindows(builder, shared, x, window, target);
}

/** The value of each window added to all of its places: [N, C, …inner] → the shape of x. */
export function spreadOverWindows(
  builder: GraphBuilder,
  values: string,
  x: Shape,
  window: Window,
  target: EmissionTarget,
): string {
  const planes = x[0] * x[1];
  const ones = builder.floats(new Float32Array(sizeOf(window.kernel)).fill(1), [1, 1, ...window.kernel]);
  const flat = builder.reshape(values, [planes, 1, ...window.inner]);
  return builder.reshape(scatterWindows(builder, flat, ones, window, target), x);
}
