/**
 * exp, log, sin, cos and what follows from them, using only + − × ÷ √, comparisons and bit views, all of which IEEE 754
 * fixes to the last bit. The versions of `Math` differ between hosts in the last digit; these do not.
 *
 * Method: an argument is reduced to a short interval around 0, where the Taylor series converges fast; constants that are
 * subtracted many times are split into parts with trailing zero bits, so that the products are exact.
 * Error: below 1 unit in the last place for exp, log, sin and cos, below 2 for the others unless a function says more.
 */

const view = new DataView(new ArrayBuffer(8));

/** ln 2 = LN2_HIGH + LN2_LOW; the high part has 32 significant bits, so k × LN2_HIGH is exact for |k| < 2²¹. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = 1.4426950408889634;

/** 2^k for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** x × 2^k, rounded once, also where 2^k itself or the result is no normal number. */
function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1022) return x * powerOfTwo(k + 100 < -1022 ? -1022 : k + 100) * powerOfTwo(-100);
  return x * powerOfTwo(k);
}

/** 1/n! for n = 0 … 20, each correctly rounded (the factorials up to 18! are exact). */
const INVERSE_FACTORIAL = (() => {
  const values = [1];
  for (let n = 1, factorial = 1; n <= 20; n++) {
    factorial *= n;
    values.push(1 / factorial);
  }
  return values;
})();

/** e^r − 1 − r for |r| ≤ 0.35 (Taylor series). */
function expTail(r: number): number {
  let sum = INVERSE_FACTORIAL[14];
  for (let n = 13; n >= 2; n--) sum = sum * r + INVERSE_FACTORIAL[n];
  return sum * r * r;
}

/** x = k ln 2 + r + c with |r| ≤ 0.35 and c the rounding error of r. */
function reduceByLn2(x: number): { k: number; r: number; c: number } {
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return { k, r, c: high - r - low };
}

/** e^x. */
export function exp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const { k, r, c } = reduceByLn2(x);
  return scaleByPowerOfTwo(1 + (r + (c + c * r + expTail(r))), k);
}

/** e^x − 1, accurate near 0. */
export function expm1(x: number): number {
  if (x !== x || x === 0) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -40) return -1;
  const { k, r, c } = reduceByLn2(x);
  const small = r + (c + c * r + expTail(r));
  if (k === 0) return small;
  if (k > 60) return scaleByPowerOfTwo(1 + small, k);
  const scale = powerOfTwo(k);
  return scale - 1 + scale * small;
}

/** 2/(2n+1): coefficients of 2·artanh(s)/s in s². */
const ARTANH = Array.from({ length: 13 }, (_, n) => 2 / (2 * n + 1));

/** ln(1+f) − f for 1+f between √½ and √2, from ln(1+f) = 2·artanh(f/(2+f)), arranged so that f keeps its exact part. */
function logTail(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  let sum = ARTANH[12];
  for (let n = 11; n >= 1; n--) sum = sum * z + ARTANH[n];
  const half = 0.5 * f * f;
  return s * (half + z * sum) - half;
}

/** Natural logarithm: −∞ at 0, NaN below. */
export function log(x: number): number {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54: subnormal numbers become normal
    k = -54;
  }
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  k += (high >>> 20) - 1023;
  view.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = view.getFloat64(0);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k++;
  }
  const f = m - 1;
  if (k === 0) return f + logTail(f);
  return k * LN2_HIGH + (f + (logTail(f) + k * LN2_LOW));
}

/** ln(1 + x), accurate near 0. */
export function log1p(x: number): number {
  if (x !== x || x < -1) return NaN;
  if (x === 0 || x === Infinity) return x;
  if (x === -1) return -Infinity;
  if (x > -0.25 && x < 0.4) return x + logTail(x);
  const u = 1 + x;
  const lost = u > 2 ? 1 - (u - x) : x - (u - 1);
  return log(u) + lost / u;
}

/** Base-2 logarithm: exact for powers of two. */
export function log2(x: number): number {
  const value = log(x) * INVERSE_LN2;
  const nearest = Math.floor(value + 0.5);
  return nearest >= -1022 && nearest <= 1023 && powerOfTwo(nearest) === x ? nearest : value;
}

/** Base-10 logarithm. */
export function log10(x: number): number {
  return log(x) * 0.4342944819032518;
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x !== x || x === 0) return x;
  const size = Math.abs(x);
  if (size > 22) return x < 0 ? -1 : 1;
  const t = expm1(2 * size);
  const value = t / (t + 2);
  return x < 0 ? -value : value;
}

/** Logistic function 1/(1+e^−x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/**
 * x^y. Relative error up to about (1 + |y ln x|) × 2⁻⁵³; whole exponents up to 64 in size by repeated multiplication.
 * NaN for negative x and a broken y.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    let result = 1;
    let base = x;
    for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= base;
      base *= base;
    }
    return y < 0 ? 1 / result : result;
  }
  if (x < 0) {
    if (!Number.isInteger(y)) return NaN;
    const size = exp(y * log(-x));
    return y % 2 === 0 ? size : -size;
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/** π/2 in three parts of 33, 33 and 53 bits. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;

/** 2^SCALE × π as an integer by Machin's formula: only for arguments beyond about a million. */
const SCALE = 1300n;
let bigPi: bigint | undefined;
function piScaled(): bigint {
  if (bigPi !== undefined) return bigPi;
  const arctanInverse = (n: bigint): bigint => {
    let term = (1n << (SCALE + 64n)) / n;
    let sum = term;
    for (let k = 3n, sign = -1n; term !== 0n; k += 2n, sign = -sign) {
      term /= n * n;
      sum += (sign * term) / k;
    }
    return sum;
  };
  bigPi = (16n * arctanInverse(5n) - 4n * arctanInverse(239n)) >> 64n;
  return bigPi;
}

/** x mod π/2 exactly, for large x: x is an integer times a power of two. */
function reduceExactly(x: number): { quadrant: number; r: number; c: number } {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const exponent = (high >>> 20) - 1075;
  const mantissa = (BigInt((high & 0xfffff) | 0x100000) << 32n) | BigInt(view.getUint32(4));
  const scaled =
    exponent >= 0 ? mantissa << (SCALE + BigInt(exponent)) : mantissa << (SCALE + BigInt(exponent));
  const halfPi = piScaled() >> 1n;
  let quotient = scaled / halfPi;
  let rest = scaled - quotient * halfPi;
  if (rest > halfPi >> 1n) {
    quotient += 1n;
    rest -= halfPi;
  }
  const shift = SCALE - 120n;
  const r = scaleByPowerOfTwo(Number(rest >> shift), -120);
  return { quadrant: Number(quotient & 3n), r, c: 0 };
}

/** |x| = quadrant·π/2 + r + c with |r| ≤ π/4. */
function reduceByHalfPi(x: number): { quadrant: number; r: number; c: number } {
  if (x <= 0.7853981633974483) return { quadrant: 0, r: x, c: 0 };
  if (x > 1e6) return reduceExactly(x);
  const k = Math.floor(x * TWO_OVER_PI + 0.5);
  const a = x - k * HALF_PI_1;
  const b = k * HALF_PI_2;
  const first = a - b;
  const lost = a - first - b;
  const tail = k * HALF_PI_3 - lost;
  const r = first - tail;
  return { quadrant: k & 3, r, c: first - r - tail };
}

/** sin(r + c) for |r| ≤ π/4. */
function sinSeries(r: number, c: number): number {
  const z = r * r;
  let sum = INVERSE_FACTORIAL[17];
  for (let n = 15; n >= 3; n -= 2) sum = INVERSE_FACTORIAL[n] - sum * z;
  return r - (r * z * sum - c * (1 - 0.5 * z));
}

/** cos(r + c) for |r| ≤ π/4. */
function cosSeries(r: number, c: number): number {
  const z = r * r;
  let sum = INVERSE_FACTORIAL[18];
  for (let n = 16; n >= 4; n -= 2) sum = INVERSE_FACTORIAL[n] - sum * z;
  const half = 0.5 * z;
  const main = 1 - half;
  return main + (1 - main - half + (z * z * sum - r * c));
}

/** Sine of x radians. */
export function sin(x: number): number {
  if (x !== x || x === Infinity || x === -Infinity) return NaN;
  if (x === 0) return x;
  if (x < 0) return -sin(-x);
  const { quadrant, r, c } = reduceByHalfPi(x);
  const value = quadrant & 1 ? cosSeries(r, c) : sinSeries(r, c);
  return quadrant & 2 ? -value : value;
}

/** Cosine of x radians. */
export function cos(x: number): number {
  if (x !== x || x === Infinity || x === -Infinity) return NaN;
  const { quadrant, r, c } = reduceByHalfPi(Math.abs(x));
  const value = quadrant & 1 ? sinSeries(r, c) : cosSeries(r, c);
  return quadrant === 1 || quadrant === 2 ? -value : value;
}

export const PI = 3.141592653589793;

/** Arcsine: NaN outside −1 … 1. */
export function asin(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN;
  const size = Math.abs(x);
  if (size > 0.5) {
    const angle = PI / 2 - 2 * asin(Math.sqrt(0.5 * (1 - size)));
    return x < 0 ? -angle : angle;
  }
  // Newton's method on the sine; from the first two terms of the series the error is squared each time.
  let y = x + (x * x * x) / 6;
  for (let step = 0; step < 4; step++) y -= (sin(y) - x) / cos(y);
  return y;
}
