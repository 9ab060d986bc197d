import { describe, expect, test } from 'vitest';
import { barKind } from '../../../../src/app/charts/kinds/bars.ts';
import { binOf, countIn, edgesOf } from '../../../../src/app/charts/kinds/bins.ts';
import { cellOf, heatKind } from '../../../../src/app/charts/kinds/heat.ts';
import { histogramKind } from '../../../../src/app/charts/kinds/histogram.ts';
import { floorOf, reachedAt, rocKind } from '../../../../src/app/charts/kinds/roc.ts';
import { chosenPlaces, scatterKind } from '../../../../src/app/charts/kinds/scatter.ts';
import { styleOf } from '../../../../src/app/charts/styles.ts';
import type {
  BarSpec,
  HeatSpec,
  HistogramSpec,
  RocSpec,
  ScatterSpec,
} from '../../../../src/app/charts/types.ts';

const size = { width: 600, height: 300 };
const plain = (value: number) => String(Math.round(value * 1e6) / 1e6);
const named = (id: string) => ({ id, label: id, style: styleOf(id) });

describe('ROC', () => {
  const points = [0, 0.1, 0.1, 0.4, 1].map((x, at) => ({ x, y: [0, 0.3, 0.5, 0.8, 1][at] }));
  const spec: RocSpec = {
    series: [{ ...named('pgd'), band: false, whiskers: false, points }],
    xLabel: 'FPR',
    yLabel: 'TPR',
    chance: 'chance',
    format: plain,
  };

  test('at a false positive rate it reads the best rate reached without more false alarms', () => {
    expect([0, 0.05, 0.1, 0.39, 0.4, 1].map((rate) => reachedAt(points, rate)?.y)).toEqual([
      0, 0, 0.5, 0.5, 0.8, 1,
    ]);
    expect(reachedAt(points.slice(1), 0.05)).toBeUndefined();
  });

  test('the read-out walks over hundredths and names chance', () => {
    const { walk } = rocKind.layout(spec, size);
    expect(walk.count).toBe(101);
    expect(walk.at(10).readings.map(({ label, value }) => [label, value])).toEqual([
      ['pgd', '0.5'],
      ['chance', '0.1'],
    ]);
  });

  test('curves are stairs: across first, then up', () => {
    const { marks, frame } = rocKind.layout({ ...spec, series: [{ ...spec.series[0], points: [{ x: 0, y: 0 }, { x: 1, y: 1 }] }] }, size); // prettier-ignore
    const path = marks.find((mark) => mark.kind === 'path');
    expect(path).toMatchObject({
      d: `M${frame.left},${frame.bottom}L${frame.right},${frame.bottom}L${frame.right},${frame.top}`,
    });
  });

  test('logarithmic axes start at the power of ten below the smallest rate, and zeros have their slot', () => {
    expect(floorOf(spec)).toBe(0.01);
    const fine = { ...spec, series: [{ ...spec.series[0], points: [{ x: 0.004, y: 0.2 }] }] };
    expect(floorOf(fine)).toBe(0.001);
    const { rates, walk } = rocKind.layout({ ...spec, scale: 'log' }, size);
    expect(rates.map(plain)).toEqual(['0', '0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1']);
    expect(walk.nearest(0, 100)).toBe(0);
  });

  const band = {
    ...named('pgd'),
    points: [
      { x: 0, low: 0, high: 0.2 },
      { x: 0.5, low: 0.5, high: 1 },
      { x: 1, low: 1, high: 1 },
    ],
  };

  test('a band spans its interval at each rate and goes with its series', () => {
    const { marks, frame } = rocKind.layout({ ...spec, bands: [band] }, size);
    const { left, right, top, bottom } = frame;
    const [middle, half, low] = [(left + right) / 2, (top + bottom) / 2, bottom - (bottom - top) / 5];
    expect(marks).toContainEqual(
      expect.objectContaining({
        kind: 'path',
        opacity: 0.15,
        d: `M${left},${low}L${middle},${top}L${right},${top}L${right},${top}L${middle},${half}L${left},${bottom}Z`,
      }),
    );
    expect(rocKind.without({ ...spec, bands: [band] }, ['pgd']).bands).toEqual([]);
    expect(() => rocKind.layout({ ...spec, bands: [{ ...band, points: [{ x: 0, low: NaN, high: 1 }] }] }, size)).toThrow(); // prettier-ignore
  });

  test('on logarithmic axes a band starts where the axes do', () => {
    const { marks, x, y, frame } = rocKind.layout(
      { ...spec, scale: 'log', floor: 0.01, bands: [band] },
      size,
    );
    const path = marks.find((mark) => mark.kind === 'path' && mark.opacity === 0.15);
    const round = (value: number) => Math.round(value * 100) / 100;
    expect(path).toMatchObject({
      d: `M${round(x(0.5))},${frame.top}L${frame.right},${frame.top}L${frame.right},${frame.top}L${round(x(0.5))},${round(y(0.5))}Z`,
    });
  });
});

describe('histogram', () => {
  test('a value on an edge belongs to the bin above, the greatest to the last', () => {
    expect([-1, 0, 0.5, 1, 1.5, 2, 2.1].map((value) => binOf(value, [0, 1, 2]))).toEqual([
      -1, 0, 0, 1, 1, 1, -1,
    ]);
    expect(countIn([0, 0, 1, 2, 9], [0, 1, 2])).toEqual({ counts: [2, 2], outside: 1 });
  });

  test('series share their bins, one value gets a bin around it, none gets some', () => {
    expect(edgesOf([[0, 1], [4]], 4)).toEqual([0, 1, 2, 3, 4]);
    expect(edgesOf([[3]], 10)).toEqual([2.5, 3.5]);
    expect(edgesOf([[]], 2)).toEqual([0, 0.5, 1]);
    expect(edgesOf([[1, 100]], 2, true).map(plain)).toEqual(['1', '10', '100']);
    expect(() => edgesOf([[0, 5]], 3, true)).toThrow('needs values above 0');
  });

  const spec: HistogramSpec = {
    series: [
      { ...named('fgsm'), values: [0, 0, 1] },
      { ...named('bim'), values: [2] },
    ],
    x: { label: 'distance', format: plain },
    yLabel: 'samples',
    bins: 2,
    format: plain,
  };

  test('columns stand on the axis, as high as their counts', () => {
    const { marks, frame } = histogramKind.layout(spec, size);
    const bars = marks.filter((mark) => mark.kind === 'rect');
    expect(bars).toHaveLength(3);
    expect(bars[0]).toMatchObject({ x: frame.left, y: frame.top, height: frame.bottom - frame.top });
    expect(bars[1]).toMatchObject({
      x: (frame.left + frame.right) / 2,
      height: (frame.bottom - frame.top) / 2,
    });
  });

  test('a series switched off leaves the bins where they were', () => {
    const less = histogramKind.without(spec, ['bim']);
    expect(histogramKind.layout(less, size).edges).toEqual([0, 1, 2]);
  });

  test('NaN is refused by name', () => {
    const bad = { ...spec, series: [{ ...named('fgsm'), values: Float32Array.of(1, NaN) }] };
    expect(() => histogramKind.layout(bad, size)).toThrow('value 2 of “fgsm” is NaN');
  });
});

describe('bars', () => {
  const spec: BarSpec = {
    categories: ['a', 'b'],
    categoryLabel: 'class',
    series: [
      { ...named('fgsm'), values: [{ y: 0.5, low: 0.25, high: 0.75 }, { y: 1 }] },
      { ...named('bim'), values: [null, { y: -1 }] },
    ],
    y: { label: 'logit', domain: [-1, 1], format: plain },
  };
  const rects = (made: ReturnType<typeof barKind.layout>) =>
    made.marks.filter((mark) => mark.kind === 'rect');

  test('groups stand side by side, bars start at zero, missing ones leave their room', () => {
    const made = barKind.layout(spec, size);
    const { top, bottom, left, right } = made.frame;
    const [first, second, third] = rects(made);
    const zero = (top + bottom) / 2;
    expect(rects(made)).toHaveLength(3);
    expect(first.y + first.height).toBeCloseTo(zero, 1);
    expect(first.height).toBeCloseTo((bottom - top) / 4, 1);
    expect([second.y, third.y]).toEqual([top, zero]);
    expect(made.middles).toEqual([0.25, 0.75].map((share) => left + (right - left) * share));
    expect(third.x).toBeGreaterThan(second.x);
    expect(made.walk.at(0).readings).toHaveLength(1);
  });

  test('lying bars run down the page, and so does the down key', () => {
    const made = barKind.layout({ ...spec, lying: true }, size);
    const [first, second] = rects(made);
    expect(second.y).toBeGreaterThan(first.y);
    expect([made.walk.step(0, 'down'), made.walk.step(1, 'up'), made.walk.step(-1, 'down')]).toEqual([
      1, 0, 0,
    ]);
    expect(made.walk.nearest(0, made.frame.bottom)).toBe(1);
  });
});

describe('heat map', () => {
  const spec: HeatSpec = {
    values: [[1, 2, 3], [4, 5, 7]], // prettier-ignore
    x: { label: 'said', names: ['p', 'q', 'r'] },
    y: { label: 'true', names: ['a', 'b'] },
    scaleLabel: 'count',
    format: plain,
  };
  const numbers = (made: HeatSpec): HeatSpec => ({
    ...made,
    x: { label: 'u', values: [-1, 0, 1], format: plain },
    y: { label: 'v', values: [0, 1], format: plain },
  });

  test('named rows run down the page and numbers up', () => {
    const down = heatKind.layout(spec, size);
    expect([cellOf(down, 0), cellOf(down, 5)]).toEqual([{ row: 0, column: 0 }, { row: 1, column: 2 }]); // prettier-ignore
    const up = heatKind.layout(numbers(spec), size);
    expect(cellOf(up, 0)).toEqual({ row: 1, column: 0 });
    expect(up.walk.at(0).title).toBe('v 1, u -1');
    expect(up.walk.at(0).readings[0].value).toBe('4');
  });

  test('numbers on the axes lie at the middles of their cells', () => {
    const { scales, frame } = heatKind.layout(numbers(spec), size);
    const across = (frame.right - frame.left) / 3;
    expect(scales.x(-1)).toBeCloseTo(frame.left + across / 2);
    expect(scales.x(0)).toBeCloseTo((frame.left + frame.right) / 2);
    expect(scales.y(1)).toBeCloseTo(frame.top + (frame.bottom - frame.top) / 4);
  });

  test('colours grow with the values, and numbers stand in the cells', () => {
    const { marks } = heatKind.layout(spec, size);
    const shares = marks.flatMap(({ fill }) => (typeof fill === 'object' ? [fill.share] : [])).slice(0, 6);
    expect(shares).toEqual([0, 1, 2, 3, 4, 6].map((part) => part / 12));
    expect(marks.filter((mark) => mark.kind === 'text' && mark.size === 11)).toHaveLength(6);
  });

  test('keys move over the rows and stop at the edges', () => {
    const { walk } = heatKind.layout(spec, size);
    expect([
      walk.step(-1, 'right'),
      walk.step(0, 'right'),
      walk.step(2, 'right'),
      walk.step(1, 'down'),
    ]).toEqual([0, 1, 2, 4]);
    expect([walk.step(4, 'home'), walk.step(4, 'end'), walk.step(4, 'page-up')]).toEqual([3, 5, 1]);
  });

  test('a matrix that does not fit its axes is refused, and a flat one is drawn', () => {
    expect(() => heatKind.layout({ ...spec, values: [[1, 2, 3]] }, size)).toThrow('2 rows and 3 columns');
    const flat = { ...numbers(spec), values: [[1, 1, 1], [1, 1, 1]], contours: 3 }; // prettier-ignore
    expect(heatKind.layout(flat, size).walk.count).toBe(6);
  });

  test('a level line crosses half-way between cells of 0 and 1', () => {
    const step: HeatSpec = { ...numbers(spec), values: [[0, 0, 1], [0, 0, 1]], contours: 1 }; // prettier-ignore
    const { marks, scales } = heatKind.layout(step, size);
    const level = marks.find((mark) => mark.kind === 'path');
    const xs =
      level?.kind === 'path' ? [...level.d.matchAll(/L([\d.]+),/g)].map((match) => Number(match[1])) : [];
    expect(xs.length).toBeGreaterThan(0);
    for (const x of xs) expect(x).toBeCloseTo((scales.x(0) + scales.x(1)) / 2, 1);
  });
});

describe('scatter', () => {
  const spec: ScatterSpec = {
    series: [
      { ...named('fgsm'), x: [0, 1, 1], y: [0, 1, 1] },
      { ...named('bim'), x: [2], y: [0] },
    ],
    x: { label: 'u', format: plain },
    y: { label: 'v', format: plain },
  };
  const made = scatterKind.layout(spec, size);

  test('points are found by place, none from far away', () => {
    expect(made.walk.nearest(made.xs[3] + 3, made.ys[3] - 2)).toBe(3);
    expect(made.walk.nearest(made.xs[0], made.ys[1])).toBe(-1);
    expect(made.pick(3)).toEqual({ series: 'bim', index: 0 });
  });

  test('a rectangle holds its points whichever corner comes first', () => {
    const all = [0, 1, 2].map((index): [number, number] => [made.xs[index], made.ys[index]]);
    expect(made.within(all[0], all[1])).toEqual([0, 1, 2]);
    expect(made.within(all[1], all[0])).toEqual([0, 1, 2]);
    expect(chosenPlaces(made, spec, [{ series: 'bim', index: 0 }, { series: 'gone', index: 4 }])).toEqual(new Set([3])); // prettier-ignore
  });

  test('keys lead to the next point in their direction, through ties one by one, and no further', () => {
    const { walk } = made;
    expect([
      walk.step(-1, 'right'),
      walk.step(0, 'up'),
      walk.step(1, 'right'),
      walk.step(2, 'right'),
    ]).toEqual([0, 1, 2, 3]);
    expect([walk.step(3, 'right'), walk.step(3, 'home'), walk.step(0, 'end'), walk.step(3, 'left')]).toEqual([
      3, 0, 3, 0,
    ]);
  });

  test('axes stay where they are when a series is switched off', () => {
    const less = scatterKind.layout(scatterKind.without(spec, ['bim']), size);
    expect([...less.xs]).toEqual([...made.xs.slice(0, 3)]);
  });

  test('lists of different length and NaN are refused', () => {
    const bad = (x: number[], y: number[]) => () =>
      scatterKind.layout({ ...spec, series: [{ ...named('fgsm'), x, y }] }, size);
    expect(bad([1], [1, 2])).toThrow('1 values across and 2 values up');
    expect(bad([1, NaN], [1, 2])).toThrow('value 2 of “fgsm” is NaN');
  });

  test('nothing at all is drawn and walked over without trouble', () => {
    const none = scatterKind.layout({ ...spec, series: [] }, size);
    expect([none.walk.count, none.walk.step(-1, 'right'), none.walk.nearest(9, 9)]).toEqual([0, -1, -1]);
  });
});
