import type { Stream } from './random.ts';
import { normalCdf, normalQuantile } from './special.ts';
import type { Range } from './intervals.ts';

export interface BootstrapInterval extends Range {
  /** `bootstrap-percentile` where the correction is undefined (all resamples on one side of the estimate, no spread). */
  readonly method: 'bootstrap-bca' | 'bootstrap-percentile';
}

export interface BootstrapOptions {
  readonly resamples?: number;
  readonly level?: number;
}

/** Quantile of ascending values by linear interpolation (Hyndman and Fan's type 7). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** How the statistic of leave-one-out samples leans (Efron 1987, eq. 6.6); 0 where they are all equal. */
function acceleration(jackknife: Float64Array): number {
  const mean = jackknife.reduce((a, b) => a + b, 0) / jackknife.length;
  let squares = 0;
  let cubes = 0;
  for (const value of jackknife) {
    const d = mean - value;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/** Bias-corrected and accelerated interval (Efron 1987) from resampled estimates, which are sorted in place. */
export function bca(
  estimate: number,
  resampled: Float64Array,
  jackknife: Float64Array,
  level = 0.95,
): BootstrapInterval {
  resampled.sort();
  const tail = (1 - level) / 2;
  let below = 0;
  for (const value of resampled) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const share = below / resampled.length;
  const ends = (low: number, high: number, method: BootstrapInterval['method']): BootstrapInterval => ({
    low: quantile(resampled, low),
    high: quantile(resampled, high),
    method,
  });
  if (share <= 0 || share >= 1 || resampled[0] === resampled[resampled.length - 1])
    return ends(tail, 1 - tail, 'bootstrap-percentile');
  const bias = normalQuantile(share);
  const lean = acceleration(jackknife);
  const corrected = (p: number) => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - lean * z));
  };
  return ends(corrected(tail), corrected(1 - tail), 'bootstrap-bca');
}

/**
 * Interval of the mean of per-sample values, resampling samples (2,000 times by default).
 * @param draws the stream of this purpose; draw r × n + i picks the i-th sample of resample r
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  draws: Stream,
  { resamples = 2000, level = 0.95 }: BootstrapOptions = {},
): BootstrapInterval {
  const n = values.length;
  const total = Array.from(values).reduce((a, b) => a + b, 0);
  const picks = new Float64Array(n);
  const means = Float64Array.from({ length: resamples }, (_, r) => {
    draws.fillUniform(picks, 0, n, r * n);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(picks[i])];
    return sum / n;
  });
  const jackknife = Float64Array.from({ length: n }, (_, i) =>
    n > 1 ? (total - values[i]) / (n - 1) : total,
  );
  return bca(total / n, means, jackknife, level);
}

/**
 * Interval of any statistic of samples that are counted with weights: `statistic(counts)` sees how often each of the n samples
 * is in the resample (each once for the estimate itself). A resample where it is undefined (NaN) is left out.
 * The jackknife costs n evaluations.
 */
export function bootstrapStatistic(
  n: number,
  statistic: (counts: Int32Array) => number,
  draws: Stream,
  { resamples = 2000, level = 0.95 }: BootstrapOptions = {},
): BootstrapInterval {
  const picks = new Float64Array(n);
  const counts = new Int32Array(n);
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    draws.fillUniform(picks, 0, n, r * n);
    counts.fill(0);
    for (const pick of picks) counts[Math.floor(pick)]++;
    const value = statistic(counts);
    if (!Number.isNaN(value)) values.push(value);
  }
  counts.fill(1);
  const estimate = statistic(counts);
  const jackknife: number[] = [];
  for (let i = 0; i < n; i++) {
    counts[i] = 0;
    const value = statistic(counts);
    if (!Number.isNaN(value)) jackknife.push(value);
    counts[i] = 1;
  }
  return bca(estimate, Float64Array.from(values), Float64Array.from(jackknife), level);
}
