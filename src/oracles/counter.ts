import { intercept } from './intercept.ts';
import type { GradientOracle, LabelOracle, ScoreOracle } from './types.ts';

/**
 * Passes over samples so far. A batch of B counts B, success checks included; a pass with its gradient counts as one query and
 * one gradient.
 */
export interface QueryCount {
  readonly queries: number;
  readonly gradients: number;
}

export interface Counted<O extends LabelOracle> {
  readonly oracle: O;
  readonly count: QueryCount;
}

/** An oracle and the count of what is asked of it from now on. */
export function counted(oracle: GradientOracle): Counted<GradientOracle>;
export function counted(oracle: ScoreOracle): Counted<ScoreOracle>;
export function counted(oracle: LabelOracle): Counted<LabelOracle>;
export function counted(oracle: LabelOracle): Counted<LabelOracle> {
  const count = { queries: 0, gradients: 0 };
  const wrapped = intercept(oracle, (batch, kind) => {
    count.queries += batch.count;
    if (kind === 'gradient') count.gradients += batch.count;
  });
  return { oracle: wrapped, count };
}
