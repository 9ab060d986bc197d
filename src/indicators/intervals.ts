import type { Interval } from '../document/types.ts';
import { bootstrapMean } from '../numeric/bootstrap.ts';
import { wilson } from '../numeric/intervals.ts';
import { stream } from '../numeric/random.ts';

/** Wilson 95 % of a rate: the sampling of the test inputs, nothing else. */
export function rateInterval(correct: number, n: number): Interval {
  return { ...wilson(correct, n), method: 'wilson' };
}

/** Bootstrap 95 % (BCa, 2,000 resamples of samples) of a mean of per-sample values. */
export function meanInterval(values: Float64Array, seed: number, purpose: string): Interval {
  return bootstrapMean(values, stream(seed, 'bootstrap', purpose));
}
