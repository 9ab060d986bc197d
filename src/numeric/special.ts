import { exp, log, log1p, PI } from './math.ts';

/**
 * Distribution functions and their inverses. Relative error about 10⁻¹² or better for the sizes used here (counts up to a
 * million); methods: series and continued fractions of the NIST Digital Library of Mathematical Functions (chapters 5, 7, 8).
 */

const SMALL = 1e-300;
const PRECISION = 1e-16;

/** Continued fraction a₁/(b₁ + a₂/(b₂ + …)) by the method of Lentz as Thompson and Barnett changed it. */
function continuedFraction(term: (n: number) => { a: number; b: number }): number {
  let value = SMALL;
  let c = value;
  let d = 0;
  for (let n = 1; n < 100_000; n++) {
    const { a, b } = term(n);
    d = b + a * d || SMALL;
    c = b + a / c || SMALL;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return value;
}

/** B₂ₙ / (2n (2n − 1)) for n = 1 … 8: coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  let shift = 1;
  while (x < 15) shift *= x++;
  let sum = 0;
  for (let n = STIRLING.length - 1; n >= 0; n--) sum = sum / (x * x) + STIRLING[n];
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * PI) + sum / x - log(shift);
}

/** 1 − erf(x). */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  const square = x * x;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * PRECISION; n++) {
      term *= (2 * square) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(PI)) * exp(-square) * sum;
  }
  if (x > 27.3) return 0;
  const fraction = continuedFraction((n) => (n === 1 ? { a: 1, b: x } : { a: (n - 1) / 2, b: x }));
  return (exp(-square) / Math.sqrt(PI)) * fraction;
}

/** Φ(x): share of the standard normal distribution below x. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.sqrt(2));
}

/** The x with Φ(x) = p; ∓∞ at 0 and 1 (and below 10⁻³⁰⁰). */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p < 1e-300) return -Infinity;
  if (p === 0.5) return 0;
  if (p > 0.5) return p === 1 ? Infinity : -normalQuantile(1 - p);
  // Newton's method on ln Φ, which is concave: from the left it never passes the root, and Φ(−t) < e^(−t²/2).
  const target = log(p);
  let x = -Math.sqrt(-2 * target);
  for (let step = 0; step < 60; step++) {
    const below = normalCdf(x);
    const density = exp(-0.5 * x * x) / Math.sqrt(2 * PI);
    const change = ((log(below) - target) * below) / density;
    x -= change;
    if (Math.abs(change) <= 1e-15 * (1 + Math.abs(x))) break;
  }
  return x;
}

/** Regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]: share of the beta distribution below x. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = exp(a * log(x) + b * log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b)));
  const fraction = continuedFraction((n) => {
    if (n === 1) return { a: 1, b: 1 };
    const m = Math.floor((n - 1) / 2);
    const even = n % 2 === 1;
    const numerator = even
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return { a: numerator, b: 1 };
  });
  return (front * fraction) / a;
}

/** Where an increasing function of [low, high] reaches a value, by halving. */
function inverse(f: (x: number) => number, value: number, low: number, high: number): number {
  for (let step = 0; step < 200; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (f(middle) < value) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return inverse((x) => betaCdf(x, a, b), p, 0, 1);
}

/** Share of Student's t distribution with `freedom` degrees of freedom below t. */
export function tCdf(t: number, freedom: number): number {
  const tail = 0.5 * betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** The t with share p below it. */
export function tQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, freedom);
  // With x = ν/(ν + t²), half of I_x(ν/2, ½) lies above t.
  const x = betaQuantile(2 * (1 - p), freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Share of the binomial distribution of n trials with probability p at or below k. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return betaCdf(1 - p, n - k, k + 1);
}

/** Share of the binomial distribution of n trials with probability p at or above k; keeps its digits where it is tiny. */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return betaCdf(p, k, n - k + 1);
}
