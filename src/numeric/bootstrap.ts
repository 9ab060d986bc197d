import type { Bounds } from './intervals.ts';
import { mean } from './intervals.ts';
import type { Stream } from './random.ts';
import { normalCdf, normalQuantile } from './special.ts';

/** Resamples of every bootstrap. */
export const RESAMPLES = 2000;

/** Quantile of ascending replicates at a share of (count + 1), linear between neighbours. */
function replicateQuantile(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = Math.floor(at);
  return below + 1 < sorted.length
    ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
    : sorted[below];
}

/** How the statistic leans, from its leave-one-out values (B. Efron, 1987); 0 where they are all equal. */
function acceleration(leftOut: Float64Array): number {
  const centre = mean(leftOut);
  let [squares, cubes] = [0, 0];
  for (const value of leftOut) {
    const d = centre - value;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/**
 * Bias-corrected and accelerated interval (B. Efron, 1987) of a statistic from its resampled and leave-one-out values: given
 * apart, since figures may share resamples and leave-one-out values may have a closed form. Plain percentiles where the
 * correction is undefined (no spread, or every resample on one side of the estimate).
 */
export function bca(estimate: number, resampled: Float64Array, leftOut: Float64Array, level = 0.95): Bounds {
  const sorted = resampled.slice().sort();
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const bias = normalQuantile(below / sorted.length);
  const lean = acceleration(leftOut);
  const share = (z: number): number => normalCdf(bias + (bias + z) / (1 - lean * (bias + z)));
  const z = normalQuantile(0.5 + level / 2);
  const [from, to] = [share(-z), share(z)];
  const spread = sorted[0] < sorted[sorted.length - 1];
  const corrected = spread && Number.isFinite(bias) && from < to;
  const tail = (1 - level) / 2;
  return {
    low: replicateQuantile(sorted, corrected ? from : tail),
    high: replicateQuantile(sorted, corrected ? to : 1 - tail),
    method: corrected ? 'bootstrap-bca' : 'bootstrap-percentile',
  };
}

/** Calls `use` with the n picks of each resample: pick i of resample r is draw r × n + i of the stream. */
export function eachResample(
  n: number,
  draws: Stream,
  use: (picks: Int32Array, resample: number) => void,
  resamples = RESAMPLES,
): void {
  const raw = new Float64Array(n);
  const picks = new Int32Array(n);
  for (let r = 0; r < resamples; r++) {
    draws.fillUniform(raw, 0, n, r * n);
    for (let i = 0; i < n; i++) picks[i] = raw[i];
    use(picks, r);
  }
}

/**
 * Interval of any statistic of n samples, given as a function of positions (with repetition): 2,000 seeded resamples, BCa with
 * leave-one-out acceleration. The statistic runs about resamples + n times.
 * @throws RangeError when there are no samples.
 */
export function bootstrap(
  n: number,
  statistic: (positions: Int32Array) => number,
  draws: Stream,
  level = 0.95,
  resamples = RESAMPLES,
): Bounds {
  if (n === 0) throw new RangeError('no values');
  const replicates = new Float64Array(resamples);
  eachResample(n, draws, (picks, r) => (replicates[r] = statistic(picks)), resamples);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const leftOut = Float64Array.from(all, (left) => statistic(all.filter((i) => i !== left)));
  return bca(statistic(all), replicates, leftOut, level);
}
