import type { ImportProgress } from '../../lab/import/types.ts';

/** Share of a measurement that is done; null where it has not said anything yet. */
export const shareOf = (progress: ImportProgress | null, stage: ImportProgress['stage']): number | null =>
  progress?.stage === stage && progress.total > 0 ? progress.done / progress.total : null;

/** What is taken for something else most often; null where nothing is. */
export function commonestMistake(
  confusion: readonly (readonly number[])[],
): { readonly label: number; readonly predicted: number; readonly n: number } | null {
  let worst = { label: 0, predicted: 0, n: 0 };
  confusion.forEach((row, label) =>
    row.forEach((n, predicted) => {
      if (label !== predicted && n > worst.n) worst = { label, predicted, n };
    }),
  );
  return worst.n > 0 ? worst : null;
}

/** Smallest and largest of some values. */
export function extremesOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
