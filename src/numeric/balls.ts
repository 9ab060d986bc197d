/** Norm of a perturbation: the largest component, or the Euclidean length. */
export type Norm = 'linf' | 'l2';

/** Bounds of the input: one number for all features, or one per feature of a sample. */
export type Bound = number | ArrayLike<number>;

export interface Box {
  readonly low: Bound;
  readonly high: Bound;
}

/** The bound of feature i. */
export const boundAt = (bound: Bound, i: number): number => (typeof bound === 'number' ? bound : bound[i]);

/** Norm of `x − original` over `size` values from `offset` of both arrays (float64 arithmetic). */
export function distance(
  norm: Norm,
  x: ArrayLike<number>,
  original: ArrayLike<number>,
  offset = 0,
  size = x.length,
): number {
  let result = 0;
  for (let i = offset; i < offset + size; i++) {
    const d = x[i] - original[i];
    if (norm === 'linf') result = Math.max(result, Math.abs(d));
    else result += d * d;
  }
  return norm === 'linf' ? result : Math.sqrt(result);
}

/** Puts `size` values from `offset` into the box, in place. Bounds given per feature count from the start of the sample. */
export function clipToBox(x: Float32Array, box: Box, offset = 0, size = x.length): void {
  for (let i = 0; i < size; i++) {
    const value = x[offset + i];
    const low = boundAt(box.low, i);
    const high = boundAt(box.high, i);
    if (value < low) x[offset + i] = low;
    else if (value > high) x[offset + i] = high;
  }
}

/**
 * Projects onto the L∞ ball of radius `epsilon` around `original` intersected with the box, in place: each component to the
 * nearest value of its interval. `epsilon` may differ per feature (tables: standard deviations in input units).
 * The result is within float32 rounding of the ball (10⁻⁶ for inputs around 1) and, for bounds that are float32 numbers,
 * exactly in the box.
 */
export function projectLinf(
  x: Float32Array,
  original: ArrayLike<number>,
  epsilon: Bound,
  box: Box,
  offset = 0,
  size = x.length,
): void {
  for (let i = 0; i < size; i++) {
    const centre = original[offset + i];
    const radius = boundAt(epsilon, i);
    let value = x[offset + i];
    if (value < centre - radius) value = centre - radius;
    else if (value > centre + radius) value = centre + radius;
    const low = boundAt(box.low, i);
    const high = boundAt(box.high, i);
    x[offset + i] = value < low ? low : value > high ? high : value;
  }
}

/**
 * Projects onto the L2 ball of radius `epsilon` around `original`, then clips to the box, in place. Where the original lies
 * in the box, clipping only moves components toward it, so the result is in both; it need not be the nearest such point.
 */
export function projectL2(
  x: Float32Array,
  original: ArrayLike<number>,
  epsilon: number,
  box: Box,
  offset = 0,
  size = x.length,
): void {
  const length = distance('l2', x, original, offset, size);
  if (length > epsilon) {
    const factor = epsilon / length;
    for (let i = offset; i < offset + size; i++) x[i] = original[i] + (x[i] - original[i]) * factor;
  }
  clipToBox(x, box, offset, size);
}

/** The projection of a norm. */
export function project(
  norm: Norm,
  x: Float32Array,
  original: ArrayLike<number>,
  epsilon: number,
  box: Box,
  offset = 0,
  size = x.length,
): void {
  (norm === 'linf' ? projectLinf : projectL2)(x, original, epsilon, box, offset, size);
}
