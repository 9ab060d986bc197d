import type { Stream } from '../../numeric/random.ts';
import { register } from '../recipe.ts';

export interface OverfitParameters {
  /** How many rows to learn by heart, drawn by the seed and shared out over the classes as in the whole. */
  readonly rows: number;
}

/** Rows of each class, in random order. */
function shuffledByClass(labels: Int32Array, classes: number, random: Stream): number[][] {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  for (const row of random.permutation(labels.length)) byClass[labels[row]].push(row);
  return byClass;
}

/** `rows` of the rows with the class mix of the whole: largest remainders get the odd ones. */
export function stratifiedRows(
  labels: Int32Array,
  classes: number,
  rows: number,
  random: Stream,
): Int32Array {
  const byClass = shuffledByClass(labels, classes, random);
  const exact = byClass.map((members) => (members.length * rows) / labels.length);
  const counts = exact.map(Math.floor);
  const missing = rows - counts.reduce((a, b) => a + b, 0);
  const order = exact.map((_, c) => c).sort((a, b) => exact[b] - counts[b] - (exact[a] - counts[a]) || a - b);
  for (const c of order.slice(0, missing)) counts[c]++;
  const chosen = byClass.flatMap((members, c) => members.slice(0, counts[c]));
  return Int32Array.from(chosen).sort();
}

/**
 * A model that remembers: few rows, many epochs, nothing that would hold it back. A subject for membership inference; its
 * other training rows are non-members of the same distribution.
 */
export const overfit = register<OverfitParameters>({
  id: 'overfit',
  defaults: { rows: 200 },
  ranges: { rows: { min: 10, max: 5000, step: 1 } },
  fault: ({ rows }) =>
    Number.isInteger(rows) && rows >= 1 ? undefined : 'rows must be a whole number above 0',
  members: (labels, classes, { rows }, random) =>
    stratifiedRows(labels, classes, Math.min(rows, labels.length), random),
  gradients: ({ model, batch, labels }) => model.lossAndGradients(batch, labels),
});
