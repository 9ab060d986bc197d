import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { curvesOf, shownIn, spec } from '../../../../src/app/components/stealing/curve-spec.ts';
import type { Report } from '../../../../src/document/report.ts';

const [item] = (JSON.parse(readFileSync('test/fixtures/reports/stealing.json', 'utf8')) as Report).items;
const words = { name: (id: string) => id.toUpperCase(), queries: 'Queries', measure: 'Fidelity' };

test('what an item has curves of is offered, transferability at each ε by itself', () => {
  const [epsilon] = item.parameters.epsilons as number[];
  expect(shownIn(item)).toEqual([
    { measure: 'fidelity' },
    { measure: 'accuracy' },
    { measure: 'deviation' },
    { measure: 'transferability', epsilon },
  ]);
  expect(shownIn({ ...item, curves: [] })).toEqual([]);
});

test('each sampler is a series; levels without theft lie under all budgets', () => {
  const curves = curvesOf(item, { measure: 'fidelity' });
  const levels = [{ id: 'chance', label: 'guessing', value: 0.1 }];
  const made = spec(curves, levels, words, String, String);
  expect(made.series.map(({ id, label }) => [id, label])).toEqual([
    ['random', 'RANDOM'],
    ['jacobian', 'JACOBIAN'],
    ['k-center', 'K-CENTER'],
    ['chance', 'guessing'],
  ]);
  expect(made.series[0].points).toBe(curves[0].points);
  expect(made.series.at(-1)!.points).toEqual([
    { x: 50, y: 0.1 },
    { x: 200, y: 0.1 },
  ]);
  expect(made.y.domain).toEqual([0, 1]);
});

test('a deviation above 1 does not leave the chart', () => {
  const [curve] = curvesOf(item, { measure: 'deviation' });
  const far = { ...curve, points: curve.points.map((point) => ({ ...point, high: 1.5 })) };
  expect(spec([far], [], words, String, String).y.domain).toEqual([0, 1.5]);
});
