import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { slim } from '../../../src/assessment/compare-slim.ts';
import { compareReports, compareSeveral, type CompareRow } from '../../../src/assessment/compare.ts';
import {
  estimatesTest,
  pairedMeansTest,
  pairedRatesTest,
  ratesTest,
} from '../../../src/assessment/difference-tests.ts';
import { differences, isSame } from '../../../src/assessment/differences.ts';
import { checkReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import { newcombe } from '../../../src/numeric/intervals.ts';
import { goldenReport, madeReport, withItem, withOutcomes } from '../../support/reports.ts';

const golden = goldenReport();
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
const ones = (count: number, of: number) => range(0, of).map((at) => (at < count ? 1 : 0));

/** A report of A.3-1 alone, right on these samples. */
const accuracy = (right: number[], ids = range(0, right.length)): Report => {
  const report = withItem(golden, 'A.3-1', (item) => ({
    ...withOutcomes(item, ids, { correct: right }),
    n: ids.length,
  }));
  return { ...report, items: report.items.filter(({ id }) => id === 'A.3-1') };
};

const rowOf = (rows: readonly CompareRow[], item: string, name: string) =>
  rows.find((row) => row.item === item && row.name === name)!;

describe('tests of a difference, by hand', () => {
  test('McNemar: of 9 samples that differ, 8 favour the second: p = 2·(1 + 9)/2⁹', () => {
    const [a, b] = [
      [...ones(1, 9), 1, 0],
      [0, ...ones(8, 8), 1, 0],
    ].map((row) => Float64Array.from(row));
    const { value, p, bounds } = pairedRatesTest(a, b);
    expect(value).toBeCloseTo(7 / 11, 12);
    expect(p).toBeCloseTo(0.0390625, 12);
    expect(bounds.low).toBeGreaterThan(0);
  });

  test('different samples: p is where Newcombe’s interval just reaches 0', () => {
    const [a, b] = [ones(50, 100), ones(70, 100)].map((row) => Float64Array.from(row));
    const { value, p } = ratesTest(a, b);
    expect(value).toBeCloseTo(0.2, 12);
    expect(newcombe(70, 100, 50, 100, 1 - p).low).toBeCloseTo(0, 6);
    expect(p).toBeGreaterThan(0.002);
    expect(p).toBeLessThan(0.01);
    expect(ratesTest(a, a).p).toBe(1);
  });

  test('paired means: equal rows differ by nothing; a constant difference is certain', () => {
    const row = Float64Array.from(range(0, 40), (at) => (at % 3) / 3);
    const nothing = pairedMeansTest(row, row, ['a']);
    expect(nothing).toMatchObject({ value: 0, p: 1, bounds: { low: 0, high: 0 } });
    const more = pairedMeansTest(
      row,
      row.map((value) => value + 0.25),
      ['a'],
    );
    expect(more.value).toBeCloseTo(0.25, 12);
    expect(more.bounds.low).toBeCloseTo(0.25, 12);
    // All 40 differences are alike: the sign test's 2 · 2⁻⁴⁰.
    expect(more.p).toBeCloseTo(2 * 2 ** -40, 20);
  });

  test('paired means: the interval of half ones, half zeros is near ±1.96·σ/√n', () => {
    const first = new Float64Array(100);
    const second = Float64Array.from(range(0, 100), (at) => (at < 50 ? 1 : 0));
    const { value, bounds } = pairedMeansTest(first, second, ['b']);
    expect(value).toBe(0.5);
    expect(bounds.low).toBeGreaterThan(0.38);
    expect(bounds.low).toBeLessThan(0.42);
    expect(bounds.high).toBeGreaterThan(0.58);
    expect(bounds.high).toBeLessThan(0.62);
  });
});

describe('estimates with intervals', () => {
  test('of normal ones: the root of both variances, and the p value of their z', () => {
    const at = (value: number, error: number) => ({
      value,
      low: value - 1.96 * error,
      high: value + 1.96 * error,
    });
    const { value, bounds, p } = estimatesTest(at(0.6, 0.03), at(0.7, 0.04));
    expect(value).toBeCloseTo(0.1, 12);
    expect(bounds.low).toBeCloseTo(0.1 - 1.96 * 0.05, 12);
    expect(bounds.high).toBeCloseTo(0.1 + 1.96 * 0.05, 12);
    // 2 Φ(−2) = 0.0455.
    expect(p).toBeCloseTo(0.0455, 4);
  });

  test('of lopsided ones each side counts by itself: 0 is left out just where p is below 5 %', () => {
    const [a, b] = [
      { value: 0.6, low: 0.5, high: 0.64 },
      { value: 0.72, low: 0.63, high: 0.74 },
    ];
    const found = estimatesTest(a, b);
    expect(found.bounds.low).toBeCloseTo(0.12 - Math.hypot(0.09, 0.04), 12);
    expect(found.bounds.high).toBeCloseTo(0.12 + Math.hypot(0.02, 0.1), 12);
    expect(found.p < 0.05).toBe(found.bounds.low > 0);
    const back = estimatesTest(b, a);
    expect([back.value, back.bounds.low, back.bounds.high, back.p]).toEqual([
      -found.value,
      -found.bounds.high,
      -found.bounds.low,
      found.p,
    ]);
    expect(estimatesTest(a, a).p).toBe(1);
  });
});

describe('membership inference, by the stored runs of the lesson', () => {
  const stored = (id: string): Report =>
    checkReport(JSON.parse(readFileSync(`public/lessons/membership-${id}.report.json`, 'utf8')));
  const [overfit, standard, dp] = ['overfit', 'standard', 'dp'].map(stored);

  test('a model that leaks less is better, of the item and of each attack', async () => {
    const { rows } = await compareReports(overfit, standard);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['value', 'auc/gap', 'auc/loss']));
    const loss = rowOf(rows, 'A.1-2', 'auc/loss');
    const area = ({ items }: Report) => items[0].roc!.find(({ attack }) => attack === 'loss')!.auc;
    expect(loss.first).toMatchObject(area(overfit));
    expect(loss.second).toMatchObject(area(standard));
    expect(loss).toMatchObject({ verdict: 'better', from: 'intervals', shared: 0 });
    expect(loss.difference!.value).toBeLessThan(0);
    const [back] = [await compareReports(standard, overfit)];
    expect(rowOf(back.rows, 'A.1-2', 'auc/loss').verdict).toBe('worse');
    expect(rowOf((await compareReports(standard, dp)).rows, 'A.1-2', 'value').verdict).toBe('better');
  });

  test('what a part of the report leaves out for a comparison is not needed', async () => {
    const whole = await compareReports(overfit, standard);
    expect(await compareReports(slim(overfit), slim(standard))).toEqual(whole);
  });

  test('nothing is said where members and others differ by themselves', async () => {
    const unsound = withItem(standard, 'A.1-2', (item) => ({ ...item, reliable: false }));
    const { rows } = await compareReports(overfit, unsound);
    expect(rows.map(({ verdict, why }) => [verdict, why])).toEqual(
      rows.map(() => ['undecided', 'unreliable']),
    );
  });
});

test('paired means far apart: p is finer than resamples alone could tell, so that it survives many rows', () => {
  const first = Float64Array.from(range(0, 60), (at) => (at % 2) / 5);
  const second = Float64Array.from(range(0, 60), (at) => 0.5 + (at % 3) / 10);
  expect(pairedMeansTest(first, second, ['c']).p).toBeLessThan(1e-6);
  // Few samples never prove more than their signs do.
  const [a, b] = [first, second].map((row) => row.slice(0, 5));
  expect(pairedMeansTest(a, b, ['c']).p).toBeGreaterThanOrEqual(2 / 2 ** 5);
});

describe('rows of a comparison', () => {
  test('overlapping intervals on shared samples may still differ for certain', async () => {
    // 0.50 against 0.55 of 500 shared samples, 25 newly right and none newly wrong: p = 2·2⁻²⁵.
    const { rows } = await compareReports(accuracy(ones(250, 500)), accuracy(ones(275, 500)));
    const [row] = rows;
    expect(row.first!.high).toBeGreaterThan(row.second!.low);
    expect(row).toMatchObject({ item: 'A.3-1', name: 'value', verdict: 'better', shared: 500, why: null });
    expect(row.p).toBeCloseTo(2 * 2 ** -25, 12);
    expect(row.difference!.value).toBeCloseTo(0.05, 12);
    const back = (await compareReports(accuracy(ones(275, 500)), accuracy(ones(250, 500)))).rows[0];
    expect(back.verdict).toBe('worse');
    expect(back.difference!.value).toBeCloseTo(-0.05, 12);
  });

  test('the same outcomes are the same only where the interval fits into the margin', async () => {
    const [few, many] = [accuracy(ones(20, 25)), accuracy(ones(900, 1000))];
    expect((await compareReports(many, many)).rows[0].verdict).toBe('same');
    const wobbling = accuracy([...ones(11, 12), ...ones(9, 13)]);
    expect((await compareReports(few, wobbling)).rows[0].verdict).toBe('undecided');
    expect((await compareReports(few, wobbling, { margin: 1 })).rows[0].verdict).toBe('same');
  });

  test('other samples of the same data are compared as independent; few shared ones do not make a pair', async () => {
    const first = accuracy(ones(150, 300), range(0, 300));
    const second = accuracy(ones(240, 300), range(290, 590));
    const [row] = (await compareReports(first, second)).rows;
    expect(row).toMatchObject({ shared: 0, verdict: 'better' });
    expect(row.difference!.bounds.method).toBe('newcombe');
  });

  test('other data: side by side, and nothing is said', async () => {
    const other = { ...golden, data: { ...golden.data, sha256: 'f'.repeat(64) } };
    const { rows, differences: apart } = await compareReports(golden, other);
    expect(apart.data).toBe(true);
    expect(rows.every(({ verdict, why, p }) => verdict === 'undecided' && why === 'data' && p === null)).toBe(
      true,
    );
    expect(rows.every(({ first, second }) => first && second)).toBe(true);
  });

  test('what only one of them has is added or removed', async () => {
    const fewer = { ...golden, items: golden.items.filter(({ id }) => id !== 'A.3-1') };
    expect(rowOf((await compareReports(golden, fewer)).rows, 'A.3-1', 'value').verdict).toBe('removed');
    expect(rowOf((await compareReports(fewer, golden)).rows, 'A.3-1', 'value').verdict).toBe('added');
  });

  test('figures of other settings are not judged; those the setting does not touch are', async () => {
    const other = withItem(golden, 'A.5-3', (item) => ({
      ...item,
      parameters: { ...item.parameters, attacks: ['fgsm', 'pgd'] },
    }));
    const { rows } = await compareReports(golden, other);
    expect(rowOf(rows, 'A.5-3', 'worst-case@0.125').why).toBe('settings');
    expect(rowOf(rows, 'A.5-3', 'value').why).toBe('settings');
    expect(rowOf(rows, 'A.5-3', 'pgd@0.125').why).toBeNull();
    const steps = withItem(golden, 'A.5-3', (item) => ({
      ...item,
      parameters: { ...item.parameters, iterations: 100 },
    }));
    expect(rowOf((await compareReports(golden, steps)).rows, 'A.5-3', 'pgd@0.125').why).toBe('settings');
  });

  test('the figures are those of the report', async () => {
    const { rows, differences: apart } = await compareReports(golden, golden);
    expect(isSame(apart)).toBe(true);
    const item = golden.items.find(({ id }) => id === 'A.5-3')!;
    expect(rowOf(rows, 'A.5-3', 'value').first).toMatchObject({
      value: item.value,
      low: item.interval!.low,
      high: item.interval!.high,
      n: item.n,
    });
    const curve = item.curves.find(
      ({ attack, kind, x }) => attack === 'pgd' && kind === 'raw' && x.name === 'epsilon',
    )!;
    for (const { x, correct, n } of curve.points.filter((point) => point.x > 0))
      expect(rowOf(rows, 'A.5-3', `pgd@${x}`).first).toMatchObject({ correct, n });
    expect(rows.every(({ verdict }) => verdict === 'same' || verdict === 'undecided')).toBe(true);
    expect(rows.some(({ name }) => name === 'pgd')).toBe(true);
  });

  test('p values are corrected for all rows of all reports', async () => {
    const [a, b] = [madeReport({ seed: 1, strength: 0.3 }), madeReport({ seed: 1, strength: 0.5 })];
    const alone = (await compareSeveral(a, [b]))[0].rows;
    const [, again] = await compareSeveral(a, [a, b]);
    const tested = alone.filter(({ p }) => p !== null && p < 0.5);
    expect(tested.length).toBeGreaterThan(3);
    tested.forEach(({ item, name, p }) =>
      expect(rowOf(again.rows, item, name).p, name).toBeGreaterThanOrEqual(p!),
    );
    expect(rowOf(alone, 'A.5-3', 'value').verdict).toBe('better');
  });

  test('breathes between rows', async () => {
    let breaths = 0;
    const { rows } = await compareReports(golden, golden, { breathe: async () => void breaths++ });
    expect(breaths).toBe(rows.length);
  });
});

describe('what differs', () => {
  test('parameters by name, and indicators that one plan lacks', () => {
    const other: Report = {
      ...golden,
      seed: 12,
      plan: {
        ...golden.plan,
        indicators: golden.plan.indicators
          .filter(({ id }) => id === 'A.5-3')
          .map((entry) => ({ ...entry, parameters: { ...entry.parameters, iterations: 7, norm: 'l2' } })),
      },
    };
    expect(differences(golden, other)).toEqual({
      model: false,
      data: false,
      samples: false,
      seed: true,
      engine: false,
      fields: ['A.3-1', 'A.5-3.iterations', 'A.5-3.norm'],
    });
    expect(isSame(differences(golden, golden))).toBe(true);
  });
});
