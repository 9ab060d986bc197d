import { describe, expect, test } from 'vitest';
import { rowsAt, stripOf } from '../../../../src/app/components/membership/strip.ts';
import {
  accuracyOf,
  atRiskOf,
  baselinesOf,
  classesOf,
  edgesOfBars,
  histogramOf,
  valuesOfBars,
} from '../../../../src/app/components/membership/reading.ts';
import {
  bestStep,
  placeAmong,
  sortedAt,
  stepOfRate,
  stepOfThreshold,
} from '../../../../src/app/components/membership/threshold.ts';
import { countIn } from '../../../../src/app/charts/kinds/bins.ts';
import type { Item, RocCurve } from '../../../../src/document/types.ts';

/** Members score 4, 3, 3, 1; non-members 4, 2, 2, 2, 0. */
const points = [
  { fpr: 0, tpr: 0, threshold: null },
  { fpr: 0.2, tpr: 0.25, threshold: 4 },
  { fpr: 0.2, tpr: 0.75, threshold: 3 },
  { fpr: 0.8, tpr: 0.75, threshold: 2 },
  { fpr: 0.8, tpr: 1, threshold: 1 },
  { fpr: 1, tpr: 1, threshold: 0 },
];
const counts = { members: 4, nonMembers: 5, truePositives: 0, falsePositives: 0 };

describe('a threshold on a ROC curve', () => {
  test('sorts the records as counted by hand', () => {
    expect(sortedAt(points[2], counts)).toEqual({
      truePositives: 3,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 4,
      tpr: 0.75,
      fpr: 0.2,
      precision: 0.75 / 0.95,
    });
    expect(sortedAt(points[0], counts)).toMatchObject({
      falseNegatives: 4,
      trueNegatives: 5,
      precision: null,
    });
  });

  test('gives back the counts of every rate, also where thirds and sevenths are rounded', () => {
    const many = { members: 997, nonMembers: 10_007, truePositives: 0, falsePositives: 0 };
    for (let k = 0; k <= 997; k++)
      expect(sortedAt({ fpr: (k * 10) / 10_007, tpr: k / 997, threshold: 0 }, many)).toMatchObject({
        truePositives: k,
        falsePositives: k * 10,
      });
  });

  test('begins where the curve is furthest above chance', () => {
    expect(bestStep(points)).toBe(2);
    expect(bestStep([points[0], points[5]])).toBe(0);
  });

  test('a typed number goes to the nearest threshold that is not below it', () => {
    expect([9, 4, 3.5, 3, 2.5, 0, -7].map((value) => stepOfThreshold(points, value))).toEqual([
      0, 1, 1, 2, 2, 5, 5,
    ]);
  });

  test('a false positive rate goes to the best point without more false alarms', () => {
    expect([0, 0.1, 0.2, 0.79, 0.8, 1].map((rate) => stepOfRate(points, rate))).toEqual([0, 0, 2, 2, 4, 4]);
  });

  test('stays among the bars of the histogram', () => {
    const bars = { low: 1, high: 3 };
    expect([null, 4, 2.5, 0].map((threshold) => placeAmong(threshold, bars))).toEqual([3, 3, 2.5, 1]);
  });
});

test('bars become as many values as they count, each in its own bar', () => {
  const bars = [2, 0, 1, 4];
  const edges = edgesOfBars(4, -1, 1);
  expect(edges).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(countIn(valuesOfBars(bars, -1, 1), edges)).toEqual({ counts: bars, outside: 0 });
});

test('a record’s strip: φ from −2 to 6 on 424 pixels are 50 pixels each', () => {
  const shadows = [
    { inside: true, logit: 6 },
    { inside: false, logit: -2 },
    { inside: false, logit: 0 },
  ];
  const { inside, outside, target } = stripOf({ shadows, logit: 4 }, 424);
  expect(inside).toEqual([{ x: 412, y: rowsAt.inside }]);
  expect(outside.map(({ x }) => x)).toEqual([12, 112]);
  expect(target).toEqual({ x: 312, y: rowsAt.target });
});

test('details of foreign reports that do not have their form are left out', () => {
  const curve = { attack: 'loss' } as RocCurve;
  const good = { attack: 'loss', low: 0, high: 1, members: [1, 2], nonMembers: [0, 3] };
  const item = (details: unknown) => ({ details }) as Item;
  expect(histogramOf(item({ histograms: [good] }), curve)).toEqual(good);
  for (const bad of [
    { high: 0 },
    { members: [1] },
    { members: [-1, 2] },
    { members: [0.5, 2] },
    { defence: 'x' },
  ])
    expect(histogramOf(item({ histograms: [{ ...good, ...bad }] }), curve)).toBeUndefined();
  const auc = { value: 0.5, low: 0.4, high: 0.6 };
  expect(baselinesOf(item({ checks: [{ id: 'inputs', auc, passed: true }, { id: 'x', auc: {} }, 3] }))).toHaveLength(1); // prettier-ignore
  expect(classesOf(item({ classes: [{ class: 0, members: 1, nonMembers: 2, auc: null }, { class: 'a' }] }))).toHaveLength(1); // prettier-ignore
  const risk = { row: 3, label: 0, score: null, nonMembersAbove: 0, shadows: [], logit: 2 };
  expect(atRiskOf(item({ atRisk: [risk, { ...risk, shadows: [{ inside: 1 }] }, { ...risk, shadows: 4 }] }))).toEqual([risk]); // prettier-ignore
  expect(accuracyOf(item({ accuracy: { members: 1 } }))).toBeNull();
});
