import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject, type Subject } from '../../../src/assessment/subject.ts';
import { theftsOf } from '../../../src/assessment/thefts.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { checkReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import type { Item } from '../../../src/document/types.ts';
import { meanArea } from '../../../src/extraction/areas.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { loadTarget } from '../../../src/training/bundled.ts';
import { knowledgeOf } from '../../../src/training/card.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { fetchPublic } from '../../support/subject.ts';

interface Details {
  lead: string;
  budgets: number[];
  roles: Record<string, number | string>;
  controls: { trueLabels: { sampler: string; excess: { x: number; value: number }[] }[] };
  asked: { sampler: string; queries: number[][]; counted: number[]; classes: number[][]; made: number[] }[];
}

async function bundled(id: string): Promise<Subject> {
  const { card, bytes } = await loadTarget(id, fetchPublic);
  const dataset = await loadBundled(card.dataset.id, fetchPublic);
  return prepareSubject({ model: bytes, target: id, dataset, training: knowledgeOf(card) });
}

const quick = {
  samplers: ['random', 'jacobian'],
  budgets: [40, 160],
  seeds: 2,
  steps: 60,
  surrogate: 'mlp',
  transfer: 'fgsm',
};

const planOf = (subject: Subject, parameters: Record<string, unknown>) =>
  resolvePlan(
    parsePlan({ indicators: [{ id: 'A.1-4', parameters }], thresholds: ['A.1-4<=0.5'], seed: 3 }),
    subject.info,
    indicators,
  );

const measured = (
  subject: Subject,
  parameters: Record<string, unknown>,
  shard?: { index: number; of: number },
): Promise<Report> =>
  assess(planOf(subject, parameters), subject, {
    registry: indicators,
    executor: realExecutor(),
    ...(shard ? { shard } : {}),
    host: 'test',
  });

const detailsOf = (item: Item) => item.details as unknown as Details;
const curve = (item: Item, attack: string, measure: string) =>
  item.curves.find((one) => one.attack === attack && one.measure === measure)!;

describe('stealing the bundled digits network', () => {
  test('curves, areas and counts belong together; shards give the same row; the report is one', async () => {
    const subject = await bundled('digits-cnn');
    const report = await measured(subject, quick);
    const [item] = report.items;
    const details = detailsOf(item);
    expect(item.status).toBe('not-met');
    expect(item.curves).toHaveLength(8);
    expect(item.curves.every(({ sampler, attack }) => sampler === attack)).toBe(true);
    for (const sampler of quick.samplers) {
      const { points } = curve(item, sampler, 'fidelity');
      expect(points.map(({ x, seeds }) => [x, seeds])).toEqual([
        [40, 2],
        [160, 2],
      ]);
      const area = theftsOf(item)!.areas.find(
        (one) => one.sampler === sampler && one.measure === 'fidelity' && one.axis === 'linear',
      )!;
      expect(area.value).toBeCloseTo(
        meanArea(
          points.map(({ x }) => x),
          points.map(({ y }) => y),
          'linear',
        ),
        12,
      );
    }
    const areas = theftsOf(item)!.areas.filter(
      ({ measure, axis }) => measure === 'fidelity' && axis === 'linear',
    );
    expect(item.interval!.high).toBeLessThanOrEqual(1);
    expect(item.value).toBe(Math.max(...areas.map(({ value }) => value)));
    expect(areas.find(({ sampler }) => sampler === details.lead)!.value).toBe(item.value);
    for (const { queries, counted, classes, made, sampler } of details.asked) {
      queries.forEach((counts, seed) => {
        expect(counts).toEqual([40, 160]);
        expect(counted[seed]).toBe(160);
      });
      expect(classes.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual([40, 160]);
      expect(made[1] > 0).toBe(sampler === 'jacobian');
    }
    // Copies of the random thief beat a guess by far. What was made has no true label: Papernot's first questions are the pool's.
    expect(curve(item, 'random', 'fidelity').points[1].y).toBeGreaterThan(0.5);
    expect(details.controls.trueLabels.map(({ excess }) => excess.length)).toEqual([2, 1]);
    expect(details.roles).toMatchObject({ poolFrom: 'test', pool: 250, evaluation: 250 });
    expect(item.warnings.map(({ id }) => id)).toContain('stealing.pool-test');
    expect(checkReport(JSON.parse(JSON.stringify(report)))).toEqual(report);

    const parts = await Promise.all([1, 2].map((index) => measured(subject, quick, { index, of: 2 })));
    expect(mergeReports(parts, indicators).items[0]).toEqual(item);
  });

  test('budgets beyond the pool are left out and named; one seed has no interval; classes alone do, too', async () => {
    const subject = await bundled('digits-cnn-overfit');
    const parameters = {
      samplers: ['random'],
      budgets: [30, 5000],
      seeds: 1,
      steps: 20,
      surrogate: 'mlp',
      transfer: 'none',
      answers: 'labels',
    };
    const [item] = (await measured(subject, parameters)).items;
    expect(detailsOf(item).budgets).toEqual([30]);
    expect(detailsOf(item).roles).toMatchObject({ poolFrom: 'training', independentFrom: 'own' });
    expect(item.interval).toBeNull();
    expect(item.warnings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['stealing.beyond', 'stealing.one-seed']),
    );
    expect(item.curves.map(({ measure }) => measure)).toEqual(['fidelity', 'accuracy', 'deviation']);
  });
});

test('parameters that do not fit are named', async () => {
  const subject = await bundled('digits-cnn');
  const refuse = (parameters: Record<string, unknown>) => () => planOf(subject, parameters);
  expect(refuse({ budgets: [50, 0] })).toThrow('A.1-4.budgets');
  expect(refuse({ budgets: [12.5] })).toThrow('whole numbers');
  expect(refuse({ samplers: ['copycat'] })).toThrow('A.1-4.samplers');
  const labels = { ...subject, info: { ...subject.info, access: 'label' as const } };
  expect(() => planOf(labels, { answers: 'soft' })).toThrow('classes only');
  const recorded = { ...subject, info: { ...subject.info, recorded: true as const } };
  expect(() => planOf(recorded, {})).toThrow('recorded predictions');
});
