import type { TrainingPlan } from './train.ts';

/** What of data decides how one usually begins. */
export interface DataLook {
  readonly kind: 'image' | 'table';
  readonly shape: readonly number[];
  readonly classes: number;
}

/** How data of a kind are usually trained on, after the bundled models. */
export interface Habit {
  readonly plan: Pick<TrainingPlan, 'epochs' | 'batchSize' | 'learningRate'> & {
    readonly weightDecay: number;
  };
  /** Shifts of a pixel now and then. */
  readonly shift: boolean;
  /** Parameters of adversarial training. */
  readonly adversarial: Readonly<Record<'epsilon' | 'steps' | 'relativeStep' | 'warmUp', number>>;
  /** Rows to learn by heart. */
  readonly rows: number;
}

const small: Habit = {
  plan: { epochs: 30, batchSize: 50, learningRate: 0.004, weightDecay: 0 },
  shift: true,
  adversarial: { epsilon: 0.15, steps: 7, relativeStep: 0.35, warmUp: 0.3 },
  rows: 100,
};

const large: Habit = {
  plan: { epochs: 12, batchSize: 64, learningRate: 0.002, weightDecay: 0 },
  shift: false,
  adversarial: { epsilon: 0.04, steps: 4, relativeStep: 0.5, warmUp: 0.3 },
  rows: 200,
};

const table: Habit = {
  plan: { epochs: 30, batchSize: 20, learningRate: 0.003, weightDecay: 0.01 },
  shift: false,
  adversarial: { epsilon: 0.5, steps: 7, relativeStep: 0.35, warmUp: 0.3 },
  rows: 60,
};

const wideTable: Habit = {
  plan: { epochs: 12, batchSize: 50, learningRate: 0.002, weightDecay: 0 },
  shift: false,
  adversarial: { epsilon: 0.05, steps: 7, relativeStep: 0.35, warmUp: 0.3 },
  rows: 2500,
};

const smallSide = 16;

/** Many columns or many classes: a network of a few units would be too narrow. */
export const isWide = ([features]: readonly number[], classes: number): boolean =>
  features > 100 || classes > 16;

/** Small pictures learn like the bundled digits, larger ones like the signs, tables like the breast cancer data or the purchases. */
export function habitFor({ kind, shape, classes }: DataLook): Habit {
  if (kind === 'table' || shape.length !== 3) return isWide(shape, classes) ? wideTable : table;
  return Math.max(shape[1], shape[2]) <= smallSide ? small : large;
}
