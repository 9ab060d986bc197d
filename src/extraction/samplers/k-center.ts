import { squaredDistance } from '../../numeric/k-means.ts';
import type { Table } from '../../numeric/linear-models.ts';
import { inputsAt } from '../types.ts';
import { fromPool, needed } from './from-pool.ts';
import type { Sampler } from './types.ts';

/**
 * Greedy k-centre (T. F. Gonzalez, 1985): rows are added to the centres there are, always the one furthest from its nearest centre; of
 * equal ones the first. The largest distance is at most twice the least possible one.
 */
export function furthestFirst(points: Table, centres: readonly number[], wanted: number): number[] {
  const n = points.data.length / points.columns;
  const nearest = new Float64Array(n).fill(Infinity);
  const take = (centre: number) => {
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], squaredDistance(points, i, points, centre));
    nearest[centre] = -1;
  };
  centres.forEach(take);
  const added: number[] = [];
  while (added.length < wanted) {
    let furthest = 0;
    for (let i = 1; i < n; i++) if (nearest[i] > nearest[furthest]) furthest = i;
    added.push(furthest);
    take(furthest);
  }
  return added;
}

/**
 * Core sets by greedy k-centre (O. Sener & S. Savarese, ICLR 2018; for stealing: ActiveThief, S. Pal et al., AAAI 2020). The first
 * budget covers the input space from a random row, later ones the space of the surrogate's logits, with what was asked as centres.
 */
export const kCenter: Sampler = {
  id: 'k-center',
  title: 'extraction.sampler-k-center',
  knows: 'extraction.sampler-k-center-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'logits',
  start(context) {
    const { pool, classes, random } = context;
    return fromPool(context, async ({ taken, wanted, surrogate }) => {
      if (taken.length === 0) {
        const first = random('first').integer(0, pool.count);
        const space = { data: Float64Array.from(pool.data), columns: pool.size };
        return [first, ...furthestFirst(space, [first], wanted - 1)];
      }
      const logits = await needed(surrogate).logits(
        inputsAt(
          pool,
          Array.from({ length: pool.count }, (_, i) => i),
        ),
      );
      return furthestFirst({ data: Float64Array.from(logits), columns: classes }, taken, wanted);
    });
  },
};
