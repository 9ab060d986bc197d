import type { Triangle } from './triangle.ts';

/** How algorithm 2 joins what a vertex shares with those already chosen; the slides name it g and leave it open. */
export type Aggregation = 'sum' | 'max';

/** Vertices and the objective: the sum of the matrix over pairs of them. */
export interface Reduced {
  /** Those kept come first, in their order, then the others, ascending. */
  readonly vertices: Int32Array;
  readonly total: number;
}

/** Gains below this, or this share of what a vertex shares, are rounding: they could go round in circles. */
const ROUNDING = 1e-12;

/** Sum of the matrix over pairs of the vertices. */
export function totalOf(matrix: Triangle, vertices: ArrayLike<number>): number {
  let total = 0;
  for (let a = 0; a < vertices.length; a++)
    for (let b = a + 1; b < vertices.length; b++) total += matrix.at(vertices[a], vertices[b]);
  return total;
}

/** A set of vertices that is grown and changed; some of them are kept whatever happens. */
class Choice {
  readonly chosen: Uint8Array;
  readonly #matrix: Triangle;
  readonly #kept: Uint8Array;
  readonly #order: ArrayLike<number>;
  /** For every vertex, the sum over the chosen ones other than itself: In and Out of algorithm 3 in one array. */
  readonly #sums: Float64Array;
  readonly #row: Float32Array;
  readonly #second: Float32Array;

  constructor(matrix: Triangle, kept: ArrayLike<number>) {
    this.#matrix = matrix;
    this.#order = kept;
    this.chosen = new Uint8Array(matrix.n);
    this.#kept = new Uint8Array(matrix.n);
    this.#sums = new Float64Array(matrix.n);
    this.#row = new Float32Array(matrix.n);
    this.#second = new Float32Array(matrix.n);
    for (let i = 0; i < kept.length; i++) {
      this.add(kept[i]);
      this.#kept[kept[i]] = 1;
    }
  }

  /** Takes a vertex in and returns its row. */
  add(vertex: number): Float32Array {
    const row = this.#matrix.row(vertex, this.#row);
    this.chosen[vertex] = 1;
    for (let i = 0; i < row.length; i++) this.#sums[i] += row[i];
    return row;
  }

  /** Algorithm 2: from the kept ones and `start` on, always the vertex with the least joined value; of equal ones the first. */
  grow(k: number, start: number, aggregation: Aggregation): void {
    const n = this.#matrix.n;
    const joined = this.#sums.slice();
    if (aggregation === 'max') {
      joined.fill(-Infinity);
      for (let t = 0; t < n; t++)
        if (this.chosen[t])
          this.#matrix.row(t, this.#row).forEach((value, i) => (joined[i] = Math.max(joined[i], value)));
    }
    let size = this.#order.length;
    for (let next = start; size < k; size++) {
      const row = this.add(next);
      let least = Infinity;
      for (let i = 0; i < n; i++) {
        joined[i] = aggregation === 'sum' ? joined[i] + row[i] : Math.max(joined[i], row[i]);
        if (!this.chosen[i] && joined[i] < least) {
          least = joined[i];
          next = i;
        }
      }
    }
  }

  /** Algorithm 3: the chosen vertex that shares most is replaced by the one outside that would share least, while that gains. */
  improve(): void {
    const sums = this.#sums;
    const n = this.#matrix.n;
    for (;;) {
      let worst = -1;
      for (let t = 0; t < n; t++)
        if (this.chosen[t] && !this.#kept[t] && (worst < 0 || sums[t] > sums[worst])) worst = t;
      if (worst < 0) return;
      const away = this.#matrix.row(worst, this.#row);
      let best = -1;
      for (let j = 0; j < n; j++)
        if (!this.chosen[j] && (best < 0 || sums[j] - away[j] < sums[best] - away[best])) best = j;
      if (best < 0) return;
      const gain = sums[worst] - (sums[best] - away[best]);
      if (!(gain > ROUNDING * (1 + Math.abs(sums[worst])))) return;
      const towards = this.#matrix.row(best, this.#second);
      for (let i = 0; i < n; i++) sums[i] += towards[i] - away[i];
      this.chosen[worst] = 0;
      this.chosen[best] = 1;
    }
  }

  result(): Reduced {
    const added = Array.from(this.chosen.keys()).filter((i) => this.chosen[i] && !this.#kept[i]);
    const vertices = [...Array.from(this.#order), ...added];
    return { vertices: Int32Array.from(vertices), total: totalOf(this.#matrix, vertices) };
  }
}

export interface ReduceOptions {
  readonly aggregation?: Aggregation;
  /** Vertices that stay in the set, e.g. those that were asked about at a smaller budget. */
  readonly kept?: ArrayLike<number>;
}

/** Algorithm 2 alone: k vertices (all, where there are fewer) from one start that is not among the kept ones. */
export function greedyChoice(
  matrix: Triangle,
  k: number,
  start: number,
  { aggregation = 'sum', kept = [] }: ReduceOptions = {},
): Reduced {
  const choice = new Choice(matrix, kept);
  choice.grow(Math.min(k, matrix.n), start, aggregation);
  return choice.result();
}

/** Algorithm 3 alone: one-hot replacement from a given set, of which the kept ones stay. */
export function oneHotReplacement(
  matrix: Triangle,
  set: ArrayLike<number>,
  { kept = [] }: ReduceOptions = {},
): Reduced {
  const choice = new Choice(matrix, kept);
  for (let i = 0; i < set.length; i++) if (!choice.chosen[set[i]]) choice.add(set[i]);
  choice.improve();
  return choice.result();
}

/**
 * DRMI's data reduction (algorithm 1 of Y. He, G. Meng, K. Chen, J. He & X. Hu, *DRMI: a dataset reduction technology based on mutual
 * information for black-box attacks*, USENIX Security 2021): k vertices of a small total, the best of what algorithms 2 and 3 make of
 * each start; of equal totals the first. The paper starts from every vertex, which costs k n per start; a sample of starts is a
 * heuristic of its own. A result is a local optimum: no vertex outside can take the place of the one that shares most.
 */
export function reduce(
  matrix: Triangle,
  k: number,
  starts: ArrayLike<number>,
  options: ReduceOptions = {},
): Reduced {
  const { aggregation = 'sum', kept = [] } = options;
  let best: Reduced | undefined;
  for (let s = 0; s < starts.length; s++) {
    const choice = new Choice(matrix, kept);
    if (choice.chosen[starts[s]]) continue;
    choice.grow(Math.min(k, matrix.n), starts[s], aggregation);
    choice.improve();
    const found = choice.result();
    if (!best || found.total < best.total) best = found;
  }
  return best ?? new Choice(matrix, kept).result();
}
