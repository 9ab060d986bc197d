import { mean, wilson, type Bounds } from './intervals.ts';
import type { Stream } from './random.ts';
import { normalCdf, normalQuantile } from './special.ts';

export const RESAMPLES = 2000;

const TWO_32 = 4294967296;

/** Quantile of ascending replicates at a share of (count + 1), linear between neighbours. */
function replicateQuantile(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = Math.floor(at);
  return below + 1 < sorted.length
    ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
    : sorted[below];
}

/** Ends from replicates: bias-corrected and accelerated (B. Efron, 1987), or plain percentiles where that is undefined. */
function ends(replicates: Float64Array, estimate: number, acceleration: number, level: number): Bounds {
  const sorted = replicates.slice().sort();
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  const bias = normalQuantile(below / sorted.length);
  const share = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const z = normalQuantile(0.5 + level / 2);
  const [from, to] = [share(-z), share(z)];
  if (Number.isFinite(bias) && Number.isFinite(acceleration) && from < to) {
    return {
      low: replicateQuantile(sorted, from),
      high: replicateQuantile(sorted, to),
      method: 'bootstrap-bca',
    };
  }
  const tail = (1 - level) / 2;
  return {
    low: replicateQuantile(sorted, tail),
    high: replicateQuantile(sorted, 1 - tail),
    method: 'bootstrap-percentile',
  };
}

/** Positions of one resample of n: draws number r·n … r·n + n − 1 of the stream. */
function resample(stream: Stream, r: number, words: Uint32Array, indices: Int32Array): void {
  const n = indices.length;
  stream.fillUint32(words, r * n);
  for (let i = 0; i < n; i++) indices[i] = Math.floor((words[i] / TWO_32) * n);
}

/** Skewness of influence: acceleration from leave-one-out estimates, as far as a constant factor goes from their pulls. */
function accelerationOf(pulls: ArrayLike<number>): number {
  const centre = mean(pulls);
  let [squares, cubes] = [0, 0];
  for (let i = 0; i < pulls.length; i++) {
    const d = pulls[i] - centre;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares === 0 ? NaN : cubes / (6 * squares * Math.sqrt(squares));
}

/**
 * Interval of the mean of per-sample values by resampling the samples (2,000 seeded resamples, BCa). When all values are
 * equal, resampling knows no spread: for values in [0, 1] Wilson's interval of that rate, which is never too narrow,
 * stands in; other constants give a point.
 * @throws RangeError when there are no values.
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  stream: Stream,
  level = 0.95,
  resamples = RESAMPLES,
): Bounds {
  const n = values.length;
  if (n === 0) throw new RangeError('no values');
  const estimate = mean(values);
  let same = true;
  for (let i = 1; i < n && same; i++) same = values[i] === values[0];
  if (same) {
    return values[0] >= 0 && values[0] <= 1
      ? wilson(values[0] * n, n, level)
      : { low: values[0], high: values[0], method: 'constant' };
  }
  const replicates = new Float64Array(resamples);
  const words = new Uint32Array(n);
  const indices = new Int32Array(n);
  for (let r = 0; r < resamples; r++) {
    resample(stream, r, words, indices);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[indices[i]];
    replicates[r] = sum / n;
  }
  return ends(replicates, estimate, accelerationOf(values), level);
}

/**
 * Interval of any statistic of n samples, given as a function of positions (with repetition); BCa with leave-one-out
 * acceleration. The statistic runs about resamples + n times.
 */
export function bootstrap(
  n: number,
  statistic: (indices: Int32Array) => number,
  stream: Stream,
  level = 0.95,
  resamples = RESAMPLES,
): Bounds {
  if (n === 0) throw new RangeError('no values');
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const estimate = statistic(all);
  const words = new Uint32Array(n);
  const indices = new Int32Array(n);
  const replicates = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    resample(stream, r, words, indices);
    replicates[r] = statistic(indices);
  }
  const without = new Int32Array(n - 1);
  const pulls = Float64Array.from(all, (left) => {
    for (let i = 0, to = 0; i < n; i++) if (i !== left) without[to++] = i;
    return -statistic(without);
  });
  return ends(replicates, estimate, accelerationOf(pulls), level);
}
