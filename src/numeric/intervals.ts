import { betaQuantile, normalQuantile, studentQuantile } from './special.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

function checkCounts(correct: number, n: number): void {
  if (!Number.isInteger(n) || n < 1 || !Number.isInteger(correct) || correct < 0 || correct > n)
    throw new RangeError(`no rate: ${correct} of ${n}`);
}

/** Score interval of a rate `correct` of `n`, n ≥ 1 (Wilson 1927). */
export function wilson(correct: number, n: number, level = 0.95): Range {
  checkCounts(correct, n);
  const z = normalQuantile(0.5 + level / 2);
  const p = correct / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return {
    low: correct === 0 ? 0 : Math.max(0, centre - half),
    high: correct === n ? 1 : Math.min(1, centre + half),
  };
}

/** Exact interval of a rate (Clopper and Pearson 1934): never covers less than `level`. */
export function clopperPearson(correct: number, n: number, level = 0.95): Range {
  checkCounts(correct, n);
  const tail = (1 - level) / 2;
  return {
    low: correct === 0 ? 0 : betaQuantile(tail, correct, n - correct + 1),
    high: correct === n ? 1 : betaQuantile(1 - tail, correct + 1, n - correct),
  };
}

/** Student's interval of a mean over independent repetitions (seeds), at least two. */
export function studentInterval(values: ArrayLike<number>, level = 0.95): Range & { readonly mean: number } {
  const n = values.length;
  if (n < 2) throw new RangeError('an interval over repetitions needs at least two');
  const mean = Array.from(values).reduce((a, b) => a + b, 0) / n;
  const squares = Array.from(values).reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = studentQuantile(0.5 + level / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - half, high: mean + half };
}

/** Difference of two rates on different samples, first minus second (Newcombe 1998, method 10). */
export function newcombe(
  a: { correct: number; n: number },
  b: { correct: number; n: number },
  level = 0.95,
): Range {
  const [pa, pb] = [a.correct / a.n, b.correct / b.n];
  const [wa, wb] = [wilson(a.correct, a.n, level), wilson(b.correct, b.n, level)];
  const root = (u: number, v: number) => Math.sqrt(u * u + v * v);
  return { low: pa - pb - root(pa - wa.low, wb.high - pb), high: pa - pb + root(wa.high - pa, pb - wb.low) };
}

/**
 * Exact two-sided McNemar test on the same samples: `onlyFirst` were right under the first alone, `onlySecond` under the second.
 * Returns the p value (binomial, doubled smaller tail, at most 1).
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let term = 1;
  for (let i = 0; i < n; i++) term /= 2;
  if (term === 0) throw new RangeError(`too many discordant samples for the exact test: ${n}`);
  let tail = term;
  for (let k = 1; k <= fewer; k++) {
    term *= (n - k + 1) / k;
    tail += term;
  }
  return Math.min(1, 2 * tail);
}
