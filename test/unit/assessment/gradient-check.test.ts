import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { readReport } from '../../../src/document/read.ts';
import { toText } from '../../../src/document/text.ts';
import { operators } from '../../../src/graph/operators/index.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { fetchPublic } from '../../support/public-files.ts';

const subject = prepareSubject({
  model: new Uint8Array(await readFile(new URL('../../../public/models/digits-cnn.onnx', import.meta.url))),
  target: null,
  dataset: await loadBundled('digits', fetchPublic),
});
const attacks = { attacks: ['fgsm'], epsilons: [0, 0.1], selfChecks: false };
const plan = resolvePlan(
  parsePlan({
    indicators: [{ id: 'A.5-3', parameters: attacks }, 'A.3-1'],
    samples: 12,
    thresholds: ['A.5-3>=0'],
  }),
  subject.info,
  indicators,
);
const run = (shard?: { index: number; of: number }) =>
  assess(plan, subject, { registry: indicators, executor: realExecutor(), shard, host: 'test' });

test('a gradient that is the slope: its figures are in the report, times apart, and no row is marked', async () => {
  const report = await run();
  expect(report.engine.check).toMatchObject({ verdict: 'agrees', directions: 8 });
  expect(report.engine.check?.largest).toBeLessThan(0.01);
  expect(report.timings.pass?.gradient).toBeGreaterThan(0);
  expect(report.items.map(({ reliable }) => reliable)).toEqual([undefined, undefined]);
  expect(readReport(new TextEncoder().encode(toText(report))).engine).toEqual(report.engine);
});

test('a wrong gradient rule marks every row that rests on gradients, whole and merged, and no threshold is met', async () => {
  const relu = operators.Relu as { gradient: unknown };
  const { gradient } = relu;
  // As if the rule had forgotten where the unit is off.
  relu.gradient = ({ upstream }: { upstream: readonly string[] }) => upstream;
  try {
    const whole = await run();
    const merged = mergeReports([await run({ index: 1, of: 2 }), await run({ index: 2, of: 2 })], indicators);
    for (const { engine, items, judgement } of [whole, merged]) {
      expect(engine.check?.verdict).toBe('disagrees');
      const [robustness, accuracy] = items;
      expect(robustness.reliable).toBe(false);
      expect(robustness.value).not.toBeNull();
      expect(robustness.warnings[0].id).toBe('preflight.gradient-disagrees');
      expect(accuracy.reliable).toBeUndefined();
      expect(accuracy.warnings.map(({ id }) => id)).not.toContain('preflight.gradient-disagrees');
      expect(judgement[0].outcome).toBe('undecided');
    }
  } finally {
    relu.gradient = gradient;
  }
});
