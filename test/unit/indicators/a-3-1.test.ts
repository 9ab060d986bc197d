import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { a31 } from '../../../src/indicators/a-3-1.ts';
import {
  classFigures,
  confusionMatrix,
  macroFigures,
  supportOf,
} from '../../../src/indicators/classification/confusion.ts';
import type { PrecisionRecallCurve } from '../../../src/indicators/classification/summary.ts';
import {
  areasWithoutOne,
  averagePrecision,
  cuts,
  logOdds,
  rankingOf,
  rocArea,
} from '../../../src/numeric/ranking.ts';
import { UserError } from '../../../src/messages/index.ts';
import { unpackBits } from '../../../src/numeric/bits.ts';
import type { Batch, GradientOracle } from '../../../src/oracles/types.ts';
import { firstOf, images, runIndicator, runParts, subjectOf } from '../../support/run-indicator.ts';

/** Answers with the logits that the "image" holds. */
class Echo implements GradientOracle {
  readonly access = 'gradient';
  readonly classes: number;
  constructor(classes: number) {
    this.classes = classes;
  }
  logits = async ({ data }: Batch) => Float32Array.from(data);
  scores = () => Promise.reject(new Error('not asked for'));
  labels = () => Promise.reject(new Error('not asked for'));
  lossGradient = () => Promise.reject(new Error('not asked for'));
}

function setOf(logits: readonly (readonly number[])[], labels: readonly number[]) {
  const classes = logits[0].length;
  return images(Float32Array.from(logits.flat()), Int32Array.from(labels), [classes], classes);
}

interface Details {
  positiveClass: number | null;
  macro: Record<
    'precision' | 'recall' | 'f1' | 'auc',
    { value: number; undefined: number; interval: { low: number; high: number } }
  >;
  classes: { precision: number | null; recall: number | null; f1: number | null; auc: number | null }[];
  confusion: number[][];
}

describe('A.3-1 by hand', () => {
  // Labels 0 0 0 1 1 2; predictions 0 0 1 1 0 1; class 2 is never predicted, class 3 never there.
  const predictions = [0, 0, 1, 1, 0, 1];
  const labels = [0, 0, 0, 1, 1, 2];
  const logits = predictions.map((p, i) => [0, 1, 2, 3].map((c) => (c === p ? 2 + i / 10 : c / 10)));
  const dataset = setOf(logits, labels);
  const item = runIndicator(a31, {}, dataset, new Echo(4), firstOf(6));

  test('accuracy with its parts', async () => {
    const { value, correct, n, status, interval, outcomes, ids } = await item;
    expect({ value, correct, n, status }).toEqual({ value: 0.5, correct: 3, n: 6, status: 'measured' });
    // Wilson 95 % of 3 of 6.
    expect(interval?.low).toBeCloseTo(0.1876, 4);
    expect(interval?.high).toBeCloseTo(0.8124, 4);
    expect(unpackBits(outcomes[0].bits, ids.length)).toEqual([true, true, false, true, false, false]);
  });

  test('confusion matrix, figures per class and their means', async () => {
    const { details } = await item;
    const { confusion, classes, macro, positiveClass } = details as unknown as Details;
    expect(confusion).toEqual([
      [2, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(classes.map(({ precision }) => precision)).toEqual([2 / 3, 1 / 3, null, null]);
    expect(classes.map(({ recall }) => recall)).toEqual([2 / 3, 1 / 2, 0, null]);
    expect(classes.map(({ f1 }) => f1)).toEqual([2 / 3, 2 / 5, 0, null]);
    expect(macro.precision.value).toBeCloseTo(1 / 4, 12);
    expect(macro.recall.value).toBeCloseTo((2 / 3 + 1 / 2) / 4, 12);
    expect(macro.f1.value).toBeCloseTo((2 / 3 + 2 / 5) / 4, 12);
    expect([
      macro.precision.undefined,
      macro.recall.undefined,
      macro.f1.undefined,
      macro.auc.undefined,
    ]).toEqual([2, 1, 1, 1]);
    expect(positiveClass).toBeNull();
    expect((await item).warnings.map(({ id }) => id)).toEqual(['indicators.absent-classes']);
  });

  test('every macro figure lies in its interval', async () => {
    const { macro } = (await item).details as unknown as Details;
    for (const { value, interval } of Object.values(macro).filter((one) => one.interval)) {
      expect(interval.low).toBeLessThanOrEqual(value);
      expect(interval.high).toBeGreaterThanOrEqual(value);
    }
  });

  test('precision–recall points are rates with numerator and denominator', async () => {
    const { curves, details } = await item;
    const { precisionRecall } = details as unknown as { precisionRecall: readonly PrecisionRecallCurve[] };
    expect(curves).toEqual([]);
    expect(precisionRecall.map((curve) => curve.class)).toEqual([0, 1, 2]);
    for (const { points } of precisionRecall) {
      expect(points.at(-1)?.recall).toBe(1);
      for (const { precision, positives, taken } of points) expect(precision).toBe(positives / taken);
    }
  });
});

test.each([6, 60])('%i samples that are all right: no interval claims certainty', async (count) => {
  const labels = Array.from({ length: count }, (_, i) => i % 6);
  const logits = labels.map((label) => Array.from({ length: 10 }, (_, c) => (c === label ? 3 : c / 10)));
  const { interval, details, warnings } = await runIndicator(
    a31,
    {},
    setOf(logits, labels),
    new Echo(10),
    firstOf(count),
  );
  expect(interval?.method).toBe('wilson');
  expect(interval?.low).toBeLessThan(1);
  const { macro } = details as unknown as Details;
  expect([macro.f1.value, macro.auc.value]).toEqual([0.6, 1]);
  expect([macro.f1.interval, macro.auc.interval]).toEqual([null, null]);
  expect(warnings).toContainEqual({
    id: 'indicators.no-interval',
    values: { figures: 'precision, recall, f1, auc' },
  });
});

test('a binary task has class 1 as its positive class', async () => {
  const item = await runIndicator(
    a31,
    {},
    setOf(
      [
        [1, 0],
        [0, 1],
        [0, 1],
      ],
      [0, 1, 0],
    ),
    new Echo(2),
    firstOf(3),
  );
  const { positiveClass, classes } = item.details as unknown as Details;
  expect(positiveClass).toBe(1);
  expect(classes[1].precision).toBe(0.5);
});

test('outputs that are not numbers are wrong and counted', async () => {
  const item = await runIndicator(
    a31,
    {},
    setOf(
      [
        [NaN, 0],
        [0, 1],
      ],
      [0, 1],
    ),
    new Echo(2),
    firstOf(2),
  );
  expect(item.correct).toBe(1);
  expect(item.warnings).toContainEqual({ id: 'indicators.no-class', values: { count: 1 } });
});

test('unknown parameters and values that do not fit are refused by name', () => {
  const subject = subjectOf(setOf([[1, 0]], [0]));
  expect(() => a31.resolve({ bach: 3 }, subject)).toThrow(UserError);
  expect(() => a31.resolve({ bach: 3 }, subject)).toThrow(/bach/);
  expect(() => a31.resolve({ batch: 0 }, subject)).toThrow(/batch.*0.*1 to 4,096/);
});

const scored = fc.array(fc.record({ score: fc.integer({ min: 0, max: 5 }), positive: fc.boolean() }), {
  minLength: 2,
  maxLength: 30,
});

test('AUC counts pairs, ties as half; average precision sums precision over steps of recall', () =>
  fc.assert(
    fc.property(scored, (rows) => {
      const positive = rows.map((row) => row.positive);
      const ranking = rankingOf(Float64Array.from(rows, ({ score }) => score));
      const area = rocArea(ranking, positive);
      const pairs = rows.flatMap((a) =>
        a.positive
          ? rows
              .filter((b) => !b.positive)
              .map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0))
          : [],
      );
      if (pairs.length === 0) expect(area).toBeNull();
      else expect(area).toBeCloseTo(pairs.reduce<number>((sum, v) => sum + v, 0) / pairs.length, 12);
      // Average precision from its definition, threshold by threshold.
      const all = rows.filter((row) => row.positive).length;
      let before = 0;
      let want = 0;
      for (const threshold of [5, 4, 3, 2, 1, 0]) {
        const taken = rows.filter((row) => row.score >= threshold);
        const hits = taken.filter((row) => row.positive).length;
        if (hits > before) want += ((hits - before) / all) * (hits / taken.length);
        before = hits;
      }
      const found = averagePrecision(cuts(ranking, positive));
      if (all === 0) expect(found).toBeNull();
      else expect(found).toBeCloseTo(want, 12);
    }),
  ));

test('resampling weights count a sample that often', () =>
  fc.assert(
    fc.property(
      scored,
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 }),
      (rows, weights) => {
        const repeated = rows.flatMap((row, i) => Array.from({ length: weights[i] }, () => row));
        if (repeated.length === 0) return;
        const weighted = rocArea(
          rankingOf(Float64Array.from(rows, (row) => row.score)),
          rows.map((row) => row.positive),
          weights,
        );
        const plain = rocArea(
          rankingOf(Float64Array.from(repeated, (row) => row.score)),
          repeated.map((row) => row.positive),
        );
        if (plain === null) expect(weighted).toBeNull();
        else expect(weighted).toBeCloseTo(plain, 12);
      },
    ),
  ));

test('the jackknife leaves out one sample at a time', () =>
  fc.assert(
    fc.property(scored, (rows) => {
      const area = (some: typeof rows) =>
        rocArea(
          rankingOf(Float64Array.from(some, (row) => row.score)),
          some.map((row) => row.positive),
        );
      const found = areasWithoutOne(
        rankingOf(Float64Array.from(rows, (row) => row.score)),
        rows.map((row) => row.positive),
      );
      rows.forEach((_, i) => {
        const want = area(rows.filter((__, j) => j !== i));
        if (want === null) expect(found[i]).toBeNull();
        else expect(found[i]).toBeCloseTo(want, 12);
      });
    }),
  ));

test('log-odds rank where probabilities would round to one', () => {
  const odds = [40, 50, 60].map((z) => logOdds([z, 0, 1], 0, 3, 0));
  expect(odds[0]).toBeLessThan(odds[1]);
  expect(odds[1]).toBeLessThan(odds[2]);
  expect(odds[0]).toBeCloseTo(40 - Math.log(1 + Math.E), 10);
});

test('with one class right throughout, all macro figures are 1', () => {
  const figures = classFigures(confusionMatrix([0, 1], [0, 1], 2), supportOf([0, 1], 2));
  expect(macroFigures(figures)).toEqual({ precision: 1, recall: 1, f1: 1 });
});

test('parts come to the same item in any order, and a missing one makes it partial', async () => {
  const count = 1203;
  const logits = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(i * 1.3), Math.sin(i * 0.7)]);
  const dataset = setOf(
    logits,
    logits.map((_, i) => (i * 7) % 3),
  );
  const { parts, merge } = await runParts(a31, {}, dataset, new Echo(3), firstOf(count));
  expect(parts.size).toBe(3);
  expect(merge(new Map([...parts].reverse()))).toEqual(merge(parts));
  const some = merge(new Map([...parts].slice(0, 2)));
  expect([some.status, some.n, some.ids.length]).toEqual(['partial', 1000, 1000]);
  expect(merge(new Map()).value).toBeNull();
});
