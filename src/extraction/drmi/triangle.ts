/**
 * A symmetric matrix of single-precision numbers without its diagonal: the upper triangle row by row, n (n − 1) / 2 values, 200 MB
 * for 10,000 rows. Rows can be filled in any order and by anyone.
 */
export class Triangle {
  readonly n: number;
  readonly #values: Float32Array;

  constructor(n: number) {
    this.n = n;
    this.#values = new Float32Array((n * (n - 1)) / 2);
  }

  /** Values of the rows `from` to `to` (excluded), as `fill` takes them. */
  static count(n: number, from: number, to: number): number {
    return Triangle.#start(n, to) - Triangle.#start(n, from);
  }

  /** Where row i begins: its elements are those of the columns i + 1 … n − 1. */
  static #start(n: number, i: number): number {
    return i * n - (i * (i + 1)) / 2;
  }

  /** Puts in the values of consecutive rows from `from` on: for each row i the columns i + 1 … n − 1. */
  fill(from: number, values: Float32Array): void {
    this.#values.set(values, Triangle.#start(this.n, from));
  }

  /** Element i, j; 0 on the diagonal. */
  at(i: number, j: number): number {
    if (i === j) return 0;
    const [low, high] = i < j ? [i, j] : [j, i];
    return this.#values[Triangle.#start(this.n, low) + high - low - 1];
  }

  /** Row i in full, n values with 0 at i, into `out`. */
  row(i: number, out: Float32Array): Float32Array {
    const values = this.#values;
    for (let j = 0, at = i - 1; j < i; at += this.n - 2 - j, j++) out[j] = values[at];
    out[i] = 0;
    const start = Triangle.#start(this.n, i);
    out.set(values.subarray(start, start + this.n - 1 - i), i + 1);
    return out;
  }
}

/** Bounds of `pieces` runs of rows with about as many pairs in each: the first rows of a triangle are the long ones. */
export function evenRows(n: number, pieces: number): { from: number; to: number }[] {
  const bounds = Array.from({ length: pieces + 1 }, (_, k) =>
    k === pieces ? n : Math.round(n * (1 - Math.sqrt(1 - k / pieces))),
  );
  return bounds
    .slice(1)
    .map((to, k) => ({ from: bounds[k], to }))
    .filter(({ from, to }) => to > from);
}
