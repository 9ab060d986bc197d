import { expect, test } from 'vitest';
import { layout, nearestStop } from '../../../src/app/charts/layout.ts';
import { classStyle, styleOf } from '../../../src/app/charts/styles.ts';
import type { Series } from '../../../src/app/charts/types.ts';
import { attackIds } from '../../../src/app/state/plan-form.ts';

const size = { width: 600, height: 300 };
const point = (x: number, y: number, spread = 0.1) => ({
  x,
  y,
  low: y - spread,
  high: y + spread,
  correct: null,
  n: 10,
});
const series = (id: string, points: Series['points'], band = false): Series => ({
  id,
  label: id,
  style: styleOf(id),
  band,
  whiskers: !band,
  points,
});

test('points lie where their values say, intervals around them', () => {
  const marks = layout(
    { series: [series('pgd', [point(0, 1), point(0.1, 0.5), point(0.2, 0)])], x: [0, 0.2], y: [0, 1] },
    size,
  );
  const { frame } = marks;
  const [first, middle, last] = marks.series[0].dots;
  expect([first.x, first.y]).toEqual([frame.left, frame.top]);
  expect([last.x, last.y]).toEqual([frame.right, frame.bottom]);
  expect(middle.x).toBeCloseTo((frame.left + frame.right) / 2);
  expect(middle.y - middle.high).toBeCloseTo(middle.low - middle.y);
  expect(middle.low).toBeGreaterThan(middle.high);
});

test('points may come in any order, and equal data give equal marks', () => {
  const points = [point(0.2, 0.1), point(0, 1), point(0.1, 0.5)];
  const of = (list: Series['points']) =>
    layout({ series: [series('pgd', list)], x: [0, 0.2], y: [0, 1] }, size);
  expect(of(points)).toEqual(of([...points].reverse()));
});

test('few values label the axis themselves; many leave it to round numbers', () => {
  const spec = (count: number) => ({
    series: [
      series(
        'pgd',
        Array.from({ length: count }, (_, index) => point(index / 16, 1)),
      ),
    ],
    x: [0, (count - 1) / 16] as const,
    y: [0, 1] as const,
  });
  expect(layout(spec(5), size).xTicks.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4].map((k) => k / 16));
  expect(layout(spec(60), size).xTicks.length).toBeLessThan(12);
  expect(layout(spec(60), size).stops).toHaveLength(60);
});

test('markers are thinned on dense curves; the ends stay', () => {
  const points = Array.from({ length: 400 }, (_, index) => point(index, 0.5));
  const { dots } = layout({ series: [series('pgd', points)], x: [0, 399], y: [0, 1] }, size).series[0];
  expect(dots.length).toBeLessThan(50);
  expect([dots[0].point.x, dots.at(-1)!.point.x]).toEqual([0, 399]);
});

test('the worst case is drawn beneath, with its band', () => {
  const marks = layout(
    {
      series: [
        series('pgd', [point(0, 1), point(1, 0)]),
        series('worst-case', [point(0, 1), point(1, 0)], true),
      ],
      x: [0, 1],
      y: [0, 1],
    },
    size,
  );
  expect(marks.series.map(({ id }) => id)).toEqual(['worst-case', 'pgd']);
  expect(marks.series[0].band).not.toBe('');
  expect(marks.series[1].band).toBe('');
});

test('an empty chart and a single value have marks too', () => {
  expect(layout({ series: [], x: [0, 0], y: [0, 1] }, size).stops).toEqual([]);
  const single = layout({ series: [series('pgd', [point(0, 0.5)])], x: [0, 0], y: [0, 1] }, size);
  expect(Number.isFinite(single.series[0].dots[0].x)).toBe(true);
});

test('the nearest stop is found', () => {
  const stops = [0, 10, 50].map((at) => ({ at, value: at }));
  expect([-5, 4, 6, 29, 31, 99].map((at) => nearestStop(stops, at))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(nearestStop([], 3)).toBe(-1);
});

test('any two attacks differ by dash and by marker and by colour', () => {
  const styles = [...attackIds, 'noise'].map(styleOf);
  expect(new Set(styles.map(({ colour }) => colour)).size).toBe(styles.length);
  expect(new Set(styles.map(({ dash }) => dash)).size).toBe(styles.length);
  expect(new Set(styles.map(({ marker }) => marker)).size).toBe(styles.length);
});

test('classes look different', () => {
  const seen = Array.from({ length: 43 }, (_, label) => JSON.stringify(classStyle(label)));
  expect(new Set(seen).size).toBe(43);
});
