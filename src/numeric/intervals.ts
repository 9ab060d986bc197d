import { betaQuantile, binomialCdf, normalQuantile, tQuantile } from './special.ts';

/** Two-sided interval; `method` is how the report names it. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly method: string;
}

const LEVEL = 0.95;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Standard normal quantile of a two-sided level. */
const zOf = (level: number): number => (level === 0.95 ? 1.959963984540054 : normalQuantile(0.5 + level / 2));

function checkRate(successes: number, n: number): void {
  if (!(n > 0) || !(successes >= 0) || successes > n) throw new RangeError(`no rate: ${successes} of ${n}`);
}

/**
 * Score interval of a rate (E. B. Wilson, 1927).
 * @throws RangeError when n is not above 0 or successes lie outside 0 … n.
 */
export function wilson(successes: number, n: number, level = LEVEL): Bounds {
  checkRate(successes, n);
  const z = zOf(level);
  const p = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  // At 0 and n the bound is exactly 0 and 1; rounding must not say otherwise.
  const low = successes === 0 ? 0 : clamp(centre - half, 0, p);
  const high = successes === n ? 1 : clamp(centre + half, p, 1);
  return { low, high, method: 'wilson' };
}

/**
 * Exact interval of a rate (C. J. Clopper & E. S. Pearson, 1934).
 * @throws RangeError as `wilson`.
 */
export function clopperPearson(successes: number, n: number, level = LEVEL): Bounds {
  checkRate(successes, n);
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1);
  const high = successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes);
  return { low, high, method: 'clopper-pearson' };
}

/** Arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Standard deviation of a sample (divided by n − 1). */
export function sampleDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) * (values[i] - centre);
  return Math.sqrt(sum / (values.length - 1));
}

/**
 * Student's interval of a mean, for a few runs with different seeds.
 * @throws RangeError with fewer than two values.
 */
export function tInterval(values: ArrayLike<number>, level = LEVEL): Bounds {
  const n = values.length;
  if (n < 2) throw new RangeError('a t interval needs two values');
  const half = (tQuantile(0.5 + level / 2, n - 1) * sampleDeviation(values)) / Math.sqrt(n);
  const centre = mean(values);
  return { low: centre - half, high: centre + half, method: 't' };
}

/**
 * Quantile of values in ascending order, linear between neighbours (type 7 of R. J. Hyndman & Y. Fan, 1996).
 * Infinite values stand for what was censored.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const share = at - below;
  return share === 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

/** Counts of pairs: right in both, only in the first, only in the second, in neither. */
export interface PairCounts {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

/**
 * Counts of two rows of outcomes on the same samples.
 * @throws RangeError when their lengths differ.
 */
export function pairCounts(a: ArrayLike<boolean | number>, b: ArrayLike<boolean | number>): PairCounts {
  if (a.length !== b.length) throw new RangeError('outcomes of different samples');
  const counts = { both: 0, first: 0, second: 0, neither: 0 };
  for (let i = 0; i < a.length; i++) counts[a[i] ? (b[i] ? 'both' : 'first') : b[i] ? 'second' : 'neither']++;
  return counts;
}

/** Two-sided p value of the exact test of Q. McNemar (1947): are the two rates the same? */
export function mcnemarExact({ first, second }: PairCounts): number {
  return Math.min(1, 2 * binomialCdf(Math.min(first, second), first + second, 0.5));
}

/** Interval of the difference of two independent rates (R. G. Newcombe, 1998, method 10 of the unpaired paper). */
export function newcombe(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  level = LEVEL,
): Bounds {
  const [a, b] = [wilson(successes1, n1, level), wilson(successes2, n2, level)];
  const [p, q] = [successes1 / n1, successes2 / n2];
  const length = (x: number, y: number) => Math.sqrt(x * x + y * y);
  return {
    low: p - q - length(p - a.low, b.high - q),
    high: p - q + length(a.high - p, q - b.low),
    method: 'newcombe',
  };
}

/** Interval of the difference (first − second) of two rates on the same samples (R. G. Newcombe, 1998, method 10). */
export function newcombePaired({ both, first, second, neither }: PairCounts, level = LEVEL): Bounds {
  const n = both + first + second + neither;
  const [p, q] = [(both + first) / n, (both + second) / n];
  const [a, b] = [wilson(both + first, n, level), wilson(both + second, n, level)];
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  const cross = both * neither - first * second;
  const corrected = cross > 0 ? Math.max(cross - n / 2, 0) : cross;
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const length = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  return {
    low: p - q - length(p - a.low, b.high - q),
    high: p - q + length(a.high - p, q - b.low),
    method: 'newcombe-paired',
  };
}

/**
 * Adjusts p values for having made all these comparisons (S. Holm, 1979): each may be compared with the level of the family.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
