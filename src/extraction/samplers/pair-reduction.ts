import { pairMatrix, type PairMeasure } from '../drmi/measures.ts';
import { reduce, type Aggregation } from '../drmi/reduce.ts';
import { inputsAt, type Pool } from '../types.ts';
import { fromPool } from './from-pool.ts';
import type { SamplerContext, SamplerRun } from './types.ts';

/** Rows that a matrix over pairs is built for: 200 MB. Of a larger pool so many are drawn first. */
export const MOST_CANDIDATES = 10_000;
/** Starts that algorithm 1 is tried from. The paper takes every row, which grows with the pool's square. */
export const STARTS = 16;

/** Rows of the pool that a reduction chooses from, ascending: all, or as many as a matrix has room for. */
export function candidateRows(
  { pool, random }: Pick<SamplerContext, 'pool' | 'random'>,
  most = MOST_CANDIDATES,
): Int32Array {
  if (pool.count <= most) return Int32Array.from({ length: pool.count }, (_, row) => row);
  return random('candidates').sample(pool.count, most).sort();
}

/** The candidates alone, as the matrix sees them. */
export const candidatePool = (pool: Pool, rows: Int32Array): Pool => ({
  ...pool,
  data: rows.length === pool.count ? pool.data : inputsAt(pool, rows),
  count: rows.length,
});

/**
 * DRMI's reduction with a matrix of the named kind, grown from budget to budget: what was asked stays in the set, the rest is chosen by
 * greedy start and one-hot replacement. A first budget is a plain reduction; later ones may be a little worse than one made afresh,
 * which is the price of nested sets.
 */
export function byPairs(
  context: SamplerContext,
  measure: PairMeasure,
  aggregation: Aggregation = 'sum',
): SamplerRun {
  const rows = candidateRows(context);
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  let matrix = context.pairs;
  return fromPool(context, ({ taken, wanted }) => {
    matrix ??= pairMatrix(measure, candidatePool(context.pool, rows));
    const kept = taken.map((row) => places.get(row)!);
    const inside = new Set(kept);
    const starts = context
      .random(`starts-${taken.length}`)
      .permutation(rows.length)
      .filter((place) => !inside.has(place))
      .subarray(0, STARTS);
    const { vertices } = reduce(matrix, taken.length + wanted, starts, { aggregation, kept });
    return vertices.subarray(kept.length).map((place) => rows[place]);
  });
}
