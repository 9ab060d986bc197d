import { UserError } from '../../messages/index.ts';

/** Refuses what cannot be drawn: a value that is no number is said, never left out in silence. */
export function refuseNonNumbers(label: string, values: ArrayLike<number | undefined>): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value !== undefined && !Number.isFinite(value))
      throw new UserError('charts.not-a-number', { series: label, place: index + 1, value: String(value) });
  }
}

/** A logarithm has no place for negative values. Zeros get a slot of their own. */
export function refuseNegative(label: string, values: ArrayLike<number | undefined>): void {
  for (let index = 0; index < values.length; index++)
    if ((values[index] ?? 0) < 0)
      throw new UserError('charts.log-negative', { series: label, value: String(values[index]) });
}
