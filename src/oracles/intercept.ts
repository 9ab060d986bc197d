import type { Batch, GradientOracle, LabelOracle, LossSpec, ScoreOracle } from './types.ts';

/** What is asked of an oracle: a forward pass, or a forward pass with its gradient. */
export type QueryKind = 'forward' | 'gradient';

/** Called before a batch is put to the oracle; throwing keeps it from being asked. */
export type Before = (batch: Batch, kind: QueryKind) => void | Promise<void>;

/**
 * An oracle that shows as much as the given one and calls `before` first: what counters, budgets and limits are made of.
 * Wrappers compose: the outermost is asked first.
 */
export function intercept(oracle: GradientOracle, before: Before): GradientOracle;
export function intercept(oracle: ScoreOracle, before: Before): ScoreOracle;
export function intercept(oracle: LabelOracle, before: Before): LabelOracle;
export function intercept(
  oracle: LabelOracle | ScoreOracle | GradientOracle,
  before: Before,
): LabelOracle | ScoreOracle | GradientOracle {
  const { classes } = oracle;
  const labels = async (batch: Batch) => {
    await before(batch, 'forward');
    return oracle.labels(batch);
  };
  if (!('scores' in oracle)) return { access: oracle.access, classes, labels };
  const scores = async (batch: Batch) => {
    await before(batch, 'forward');
    return oracle.scores(batch);
  };
  if (!('lossGradient' in oracle)) return { access: oracle.access, classes, labels, scores };
  const logits = async (batch: Batch) => {
    await before(batch, 'forward');
    return oracle.logits(batch);
  };
  const lossGradient = async (batch: Batch, y: Int32Array, loss: LossSpec) => {
    await before(batch, 'gradient');
    return oracle.lossGradient(batch, y, loss);
  };
  return { access: 'gradient', classes, labels, scores, logits, lossGradient };
}
