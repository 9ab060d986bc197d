import type { Table } from './linear-models.ts';
import type { Stream } from './random.ts';

export interface Clusters {
  /** Cluster of each row. */
  readonly of: Int32Array;
  readonly centres: Table;
}

/** Squared distance of a row of one table to a row of another. */
export function squaredDistance(a: Table, i: number, b: Table, j: number): number {
  let sum = 0;
  for (let c = 0; c < a.columns; c++) {
    const d = a.data[i * a.columns + c] - b.data[j * b.columns + c];
    sum += d * d;
  }
  return sum;
}

/** Index at which the running sum of weights passes `share` of their sum; the first one where all are 0. */
function drawn(weights: Float64Array, share: number): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let left = share * sum;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return Math.max(
    0,
    weights.findLastIndex((weight) => weight > 0),
  );
}

/** First centres by D² weighting (D. Arthur & S. Vassilvitskii, *k-means++*, 2007). */
function firstCentres(table: Table, k: number, random: Stream): Table {
  const { data, columns } = table;
  const n = data.length / columns;
  const centres: Table = { data: new Float64Array(k * columns), columns };
  const nearest = new Float64Array(n).fill(Infinity);
  let row = random.integer(0, n);
  for (let c = 0; c < k; c++) {
    centres.data.set(data.subarray(row * columns, (row + 1) * columns), c * columns);
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], squaredDistance(table, i, centres, c));
    row = drawn(nearest, random.uniform(c + 1));
  }
  return centres;
}

/**
 * k-means by Lloyd's steps from k-means++ centres, until no row changes its cluster or `steps` are over. A row as far from two
 * centres belongs to the first; a cluster that loses all rows keeps its centre. k is at most the number of rows.
 */
export function kMeans(table: Table, k: number, random: Stream, steps = 50): Clusters {
  const { data, columns } = table;
  const n = data.length / columns;
  const centres = firstCentres(table, k, random);
  const of = new Int32Array(n).fill(-1);
  for (let step = 0; step < steps; step++) {
    let changed = false;
    for (let i = 0; i < n; i++) {
      let best = 0;
      let least = Infinity;
      for (let c = 0; c < k; c++) {
        const d = squaredDistance(table, i, centres, c);
        if (d < least) {
          least = d;
          best = c;
        }
      }
      if (of[i] !== best) changed = true;
      of[i] = best;
    }
    if (!changed) break;
    const sums = new Float64Array(k * columns);
    const counts = new Float64Array(k);
    for (let i = 0; i < n; i++) {
      counts[of[i]]++;
      for (let c = 0; c < columns; c++) sums[of[i] * columns + c] += data[i * columns + c];
    }
    for (let c = 0; c < k; c++)
      if (counts[c] > 0)
        for (let j = 0; j < columns; j++) centres.data[c * columns + j] = sums[c * columns + j] / counts[c];
  }
  return { of, centres };
}
