import { expect, test } from 'vitest';
import { extent, toSeries } from '../../../src/app/charts/curves.ts';
import { styleOf } from '../../../src/app/charts/styles.ts';
import { dateTime } from '../../../src/app/format.ts';
import { attackRows, mostViolations } from '../../../src/app/kept.ts';
import type { Curve, Item } from '../../../src/document/types.ts';
import { speaksAgainst } from '../../../src/indicators/robustness/checks/judge.ts';

const point = { x: 0, y: 1, low: 0.9, high: 1, correct: 10, n: 10 };
const curve: Curve = {
  attack: 'pgd',
  norm: 'linf',
  kind: 'raw',
  x: { name: 'epsilon', unit: 'input' },
  points: [point, point],
};

test.each([
  [0, 50],
  [0.02, 100],
  [0.02, 200],
  [0.02, 60],
  [0.02, 1],
])('the stated tolerance is where the verdict turns (limit %d, n %i)', (limit, n) => {
  const most = mostViolations(limit, n);
  expect(most === 0 || !speaksAgainst(limit, most, n)).toBe(true);
  expect(most === n || speaksAgainst(limit, most + 1, n)).toBe(true);
});

test('two curves of one name stay two series', () => {
  const series = toSeries([curve, curve], (id) => id);
  expect(new Set(series.map(({ id }) => id)).size).toBe(2);
  expect(extent(series)).toEqual([0, 1]);
});

test('an attack named like a property of every object gets a style', () => {
  expect(styleOf('constructor')).toMatchObject({ colour: expect.stringMatching(/^--series-/) as string });
});

test('a moment that is none is shown as it is written', () => {
  expect(dateTime('yesterday', 'en')).toBe('yesterday');
  expect(dateTime('2026-11-21T04:00:00Z', 'en')).toContain('2026');
});

test('attacks planned for a length are told from those that are not', () => {
  const mean = { value: 0.5, interval: { low: 0.4, high: 0.6, method: 'wilson' }, n: 10 };
  const attacks = [
    { attack: 'pgd', mean, success: [], steps: 20, restarts: 1, planned: true },
    { attack: 'fgsm', mean, success: [], steps: 1, restarts: 1, planned: false },
  ];
  const item = { value: null, interval: null, n: 10, details: { attacks } } as unknown as Item;
  expect(attackRows(item, null).map((row) => [row.attack, row.planned, row.steps])).toEqual([
    ['pgd', true, 20],
    ['fgsm', false, 1],
  ]);
});
