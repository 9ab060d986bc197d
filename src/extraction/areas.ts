import { log } from '../numeric/math.ts';

/** `linear`: over the number of queries; `log`: over its logarithm, so that each doubling counts alike. */
export type AreaAxis = 'linear' | 'log';

/**
 * Area under straight lines between points (trapezoid rule), divided by the range of x: a mean height. Of a single point its height.
 * @param x ascending, above 0
 */
export function meanArea(x: readonly number[], y: readonly number[], axis: AreaAxis): number {
  if (x.length === 1) return y[0];
  const at = axis === 'log' ? x.map(log) : x;
  let area = 0;
  for (let i = 1; i < at.length; i++) area += ((y[i] + y[i - 1]) / 2) * (at[i] - at[i - 1]);
  return area / (at[at.length - 1] - at[0]);
}
