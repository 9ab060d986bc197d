import type { Interval } from '../document/types.ts';
import { bca, eachResample, RESAMPLES } from '../numeric/bootstrap.ts';
import { wilson } from '../numeric/intervals.ts';
import type { Stream } from '../numeric/random.ts';

/** Wilson 95 % of a rate: it covers the sampling of the test inputs, nothing else. */
export function rateInterval(correct: number, n: number): Interval {
  return wilson(correct, n);
}

/**
 * Bootstrap (BCa) intervals of means over samples. Each of `counts` holds, per sample, in how many of `of` points it stands; the
 * mean is that of the shares. All see the same resamples, so that differences between them are paired. Whole numbers keep the
 * sums exact, and equal means equal. One point is one rate: Wilson. So is a mean whose resamples have no spread (equal counts): an
 * interval without width would claim certainty, and Wilson's of as many samples is at least as wide as the mean's own.
 */
export function meanIntervals(counts: readonly Int32Array[], of: number, draws: Stream): Interval[] {
  const n = counts[0]?.length ?? 0;
  const resampled = counts.map(() => new Float64Array(RESAMPLES));
  eachResample(n, draws, (picks, r) => {
    counts.forEach((values, k) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += values[picks[i]];
      resampled[k][r] = sum / n;
    });
  });
  return counts.map((values, k) => {
    const total = values.reduce((sum, value) => sum + value, 0);
    if (of === 1) return rateInterval(total, n);
    const jackknife = Float64Array.from(values, (value) => (n > 1 ? (total - value) / (n - 1) : total));
    const { low, high, method } = bca(total / n, resampled[k], jackknife);
    return low < high ? { low: low / of, high: high / of, method } : rateInterval(total / of, n);
  });
}
