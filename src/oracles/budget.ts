import { intercept } from './intercept.ts';
import type { GradientOracle, LabelOracle, ScoreOracle } from './types.ts';

/** The budget does not cover what is asked; nothing of it was put to the model. */
export class BudgetSpent extends Error {
  readonly asked: number;
  readonly left: number;

  constructor(asked: number, left: number) {
    super(`${asked} queries asked, ${left} left`);
    this.name = 'BudgetSpent';
    this.asked = asked;
    this.left = left;
  }
}

/**
 * An oracle that answers `limit` queries, counted as in `counter.ts`: a batch that would pass the limit is refused as a whole with
 * BudgetSpent, and smaller ones may still fit.
 */
export function budgeted(oracle: GradientOracle, limit: number): GradientOracle;
export function budgeted(oracle: ScoreOracle, limit: number): ScoreOracle;
export function budgeted(oracle: LabelOracle, limit: number): LabelOracle;
export function budgeted(oracle: LabelOracle, limit: number): LabelOracle {
  let left = limit;
  return intercept(oracle, ({ count }) => {
    if (count > left) throw new BudgetSpent(count, left);
    left -= count;
  });
}
