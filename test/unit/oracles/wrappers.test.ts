import { describe, expect, test } from 'vitest';
import { budgeted, BudgetSpent } from '../../../src/oracles/budget.ts';
import { counted } from '../../../src/oracles/counter.ts';
import type { Batch, LabelOracle, ScoreOracle } from '../../../src/oracles/types.ts';
import { LinearOracle } from '../../support/linear-oracle.ts';

const model = {
  weights: [
    [1, 0],
    [0, 1],
    [-1, -1],
  ],
  bias: [0, 0.1, 0.2],
};
const batch: Batch = { data: Float32Array.of(1, 2, -3, 0.5), count: 2, shape: [2] };
const labels = Int32Array.of(1, 2);

describe('a counted oracle', () => {
  test('answers as the oracle does, and counts every sample of every pass', async () => {
    const plain = new LinearOracle(model);
    const { oracle, count } = counted(new LinearOracle(model));
    expect([oracle.access, oracle.classes]).toEqual(['gradient', 3]);
    expect(await oracle.labels(batch)).toEqual(await plain.labels(batch));
    expect(await oracle.scores(batch)).toEqual(await plain.scores(batch));
    expect(await oracle.logits(batch)).toEqual(await plain.logits(batch));
    const spec = { name: 'margin' } as const;
    expect(await oracle.lossGradient(batch, labels, spec)).toEqual(
      await plain.lossGradient(batch, labels, spec),
    );
    expect(count).toEqual({ queries: 8, gradients: 2 });
  });

  test('shows no more than the oracle it wraps', () => {
    const full = new LinearOracle(model);
    const label: LabelOracle = { access: 'label', classes: 3, labels: (b) => full.labels(b) };
    const score: ScoreOracle = { ...label, access: 'score', scores: (b) => full.scores(b) };
    expect(Object.keys(counted(label).oracle).sort()).toEqual(['access', 'classes', 'labels']);
    expect(Object.keys(counted(score).oracle).sort()).toEqual(['access', 'classes', 'labels', 'scores']);
  });
});

describe('a budgeted oracle', () => {
  test('answers up to its limit and refuses a batch that passes it, unasked', async () => {
    const model_ = new LinearOracle(model);
    const oracle = budgeted(model_, 5);
    await oracle.logits(batch);
    await oracle.lossGradient(batch, labels, { name: 'margin' });
    await expect(oracle.labels(batch)).rejects.toMatchObject({ name: 'BudgetSpent', asked: 2, left: 1 });
    await expect(oracle.labels(batch)).rejects.toBeInstanceOf(BudgetSpent);
    expect(model_.forwards + model_.gradients).toBe(4);
    await oracle.labels({ data: Float32Array.of(1, 2), count: 1, shape: [2] });
    expect(model_.forwards).toBe(3);
  });

  test('wrappers compose: a counter inside sees what the budget let through', async () => {
    const { oracle, count } = counted(new LinearOracle(model));
    const limited = budgeted(oracle, 2);
    await limited.scores(batch);
    await expect(limited.scores(batch)).rejects.toBeInstanceOf(BudgetSpent);
    expect(count.queries).toBe(2);
  });
});
