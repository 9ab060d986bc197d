/** How far an input is from its original. */
export interface Distances {
  /** Largest change of one value. */
  readonly linf: number;
  /** Euclidean length of the change. */
  readonly l2: number;
  /** Mean absolute change of a value: L1 divided by the number of values. */
  readonly l1: number;
  /** Number of values that differ. */
  readonly l0: number;
}

/**
 * All four distances over `size` values from `offset` of both arrays (float64 arithmetic).
 * @throws RangeError for inputs without values.
 */
export function distances(
  x: ArrayLike<number>,
  original: ArrayLike<number>,
  offset = 0,
  size = x.length,
): Distances {
  if (size < 1) throw new RangeError('an input without values');
  let [linf, squares, sum, l0] = [0, 0, 0, 0];
  for (let i = offset; i < offset + size; i++) {
    const change = Math.abs(x[i] - original[i]);
    linf = Math.max(linf, change);
    squares += change * change;
    sum += change;
    if (change !== 0) l0++;
  }
  return { linf, l2: Math.sqrt(squares), l1: sum / size, l0 };
}
