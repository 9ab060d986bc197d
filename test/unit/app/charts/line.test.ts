import { expect, test } from 'vitest';
import { lineKind } from '../../../../src/app/charts/kinds/line.ts';
import { styleOf } from '../../../../src/app/charts/styles.ts';
import type { LineSpec, Point, Series } from '../../../../src/app/charts/types.ts';
import { stepAlong } from '../../../../src/app/charts/walk.ts';

const size = { width: 600, height: 300 };
const plain = (value: number) => String(value);
const point = (x: number, y: number, spread = 0.1): Point => ({ x, y, low: y - spread, high: y + spread });
const series = (id: string, points: readonly Point[], band = false): Series => ({
  id,
  label: id,
  style: styleOf(id),
  band,
  whiskers: !band,
  points,
});
const spec = (all: readonly Series[], x: Partial<LineSpec['x']> = {}): LineSpec => ({
  series: all,
  x: { label: 'ε', format: plain, ...x },
  y: { label: 'accuracy', domain: [0, 1], format: plain },
});
const layout = (all: readonly Series[], x?: Partial<LineSpec['x']>) => lineKind.layout(spec(all, x), size);

/** Places of the markers of a layout. */
const markers = ({ marks }: ReturnType<typeof layout>) =>
  marks.flatMap((mark) => (mark.kind === 'path' && mark.at ? [mark.at] : []));
const paths = ({ marks }: ReturnType<typeof layout>) =>
  marks.flatMap((mark) => (mark.kind === 'path' && !mark.at ? [mark] : []));
const texts = ({ marks }: ReturnType<typeof layout>) =>
  marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

test('the frame leaves room for the axes, and points lie where their values say', () => {
  // 30 above for the name of y, 44 below, 20 on the right; on the left at least 40.
  const made = layout([series('pgd', [point(0, 1), point(0.1, 0.5), point(0.2, 0)])]);
  expect(made.frame).toEqual({ left: 40, top: 30, right: 580, bottom: 256 });
  expect(markers(made)).toEqual([[40, 30], [310, 143], [580, 256]]); // prettier-ignore
  const whisker = made.marks.find((mark) => mark.kind === 'line' && mark.x1 === 310 && mark.x2 === 310 && mark.y1 < 256); // prettier-ignore
  expect(whisker).toMatchObject({ y1: 165.6, y2: 120.4 });
});

test('points may come in any order, and equal data give equal marks', () => {
  const points = [point(0.2, 0.1), point(0, 1), point(0.1, 0.5)];
  expect(layout([series('pgd', points)]).marks).toEqual(layout([series('pgd', [...points].reverse())]).marks);
});

test('ties in x stay in their order: the steps of precision against recall', () => {
  const made = layout([series('pgd', [point(0, 1), point(0.5, 0.8), point(0.5, 0.2), point(1, 0.1)], true)]);
  expect(made.stops.map(({ value }) => value)).toEqual([0, 0.5, 1]);
  expect(paths(made)[1].d).toBe('M40,30L310,75.2L310,210.8L580,233.4');
});

test('few values label the axis themselves; many leave it to round numbers', () => {
  const of = (count: number) =>
    layout([
      series(
        'pgd',
        Array.from({ length: count }, (_, at) => point(at / 16, 1)),
      ),
    ]);
  expect(texts(of(5))).toEqual(expect.arrayContaining(['0', '0.0625', '0.125', '0.1875', '0.25']));
  expect(texts(of(60))).not.toContain('0.0625');
  expect(of(60).stops).toHaveLength(60);
});

test('dense curves have few markers; the ends stay', () => {
  const made = layout([
    series(
      'pgd',
      Array.from({ length: 400 }, (_, at) => point(at, 0.5)),
    ),
  ]);
  const places = markers(made);
  expect(places.length).toBeLessThan(20);
  expect([places[0][0], places.at(-1)![0]]).toEqual([40, 580]);
});

test('the worst case is drawn beneath, with its band', () => {
  const both = [point(0, 1), point(1, 0)];
  const drawn = paths(layout([series('pgd', both), series('worst-case', both, true)]));
  expect(drawn.map(({ fill, stroke }) => fill ?? stroke)).toEqual([
    styleOf('worst-case').colour,
    styleOf('worst-case').colour,
    styleOf('pgd').colour,
  ]);
});

test('nothing, an empty series and a single point have marks too', () => {
  expect(layout([]).walk.count).toBe(0);
  expect(layout([]).walk.step(-1, 'right')).toBe(-1);
  const empty = layout([series('pgd', [])]);
  expect(empty.walk.nearest(300, 100)).toBe(-1);
  expect(paths(empty)).toEqual([]);
  // A lone value stands in the middle of an axis that starts at zero.
  expect(markers(layout([series('pgd', [point(0.1, 0.5)])]))).toEqual([[310, 143]]);
});

test.each([
  ['x', { x: NaN, y: 1 }],
  ['y', { x: 0, y: Infinity }],
  ['interval', { x: 0, y: 0.5, low: NaN, high: 1 }],
])('a value that is no number is refused by name: %s', (_, bad) => {
  expect(() => layout([series('pgd', [point(0, 1), bad])])).toThrow(
    /“pgd” is (NaN|Infinity), not a number\. Open/,
  );
});

test('on a logarithmic axis equal factors are equal steps, zeros have a slot, negatives are refused', () => {
  const made = layout(
    [
      series(
        'pgd',
        [0, 1, 10, 100].map((x) => point(x, 0.5)),
      ),
    ],
    { scale: 'log' },
  );
  // The slot takes 40 pixels; the decades share the 500 after it.
  expect(made.stops.map(({ at }) => Math.round(at))).toEqual([40, 80, 330, 580]);
  // The line does not run to zero, the marker is there.
  expect(paths(made)[0].d).toBe('M80,143L330,143L580,143');
  expect(markers(made)[0]).toEqual([40, 143]);
  expect(texts(made)).toEqual(expect.arrayContaining(['0', '1', '10', '100']));
  expect(() => layout([series('pgd', [point(-1, 1), point(1, 1)])], { scale: 'log' })).toThrow(
    'negative value -1. Take the linear axis',
  );
});

test('a read-out has every series that has a value there, with its interval and counts', () => {
  const made = layout([
    series('pgd', [point(0, 1), { x: 1, y: 0.5, low: 0.4, high: 0.6, correct: 5, n: 10 }]),
    series('fgsm', [point(0, 1)]),
  ]);
  const stop = made.walk.at(1);
  expect(stop.title).toBe('ε 1');
  expect(stop.readings.map(({ label, value, more }) => [label, value, more])).toEqual([
    ['pgd', '0.5', '[0.4, 0.6] 5/10'],
  ]);
});

test('the table has a row for each x; files keep intervals in columns of their own', () => {
  const words = { low: 'low', high: 'high', correct: 'correct', n: 'n', series: '', from: '', to: '', name: '', xLow: '', xHigh: '' }; // prettier-ignore
  const twin = lineKind.twin(
    spec([series('a', [{ x: 0, y: 1, low: 0.9, high: 1, correct: 9, n: 9 }]), series('b', [{ x: 1, y: 2 }, { x: 1, y: 3 }])]), // prettier-ignore
    words,
  );
  expect(twin.text).toEqual({
    head: ['ε', 'a', 'b'],
    rows: [['0', '1 [0.9, 1] 9/9', '–'], ['1', '–', '2'], ['1', '–', '3']], // prettier-ignore
  });
  expect(twin.cells).toEqual({
    head: ['ε', 'a', 'a low', 'a high', 'a correct', 'a n', 'b'],
    rows: [
      [0, 1, 0.9, 1, 9, 9, null],
      [1, null, null, null, null, null, 2],
      [1, null, null, null, null, null, 3],
    ],
  });
});

test('keys walk along the stops: one, five, and to both ends', () => {
  const walk = (from: number, step: Parameters<typeof stepAlong>[2]) => stepAlong(20, from, step);
  expect([walk(-1, 'right'), walk(-1, 'left'), walk(3, 'left'), walk(0, 'left'), walk(19, 'up')]).toEqual([
    0, 19, 2, 0, 19,
  ]);
  expect([walk(3, 'page-up'), walk(3, 'page-down'), walk(3, 'home'), walk(3, 'end')]).toEqual([8, 0, 0, 19]);
});
