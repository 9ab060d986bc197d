import { asin, exp, log, PI } from './math.ts';
import { normalCdf, normalQuantile } from './special.ts';

/** c₀ + c₁x + c₂x² + … */
const polynomial = (x: number, ...c: readonly number[]): number => c.reduceRight((sum, k) => sum * x + k, 0);

/** Royston's weights of the n ordered values, the lower half with its sign turned; antisymmetric, Σ a² = 1. */
function weights(n: number): Float64Array {
  const half = Math.floor(n / 2);
  const a = new Float64Array(half);
  if (n === 3) {
    a[0] = Math.SQRT1_2;
    return a;
  }
  const m = a.map((_, i) => normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * m.reduce((sum, v) => sum + v * v, 0);
  const length = Math.sqrt(squares);
  const u = 1 / Math.sqrt(n);
  a[0] = polynomial(u, 0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056) - m[0] / length;
  let rest = squares - 2 * m[0] * m[0];
  let left = 1 - 2 * a[0] * a[0];
  let from = 1;
  if (n > 5) {
    a[1] = polynomial(u, 0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633) - m[1] / length;
    rest -= 2 * m[1] * m[1];
    left -= 2 * a[1] * a[1];
    from = 2;
  }
  const scale = Math.sqrt(rest / left);
  for (let i = from; i < half; i++) a[i] = -m[i] / scale;
  return a;
}

/** P(W or less) for normal values, from 1 − W. */
function probability(missing: number, n: number): number {
  if (n === 3) {
    const p = (6 / PI) * (asin(Math.sqrt(Math.max(0, 1 - missing))) - asin(Math.sqrt(0.75)));
    return Math.min(1, Math.max(0, p));
  }
  let y = log(missing);
  let mean: number;
  let deviation: number;
  if (n <= 11) {
    const most = polynomial(n, -2.273, 0.459);
    if (y >= most) return 0;
    y = -log(most - y);
    mean = polynomial(n, 0.544, -0.39978, 0.025054, -6.714e-4);
    deviation = exp(polynomial(n, 1.3822, -0.77857, 0.062767, -0.0020322));
  } else {
    const size = log(n);
    mean = polynomial(size, -1.5861, -0.31082, -0.083751, 0.0038915);
    deviation = exp(polynomial(size, -0.4803, -0.082676, 0.0030302));
  }
  return normalCdf((mean - y) / deviation);
}

/**
 * Shapiro and Wilk's test of normality in Royston's form (P. Royston, *Remark AS R94*, Applied Statistics 44, 1995): W in (0, 1],
 * near 1 for normal values, and its p-value. The approximation of p was fitted for 3 to 5,000 values; beyond that W still
 * stands and p is NaN. The order of the values does not matter.
 * @throws RangeError for fewer than 3 values, values that are not finite, or values that are all the same.
 */
export function shapiroWilk(values: ArrayLike<number>): { readonly w: number; readonly p: number } {
  const n = values.length;
  if (n < 3) throw new RangeError(`Shapiro and Wilk's test takes at least 3 values, not ${n}`);
  const x = Float64Array.from(values).sort();
  // Numbers that are not a number are sorted to the end.
  const range = x[n - 1] - x[0];
  if (!Number.isFinite(range)) throw new RangeError('values must be finite');
  if (range === 0) throw new RangeError('the values are all the same');
  const middle = x[Math.floor(n / 2)];
  for (let i = 0; i < n; i++) x[i] = (x[i] - middle) / range;
  const mean = x.reduce((sum, v) => sum + v, 0) / n;
  const a = weights(n);
  let product = 0;
  let ownSquares = 0;
  a.forEach((weight, i) => {
    product += weight * (x[n - 1 - i] - x[i]);
    ownSquares += 2 * weight * weight;
  });
  let squares = 0;
  for (const v of x) squares += (v - mean) * (v - mean);
  // 1 − W as a product, so that it keeps its digits where W is nearly 1.
  const both = Math.sqrt(ownSquares * squares);
  const missing = ((both - product) * (both + product)) / (ownSquares * squares);
  return { w: 1 - missing, p: n > 5000 ? NaN : probability(missing, n) };
}
