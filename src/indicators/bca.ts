import type { Interval } from '../document/types.ts';
import { normalCdf, normalQuantile } from '../numeric/special.ts';

/** Value at a share of ascending values, linear between neighbours. */
function at(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** How the statistic leans, from its leave-one-out values (Efron, 1987); 0 where they are all equal. */
function acceleration(leftOut: Float64Array): number {
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    const d = mean - value;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/**
 * Bias-corrected and accelerated 95 % interval (Efron, 1987) of a statistic whose resampled and leave-one-out values come from
 * elsewhere: figures that share resamples, or whose leave-one-out values have a closed form. Plain percentiles where the
 * correction is undefined (every resample on one side of the estimate).
 */
export function bcaInterval(estimate: number, resampled: Float64Array, leftOut: Float64Array): Interval {
  const sorted = resampled.slice().sort();
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const share = below / sorted.length;
  if (share <= 0 || share >= 1 || sorted[0] === sorted[sorted.length - 1])
    return { low: at(sorted, 0.025), high: at(sorted, 0.975), method: 'bootstrap-percentile' };
  const bias = normalQuantile(share);
  const lean = acceleration(leftOut);
  const corrected = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - lean * z));
  };
  return { low: at(sorted, corrected(0.025)), high: at(sorted, corrected(0.975)), method: 'bootstrap-bca' };
}
