import { stream } from '../../numeric/random.ts';
import { sides, type TrainingKnowledge } from '../../training/knowledge.ts';
import type { RecordPlace } from '../records.ts';
import type { Selection, SubjectInfo } from '../types.ts';

/** So many rows that the victim was not trained on make a thief's pool in the training part. */
const ENOUGH = 200;

/** How many rows play each part; pool, evaluation and what the victim was trained on have nothing in common. */
export interface RoleCounts {
  /** Rows that thieves may ask about. */
  readonly pool: number;
  readonly poolFrom: 'training' | 'test';
  /** Test rows on which copies are compared with their victim; nobody is trained on them. */
  readonly evaluation: number;
  /** Rows that the independent models are trained on: `own` ones, or those of the `victim`, which then overlap wholly. */
  readonly independent: number;
  readonly independentFrom: 'own' | 'victim';
}

/**
 * The pool are two thirds of the training part's rows that the victim was not trained on, and independent models get the other third;
 * where there are too few of them, the pool is half of the test rows looked at, and independent models see the victim's own rows.
 */
export function roleCounts({ training }: SubjectInfo, { indices }: Selection): RoleCounts {
  const { members = 0, others = 0 } = training ?? {};
  if (others >= ENOUGH) {
    const pool = Math.floor((2 * others) / 3);
    return {
      pool,
      poolFrom: 'training',
      evaluation: indices.length,
      independent: others - pool,
      independentFrom: 'own',
    };
  }
  const pool = Math.floor(indices.length / 2);
  return {
    pool,
    poolFrom: 'test',
    evaluation: indices.length - pool,
    independent: members,
    independentFrom: 'victim',
  };
}

export interface Places {
  readonly pool: readonly RecordPlace[];
  readonly evaluation: readonly RecordPlace[];
  readonly independent: readonly RecordPlace[];
}

/**
 * The rows of each part, drawn by the seed so that every worker finds the same.
 * @param trainRows rows of the training part
 * @param indices positions in the test part that the assessment looks at
 */
export function placesOf(
  counts: RoleCounts,
  knowledge: TrainingKnowledge | undefined,
  trainRows: number,
  indices: readonly number[],
  seed: number,
): Places {
  const { members, others } = knowledge ? sides(knowledge, trainRows) : { members: [], others: [] };
  const fromTraining = counts.poolFrom === 'training';
  const candidates = fromTraining ? others : indices;
  const drawn = new Set(stream(seed, 'stealing', 'pool').sample(candidates.length, counts.pool));
  const inPool = candidates.filter((_, at) => drawn.has(at));
  const left = candidates.filter((_, at) => !drawn.has(at));
  const at = (part: RecordPlace['part'], rows: readonly number[]) => rows.map((row) => ({ part, row }));
  return fromTraining
    ? { pool: at('train', inPool), evaluation: at('test', indices), independent: at('train', left) }
    : { pool: at('test', inPool), evaluation: at('test', left), independent: at('train', members) };
}

/** The budgets that a pool reaches; where there is none, the whole pool. */
export function budgetsWithin(budgets: readonly number[], pool: number): readonly number[] {
  const within = budgets.filter((budget) => budget <= pool);
  return within.length > 0 || pool === 0 ? within : [pool];
}
