import { wilson } from '../../numeric/intervals.ts';
import type { LabelMap } from './labels.ts';
import type { Measured } from './types.ts';

/** Whether each sample was predicted rightly. */
export type Outcomes = readonly boolean[];

export const outcomesOf = (predicted: Int32Array, y: Int32Array, map: LabelMap): boolean[] =>
  Array.from(predicted, (label, at) => label >= 0 && label === map[y[at]]);

export function measuredOf(outcomes: Outcomes): Measured {
  const correct = outcomes.filter(Boolean).length;
  const n = outcomes.length;
  return { correct, n, accuracy: correct / n, interval: wilson(correct, n) };
}

/** More classes make a matrix that nobody looks at. */
const mostConfused = 100;

/** How often each class (row) was taken for each (column). */
export function confusionOf(
  predicted: Int32Array,
  y: Int32Array,
  map: LabelMap,
  classes: number,
): number[][] | null {
  if (classes > mostConfused) return null;
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  y.forEach((label, at) => {
    const [row, column] = [map[label], predicted[at]];
    if (row >= 0 && column >= 0) counts[row][column]++;
  });
  return counts;
}

/** What guessing gives: the share of the commonest label, or one in the number of classes, whichever is more. */
export function chanceOf(y: Int32Array, labels: number, classes: number): number {
  const counts = new Int32Array(labels);
  for (const label of y) counts[label]++;
  return Math.max(Math.max(...counts) / y.length, 1 / classes);
}
