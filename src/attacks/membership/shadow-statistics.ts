import { quantile } from '../../numeric/intervals.ts';
import type { Evidence } from './types.ts';

/** φ beyond this is beyond double-precision probabilities; it keeps sums finite. */
const LARGEST = 1000;
/** A spread of 0 would make every other φ infinitely unlikely. */
const LEAST_SPREAD = 1e-6;

const within = (phi: number): number => Math.min(LARGEST, Math.max(-LARGEST, phi));

/** φ of one query about every record under the shadows that know it, or under those that don't. */
export interface SideStatistics {
  /** count; NaN where no shadow is on this side of the record. */
  readonly centre: Float64Array;
  /** count; standard deviation by record, the pooled one where fewer than two shadows are on this side. */
  readonly spread: Float64Array;
  /** Standard deviation around the records' own centres, of all records together. */
  readonly pooled: number;
}

/**
 * Median and spread of each record's φ under shadows. Spreads are taken around the medians, in and out
 * apart, as TensorFlow Privacy's `compute_score_lira` does with a fixed variance; each record loses one degree of freedom to its own
 * centre, so that few shadows don't make the spread too small.
 */
export function sideStatistics({ count, shadows }: Evidence, query: number, inside: 0 | 1): SideStatistics {
  const centre = new Float64Array(count).fill(NaN);
  const spread = new Float64Array(count).fill(NaN);
  const values = new Float64Array(shadows.length);
  let [squares, freedom] = [0, 0];
  for (let i = 0; i < count; i++) {
    let n = 0;
    for (const shadow of shadows)
      if (shadow.inside[i] === inside) values[n++] = within(shadow.queries[query][i]);
    if (n === 0) continue;
    const sorted = values.subarray(0, n).sort();
    const middle = quantile(sorted, 0.5);
    let own = 0;
    for (const value of sorted) own += (value - middle) * (value - middle);
    centre[i] = middle;
    squares += own;
    freedom += n - 1;
    if (n > 1) spread[i] = Math.max(LEAST_SPREAD, Math.sqrt(own / (n - 1)));
  }
  const pooled = Math.max(LEAST_SPREAD, freedom > 0 ? Math.sqrt(squares / freedom) : 1);
  for (let i = 0; i < count; i++) if (Number.isNaN(spread[i])) spread[i] = pooled;
  return { centre, spread, pooled };
}

/** The target's φ of one query, within the same bounds. */
export const targetPhi = ({ queries }: Evidence, query: number): Float64Array => queries[query].map(within);

/** Mean over records of the difference a − b, where both are known; 0 where none is. */
export function meanShift(a: Float64Array, b: Float64Array): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < a.length; i++)
    if (!Number.isNaN(a[i]) && !Number.isNaN(b[i])) {
      sum += a[i] - b[i];
      n++;
    }
  return n === 0 ? 0 : sum / n;
}
