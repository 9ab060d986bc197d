import { exp, log, log1p, PI } from './math.ts';

/** The error function. Series of positive terms below 2.5, one minus the tail above; relative error below 1e-14. */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x > 2.5) return 1 - erfc(x);
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(PI)) * exp(-x * x) * sum;
}

/** 1 − erf(x) without cancellation in the upper tail (continued fraction by backward recurrence). */
export function erfc(x: number): number {
  if (x < 2.5) return 1 - erf(x);
  let fraction = 0;
  for (let k = 120; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return exp(-x * x) / (Math.sqrt(PI) * (x + fraction));
}

/** Standard normal distribution function Φ. */
export function normalCdf(z: number): number {
  return z < 0 ? erfc(-z / Math.SQRT2) / 2 : 1 - erfc(z / Math.SQRT2) / 2;
}

/** Standard normal quantile Φ⁻¹(p), 0 < p < 1; ±Infinity at the ends. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  return bisect((z) => normalCdf(z) - p, -40, 0);
}

const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** Natural logarithm of the gamma function, x > 0 (Stirling's series after shifting x above 12). */
export function logGamma(x: number): number {
  let shift = 0;
  while (x < 12) {
    shift -= log(x);
    x += 1;
  }
  let power = 1 / x;
  let series = 0;
  for (const coefficient of stirling) {
    series += coefficient * power;
    power /= x * x;
  }
  return shift + (x - 0.5) * log(x) - x + log(2 * PI) / 2 + series;
}

/** Regularised incomplete beta function I_x(a, b), a > 0, b > 0, 0 ≤ x ≤ 1 (continued fraction, modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 2000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  return bisect((x) => incompleteBeta(x, a, b) - p, 0, 1);
}

/** Quantile of Student's t distribution with `freedom` degrees of freedom. */
export function studentQuantile(p: number, freedom: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  if (p === 0.5) return 0;
  const x = betaQuantile(2 * (1 - p), freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Root of an ascending function between two ends, to the last digit. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
}
