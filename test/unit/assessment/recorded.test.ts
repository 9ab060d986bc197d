import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { firstPlan } from '../../../src/assessment/first-plan.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareRecorded } from '../../../src/assessment/recorded.ts';
import { checkReport } from '../../../src/document/read.ts';
import { toText } from '../../../src/document/text.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { ascii } from '../../support/data-files.ts';

const prepared = (text: string) => prepareRecorded({ name: 'p.csv', bytes: ascii(text) }).subject;

async function itemOf(text: string) {
  const subject = prepared(text);
  const plan = resolvePlan(parsePlan({ indicators: ['A.3-1'] }), subject.info, indicators);
  const made = await assess(plan, subject, { registry: indicators, executor: realExecutor(), host: 'test' });
  expect(checkReport(JSON.parse(toText(made)))).toEqual(JSON.parse(JSON.stringify(made)));
  return { made, item: made.items[0] };
}

/** Pairs of one of each class in which the positive has the larger score, ties counted half (Mann and Whitney). */
function rankStatistic(scores: readonly number[], labels: readonly number[]): number {
  let [won, pairs] = [0, 0];
  scores.forEach((a, i) =>
    scores.forEach((b, j) => {
      if (labels[i] !== 1 || labels[j] !== 0) return;
      pairs++;
      won += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return won / pairs;
}

describe('recorded predictions', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.35, 0.9, 0.2, 0.7, 0.0001, 0.4, 0.65, 0.5];
  const labels = [0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1];

  test('have the accuracy and the AUC that counting gives', async () => {
    const rows = scores.map((score, i) => `${labels[i]},${score}`);
    const { made, item } = await itemOf(`label,score\n${rows.join('\n')}\n`);
    const correct = scores.filter((score, i) => Number(score > 0.5) === labels[i]).length;
    expect([made.model.recorded, made.model.access]).toEqual([true, 'score']);
    expect(item).toMatchObject({ n: 12, correct, value: correct / 12 });
    const { auc } = (item.details as { macro: { auc: { value: number } } }).macro;
    expect(auc.value).toBeCloseTo(rankStatistic(scores, labels), 12);
  });

  test('of labels alone have no areas; members are left out and said so', async () => {
    const rows = labels.map(
      (label, i) => `${label},${i % 3 === 0 ? 1 : 0},${i % 4 === 0 ? 1 - label : label}`,
    );
    const { made, item } = await itemOf(`label,member,prediction\n${rows.join('\n')}\n`);
    const outside = labels.map((_, i) => i).filter((i) => i % 3 !== 0);
    expect(item).toMatchObject({ n: 8, correct: outside.filter((i) => i % 4 !== 0).length });
    expect([made.data.train, made.data.test, made.model.access]).toEqual([4, 8, 'label']);
    expect(item.warnings).toContainEqual({ id: 'indicators.members-apart', values: { count: 4 } });
    expect(Object.keys(item.details.macro as object)).toEqual(['precision', 'recall', 'f1']);
  });

  test('have no model to attack', () => {
    const { info } = prepared('label,score\n0,0.1\n1,0.9\n');
    expect(() => resolvePlan(parsePlan({ indicators: ['A.5-3'] }), info, indicators)).toThrow(
      /^A\.5-3 attacks a model.*\.$/,
    );
    expect(firstPlan(info, 2, indicators).indicators.map(({ id }) => id)).toEqual(['A.3-1']);
    // With a flag for members there is membership to be told, and all rows cost nothing.
    const told = prepared('label,score,member\n0,0.1,1\n1,0.9,0\n');
    const plan = firstPlan(told.info, 1, indicators);
    expect(plan).toMatchObject({ samples: null, indicators: [{ id: 'A.3-1' }, { id: 'A.1-2' }] });
    expect(() => resolvePlan(plan, told.info, indicators)).not.toThrow();
  });
});
