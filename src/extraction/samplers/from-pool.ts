import { inputsAt } from '../types.ts';
import type { Asked, Questions, SamplerContext, SamplerRun, Surrogate } from './types.ts';

/** Where a choice from the pool stands. */
export interface PoolStep {
  /** Rows asked so far, in order. */
  readonly taken: readonly number[];
  /** Rows not asked yet, ascending. */
  readonly free: Int32Array;
  /** How many to choose: at least 1, at most as many as are free. */
  readonly wanted: number;
  readonly asked: Asked;
  readonly surrogate?: Surrogate;
}

/** At most `wanted` different free rows, in the order in which they are to be asked. */
export type Choose = (step: PoolStep) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** A run that asks about rows of the pool, each once; the rule chooses among those that are left. */
export function fromPool({ pool }: SamplerContext, choose: Choose): SamplerRun {
  const taken: number[] = [];
  const used = new Uint8Array(pool.count);
  return {
    async next(upTo: number, asked: Asked, surrogate?: Surrogate): Promise<Questions> {
      const free = Int32Array.from(used.keys()).filter((row) => !used[row]);
      const wanted = Math.min(upTo - taken.length, free.length);
      const chosen = wanted > 0 ? await choose({ taken, free, wanted, asked, surrogate }) : [];
      const rows = Int32Array.from(chosen);
      if (rows.length > Math.max(0, wanted)) throw new Error(`${rows.length} rows chosen, ${wanted} wanted`);
      for (const row of rows) {
        if (used[row] !== 0) throw new Error(`row ${row} was chosen twice or is not there`);
        used[row] = 1;
        taken.push(row);
      }
      return { data: inputsAt(pool, rows), count: rows.length, rows };
    },
  };
}

/** The first `wanted` free rows in a random order of the pool that is the same for every step. */
export function atRandom({ pool, random }: SamplerContext): Choose {
  const order = random('pool').permutation(pool.count);
  return ({ free, wanted }) => {
    const left = new Set(free);
    return order.filter((row) => left.has(row)).subarray(0, wanted);
  };
}

/** A surrogate that a sampler cannot do without. */
export function needed(surrogate: Surrogate | undefined): Surrogate {
  if (!surrogate) throw new Error('this sampler needs a surrogate once something was asked');
  return surrogate;
}
