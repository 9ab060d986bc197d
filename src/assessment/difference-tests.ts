import { bca, eachResample, RESAMPLES } from '../numeric/bootstrap.ts';
import {
  mcnemarExact,
  mean,
  newcombe,
  newcombePaired,
  pairCounts,
  quantile,
  sampleDeviation,
  type Bounds,
} from '../numeric/intervals.ts';
import { stream } from '../numeric/random.ts';
import { normalCdf } from '../numeric/special.ts';

/** A difference (second minus first) with its 95 % interval, and the p value of there being none. */
export interface Test {
  readonly value: number;
  readonly bounds: Bounds;
  readonly p: number;
}

/** Bootstraps of a comparison draw from one seed: the same two reports give the same figures. */
const seed = 20_26;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Two rates on the same samples: exact McNemar, and Newcombe's interval for paired rates. */
export function pairedRatesTest(first: Float64Array, second: Float64Array): Test {
  const counts = pairCounts(second, first);
  return {
    value: (counts.first - counts.second) / first.length,
    bounds: newcombePaired(counts),
    p: mcnemarExact(counts),
  };
}

/** Two rates on different samples: Newcombe's interval, and the level at which it would just reach 0. */
export function ratesTest(first: Float64Array, second: Float64Array): Test {
  const [a, b] = [sum(first), sum(second)];
  const at = (level: number) => newcombe(b, second.length, a, first.length, level);
  const value = b / second.length - a / first.length;
  return { value, bounds: at(0.95), p: value === 0 ? 1 : 1 - widestWithoutZero(at) };
}

/** The widest interval that leaves out 0, by halving. */
function widestWithoutZero(at: (level: number) => Bounds): number {
  let [low, high] = [0, 1 - 1e-12];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const bounds = at(middle);
    if (bounds.low > 0 || bounds.high < 0) low = middle;
    else high = middle;
  }
  return low;
}

/** Two means on the same samples: a paired bootstrap over the samples, BCa. */
export function pairedMeansTest(first: Float64Array, second: Float64Array, key: readonly string[]): Test {
  const n = first.length;
  const apart = second.map((value, at) => value - first[at]);
  const total = sum(apart);
  const replicates = new Float64Array(RESAMPLES);
  eachResample(n, stream(seed, 'compare', ...key), (picks, resample) => {
    let drawn = 0;
    for (let at = 0; at < n; at++) drawn += apart[picks[at]];
    replicates[resample] = drawn / n;
  });
  const leftOut = n > 1 ? apart.map((value) => (total - value) / (n - 1)) : apart;
  return {
    value: total / n,
    bounds: bca(total / n, replicates, leftOut),
    p: chance(replicates, total / n, n),
  };
}

/** Two means on different samples: each is resampled by itself; percentiles. */
export function meansTest(first: Float64Array, second: Float64Array, key: readonly string[]): Test {
  const [a, b] = [first, second].map((values, at) => {
    const means = new Float64Array(RESAMPLES);
    eachResample(values.length, stream(seed, 'compare', ...key, at), (picks, resample) => {
      let drawn = 0;
      for (let place = 0; place < values.length; place++) drawn += values[picks[place]];
      means[resample] = drawn / values.length;
    });
    return means;
  });
  const replicates = b.map((value, at) => value - a[at]);
  const sorted = replicates.slice().sort();
  const bounds = {
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
    method: 'bootstrap-percentile',
  };
  const value = mean(second) - mean(first);
  return { value, bounds, p: chance(replicates, value, Math.min(first.length, second.length)) };
}

/** An estimate with its 95 % interval. */
type WithBounds = Readonly<Record<'value' | 'low' | 'high', number>>;

/**
 * Two estimates by their intervals alone, as if of different samples (method of variance estimates recovery: G. Y. Zou & A. Donner,
 * 2008): where they share samples and rise and fall together, wider than need be. p is the normal tail that reaches 0 where the
 * interval does.
 */
export function estimatesTest(first: WithBounds, second: WithBounds): Test {
  const value = second.value - first.value;
  const below = hypotenuse(second.value - second.low, first.high - first.value);
  const above = hypotenuse(second.high - second.value, first.value - first.low);
  const towardsZero = value > 0 ? below : above;
  const p =
    value === 0
      ? 1
      : towardsZero === 0
        ? 0
        : 2 * normalCdf((-1.959963984540054 * Math.abs(value)) / towardsZero);
  return { value, bounds: { low: value - below, high: value + above, method: 'mover' }, p };
}

const hypotenuse = (a: number, b: number): number => Math.sqrt(a * a + b * b);

/**
 * Two-sided: twice the smaller share of resamples on either side of 0, which count for both. Where all lie on one side, 2,000
 * resamples say no more than p < 0.001, too coarse to be corrected for many rows: then the normal tail by the resamples' own
 * standard error, or, without any spread, the sign test's 2 · 2⁻ⁿ.
 */
function chance(replicates: Float64Array, value: number, n: number): number {
  let [below, above] = [0, 0];
  for (const one of replicates) {
    if (one <= 0) below++;
    if (one >= 0) above++;
  }
  const finest = 2 / (replicates.length + 1);
  if (below > 0 && above > 0) return Math.min(1, finest * (Math.min(below, above) + 1));
  const error = sampleDeviation(replicates);
  const tail = error > 1e-12 ? 2 * normalCdf(-Math.abs(value) / error) : 2 * halfTo(n);
  return Math.min(1, n > 10 ? Math.min(finest, tail) : Math.max(tail, 2 * halfTo(n)));
}

/** 2⁻ⁿ. */
function halfTo(n: number): number {
  let result = 1;
  for (let step = 0; step < n && result > 0; step++) result /= 2;
  return result;
}
