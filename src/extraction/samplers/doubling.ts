import { inputsAt } from '../types.ts';
import { atRandom, fromPool, needed } from './from-pool.ts';
import type { Asked, Questions, SamplerContext, SamplerRun, Surrogate } from './types.ts';

/** Most inputs that a doubling attack begins with (N. Papernot et al., 2017, for MNIST). */
export const MOST_SEEDS = 150;

/** Inputs to be made into new ones. */
export interface Sources {
  /** count × size; may be changed in place and returned. */
  readonly data: Float32Array;
  readonly count: number;
  /** What the victim said about them. */
  readonly labels: Int32Array;
  /** Round, from 0. */
  readonly round: number;
  /** Number of the first new input among all questions: keys its draws. */
  readonly from: number;
}

/** Makes one new input of each source. */
export type Augment = (sources: Sources, surrogate: Surrogate) => Promise<Float32Array>;

/**
 * Rounds that double the set: first rows of the pool at random, then of everything asked before the round one new input each, made with
 * the surrogate as it is. A budget may end within a round: then sources come in a random order, and the next step goes on with those
 * that are left. One step never goes beyond the end of a round, for there the surrogate is to be trained again.
 */
export function doubling(context: SamplerContext, augment: Augment): SamplerRun {
  const { pool, random } = context;
  const first = fromPool(context, atRandom(context));
  let round = -1;
  let order: Int32Array = new Int32Array(0);
  let used = 0;
  return {
    async next(upTo: number, asked: Asked, surrogate?: Surrogate): Promise<Questions> {
      if (asked.count === 0) return first.next(Math.min(upTo, MOST_SEEDS), asked);
      if (used === order.length) {
        order = random(`round-${++round}`).permutation(asked.count);
        used = 0;
      }
      const count = Math.max(0, Math.min(upTo - asked.count, order.length - used));
      const rows = order.subarray(used, used + count);
      used += count;
      if (count === 0) return { data: new Float32Array(0), count, rows: new Int32Array(0) };
      const sources = {
        data: inputsAt({ data: asked.data, size: pool.size }, rows),
        count,
        labels: rows.map((row) => asked.labels[row]),
        round,
        from: asked.count,
      };
      const data = await augment(sources, needed(surrogate));
      return { data, count, rows: new Int32Array(count).fill(-1) };
    },
  };
}
