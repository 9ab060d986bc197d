import type { Preprocessing } from '../graph/preprocessing.ts';

/**
 * How a person's model is to be read: what a card (`model.card.json`) holds, what travels to workers, and what the report
 * states, so that a re-run reads the model in the same way. Everything is optional; plain JSON.
 */
export interface ImportSetting {
  /** Name of the output that holds the scores. */
  readonly output?: string;
  /** What the one value per sample of a binary model means. */
  readonly single?: 'logit' | 'probability';
  readonly preprocessing?: Preprocessing;
  /** The model's class for each label of the data, where they are not the same: [1, 2, 0], or labels that begin at 1. */
  readonly labels?: readonly number[];
  /** Names of the model's classes. */
  readonly classNames?: readonly string[];
}
