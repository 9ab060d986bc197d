import { describe, expect, test } from 'vitest';
import {
  classReport,
  classRows,
  curveChoices,
  curveOf,
  groupsOf,
  isTwice,
  outliers,
  sortedRows,
  spreadOf,
  type ClassEntry,
} from '../../../src/assessment/class-spread.ts';
import type { Curve } from '../../../src/document/types.ts';
import { goldenReport, madeReport, withItem } from '../../support/reports.ts';

const entry = (id: string, report = goldenReport()): ClassEntry => ({ id, report: classReport(report) });
const many = (count: number): ClassEntry[] =>
  Array.from({ length: count }, (_, seed) => entry(`file ${seed}`, madeReport({ seed })));
const worst = { item: 'A.5-3', attack: 'worst-case', kind: 'envelope' } as const;

const curve = (ys: Readonly<Record<number, number>>): Curve => ({
  attack: 'worst-case',
  kind: 'envelope',
  x: { name: 'epsilon', unit: 'input' },
  points: Object.entries(ys).map(([x, y]) => ({ x: Number(x), y, low: y, high: y, correct: null, n: 10 })),
});

describe('spread', () => {
  test('by hand: 0.1 … 0.5 have the quartiles 0.2, 0.3, 0.4; one value is all five figures', () => {
    const curves = [0.3, 0.1, 0.5, 0.2, 0.4].map((y, at) =>
      curve(at === 0 ? { 0: 1, 1: y } : { 1: y, 2: y }),
    );
    expect(spreadOf(curves)).toEqual([
      {
        x: 1,
        count: 5,
        lowest: 0.1,
        lowerQuartile: 0.2,
        median: 0.3,
        upperQuartile: 0.4,
        highest: 0.5,
      },
      expect.objectContaining({ x: 2, count: 4, lowest: 0.1, median: 0.30000000000000004, highest: 0.5 }),
    ]);
    const [only] = spreadOf([curve({ 0.5: 0.7 })]);
    expect(new Set([only.lowest, only.lowerQuartile, only.median, only.upperQuartile, only.highest])).toEqual(
      new Set([0.7]),
    );
  });

  test('of forty files: between the lowest and the highest of the files themselves, at every ε', () => {
    const entries = many(40);
    const curves = entries.map((one) => curveOf(one, worst)!);
    const spread = spreadOf(curves);
    expect(spread.map(({ x }) => x)).toEqual(curves[0].points.map(({ x }) => x));
    spread.forEach(({ lowest, lowerQuartile, median, upperQuartile, highest, count }, at) => {
      const ys = curves.map(({ points }) => points[at].y);
      expect([lowest, highest, count]).toEqual([Math.min(...ys), Math.max(...ys), 40]);
      expect([...[lowerQuartile, median, upperQuartile]].sort((a, b) => a - b)).toEqual([
        lowerQuartile,
        median,
        upperQuartile,
      ]);
      expect(ys.filter((y) => y <= median).length).toBeGreaterThanOrEqual(20);
    });
    expect(spread.at(-1)!.lowest).toBeLessThan(spread.at(-1)!.highest);
  });
});

describe('groups', () => {
  test('seeds differ within a group unless asked; another plan, model or data stands apart, and says in what', () => {
    const files = many(6);
    const steps = withItem(madeReport({ seed: 7 }), 'A.5-3', (item) => item);
    const otherPlan = {
      ...steps,
      plan: {
        ...steps.plan,
        indicators: steps.plan.indicators.map((one) =>
          one.id === 'A.5-3' ? { ...one, parameters: { ...one.parameters, iterations: 50 } } : one,
        ),
      },
    };
    const otherModel = { ...steps, model: { ...steps.model, sha256: 'e'.repeat(64) } };
    const all = [...files, entry('steps', otherPlan), entry('model', otherModel)];
    const groups = groupsOf(all, 'plan');
    expect(groups.map(({ letter, entries }) => [letter, entries.length])).toEqual([
      ['A', 6],
      ['B', 1],
      ['C', 1],
    ]);
    expect(groups[1].differences).toMatchObject({ fields: ['A.5-3.iterations'], model: false });
    expect(groups[2].differences).toMatchObject({ model: true, fields: [] });
    expect(groupsOf(all, 'seed')).toHaveLength(8);
    expect(groupsOf(all, 'nothing').map(({ entries }) => entries.length)).toEqual([8]);
    expect(groupsOf(many(30), 'seed').at(-1)!.letter).toBe('AD');
    expect(groupsOf([], 'plan')).toEqual([]);
  });

  test('a file saved twice is known; equal figures of another moment are another file', () => {
    const golden = goldenReport();
    const again = { ...golden, timings: { ...golden.timings, started: '2001-01-01T00:00:00.000Z' } };
    expect(isTwice(classReport(golden), classReport(golden))).toBe(true);
    expect(isTwice(classReport(golden), classReport(again))).toBe(false);
    expect(isTwice(classReport(golden), classReport(madeReport({ seed: 11 })))).toBe(false);
  });
});

describe('the table', () => {
  test('outliers by Tukey’s fences: the quartiles of 1 … 7 and 100 are 2.75 and 6.25, so 100 is one and −2.5 none', () => {
    expect(outliers([1, 2, 3, 4, 5, 6, 7, 100])).toEqual([...Array(7).fill(null), 'above']);
    expect(outliers([-2.5, 2, 3, 4, 5, 6, 7, 8])[0]).toBeNull();
    expect(outliers([-20, 2, 3, 4, 5, 6, 7, 8])[0]).toBe('below');
    expect(outliers([1, 1, 1, 100])).toEqual([null, null, null, null]);
  });

  test('rows hold the reports’ own figures; partial ones are marked and no outliers', () => {
    const partial = withItem(madeReport({ seed: 3, strength: 0.01 }), 'A.5-3', (item) => ({
      ...item,
      status: 'partial',
    }));
    const weak = madeReport({ seed: 4, strength: 0.01 });
    const cli = { ...weak, timings: { ...weak.timings, host: 'node v20.20.2 linux x64' } };
    const entries = [...many(9), entry('cut', partial), entry('weak', cli)];
    const rows = classRows(groupsOf(entries, 'plan'), worst);
    expect(rows).toHaveLength(11);
    rows.forEach((row) => {
      const { report } = entries.find(({ id }) => id === row.id)!;
      const item = report.items.find(({ id }) => id === 'A.5-3')!;
      expect(row).toMatchObject({ value: item.value, low: item.interval!.low, seed: report.seed, n: item.n });
      expect(row.largest).toMatchObject({ x: 0.25 });
    });
    expect(rows.filter(({ partial: cut }) => cut).map(({ id, outlier }) => [id, outlier])).toEqual([
      ['cut', null],
    ]);
    expect(rows.find(({ id }) => id === 'weak')).toMatchObject({ outlier: 'below', from: 'terminal' });
    expect(rows.find(({ id }) => id === 'file 0')).toMatchObject({ outlier: null, from: 'page' });
  });

  test('sorted by any column; rows without a figure come last', () => {
    const rows = classRows(groupsOf(many(5), 'plan'), worst);
    const none = { ...rows[0], id: 'none', value: null, largest: null };
    const ids = (by: 'value' | 'name' | 'largest', descending: boolean) =>
      sortedRows([none, ...rows], by, descending, (id) => id).map(({ id }) => id);
    const values = ids('value', true)
      .slice(0, -1)
      .map((id) => rows.find((row) => row.id === id)!.value!);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(ids('value', true).at(-1)).toBe('none');
    expect(ids('value', false).at(-1)).toBe('none');
    expect(ids('name', false)[0]).toBe('file 0');
    expect(ids('name', true)[0]).toBe('none');
  });

  test('curves to choose from: worst case first', () => {
    const choices = curveChoices(many(2));
    expect(choices[0]).toEqual(worst);
    expect(choices).toHaveLength(7);
  });
});
