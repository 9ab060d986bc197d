import { sealed, statsOf, takeRows } from '../../../datasets/samples.ts';
import { stratifiedSplit } from '../../../datasets/split.ts';
import type { Dataset } from '../../../datasets/types.ts';
import { UserError } from '../../../messages/index.ts';

/** Share of the rows that is trained on where the data name no training part. */
const trainShare = 0.8;
const splitSeed = 1;

/** Fewer rows leave nothing to hold out. */
const fewestRows = 10;

/** The data with a training part: their own, or four fifths of each class, drawn by a fixed seed. Figures of features are then of that part. */
function withTrainingPart(dataset: Dataset): { dataset: Dataset; split: boolean } {
  const { train, test, classes, shape } = dataset;
  if (train.count > 0) return { dataset, split: false };
  if (test.count < fewestRows) throw new UserError('training.no-rows');
  const size = shape.reduce((a, b) => a * b, 1);
  const rows = stratifiedSplit(test.y, classes, Math.round(test.count * trainShare), splitSeed);
  const parts = { train: takeRows(test, size, rows.train), test: takeRows(test, size, rows.test) };
  const divided =
    dataset.kind === 'table'
      ? sealed({ ...dataset, ...parts, stats: statsOf(parts.train, size) })
      : sealed({ ...dataset, ...parts });
  return { dataset: divided, split: true };
}

/**
 * Data that can be trained on and assessed.
 * @throws UserError when there are no rows to train on or all of them have one class.
 */
export function trainable(given: Dataset): { readonly dataset: Dataset; readonly split: boolean } {
  const found = withTrainingPart(given);
  const { train, test } = found.dataset;
  if (train.count === 0 || test.count === 0) throw new UserError('training.no-rows');
  if (train.y.every((label) => label === train.y[0])) throw new UserError('training.one-class');
  return found;
}
