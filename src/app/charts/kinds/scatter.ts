import { quadtree } from 'd3-quadtree';
import { UserError } from '../../../messages/index.ts';
import { frameOf, uprights, tickText, ticksAcross, ticksOf, withRoom, xAxisMarks, yAxisMarks, yTicksOf } from '../axes.ts'; // prettier-ignore
import { refuseNegative, refuseNonNumbers } from '../checks.ts';
import { pathMark, type Mark } from '../marks.ts';
import { scaleOf, type Scale } from '../scale.ts';
import { markerMark, markerPath } from '../symbols.ts';
import type { Frame, Kind, Layout, ScatterPick, ScatterSeries, ScatterSpec, Size, Stop } from '../types.ts';
import { scatterTwin } from './scatter-twin.ts';
import { nextPlace } from './scatter-walk.ts';

/** All points of all series, one after the other; counted so in the walk. */
export interface ScatterLayout extends Layout {
  /** Places in pixels. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** Where each series starts among the points, in the spec's order. */
  readonly starts: readonly number[];
  pick(index: number): ScatterPick;
  /** Points in a rectangle of pixels, in any orientation. */
  within(a: readonly [number, number], b: readonly [number, number]): number[];
}

function check({ label, x, y }: ScatterSeries, spec: ScatterSpec): void {
  if (x.length !== y.length)
    throw new UserError('charts.scatter-shape', { series: label, x: x.length, y: y.length });
  for (const [values, axis] of [
    [x, spec.x],
    [y, spec.y],
  ] as const) {
    // prettier-ignore
    refuseNonNumbers(label, values);
    if (axis.scale === 'log') refuseNegative(label, values);
  }
}

function* each(series: readonly ScatterSeries[], of: 'x' | 'y'): Generator<number> {
  for (const one of series) for (let index = 0; index < one[of].length; index++) yield one[of][index];
}

function layout(spec: ScatterSpec, size: Size): ScatterLayout {
  for (const series of spec.series) check(series, spec);
  const yText = tickText(spec.y);
  const xText = tickText(spec.x);
  const yScale = (frame: Frame) => scaleOf(spec.y, each(spec.series, 'y'), [frame.bottom - 6, frame.top + 6]);
  const rough = frameOf(size, []);
  const frame = frameOf(size, yTicksOf(yScale(rough), rough).map(({ value }) => yText(value))); // prettier-ignore
  const y = yScale(frame);
  const x = scaleOf(spec.x, each(spec.series, 'x'), [frame.left + 6, frame.right - 6]);
  const { xs, ys, starts } = placesOf(spec.series, x, y);
  const ticks = withRoom(ticksOf(x, ticksAcross(frame)), xText);
  const tree = quadtree<number>(
    Array.from(xs.keys()),
    (index) => xs[index],
    (index) => ys[index],
  );
  const seriesOf = (index: number) => {
    let place = starts.length - 1;
    while (place > 0 && starts[place] > index) place--;
    return { series: spec.series[place], index: index - starts[place] };
  };
  const marks: Mark[] = [
    ...yAxisMarks(frame, yTicksOf(y, frame), yText, spec.y.label, size.width),
    ...uprights(frame, ticks),
    ...xAxisMarks(frame, ticks, xText, spec.x.label, size),
  ];
  return {
    size,
    frame,
    marks,
    xs,
    ys,
    starts,
    pick: (index) => {
      const found = seriesOf(index);
      return { series: found.series.id, index: found.index };
    },
    within: (a, b) => within(xs, ys, a, b),
    walk: {
      count: xs.length,
      at: (index) => stopOf(spec, seriesOf(index), [xs[index], ys[index]]),
      nearest: (left, top) => tree.find(left, top, reach) ?? -1,
      step: (from, step) => nextPlace(xs, ys, from, step),
    },
  };
}

/** Around the point that is read: it may lie among thousands. */
const ring = markerPath('circle', 380);

/** How far from a point the pointer still means it, in pixels. */
const reach = 24;

function placesOf(series: readonly ScatterSeries[], x: Scale, y: Scale) {
  const count = series.reduce((sum, one) => sum + one.x.length, 0);
  const xs = new Float32Array(count);
  const ys = new Float32Array(count);
  const starts: number[] = [];
  let at = 0;
  for (const one of series) {
    starts.push(at);
    for (let index = 0; index < one.x.length; index++, at++) {
      xs[at] = x(one.x[index]);
      ys[at] = y(one.y[index]);
    }
  }
  return { xs, ys, starts };
}

/** Places among all points of those that were picked. */
export function chosenPlaces(
  { starts }: Pick<ScatterLayout, 'starts'>,
  spec: ScatterSpec,
  picks: readonly ScatterPick[],
): ReadonlySet<number> {
  const startOf = new Map(spec.series.map(({ id }, place) => [id, starts[place]]));
  return new Set(
    picks.flatMap(({ series, index }) => {
      const start = startOf.get(series);
      return start === undefined ? [] : [start + index];
    }),
  );
}

function within(
  xs: Float32Array,
  ys: Float32Array,
  a: readonly [number, number],
  b: readonly [number, number],
): number[] {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
  const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  const found: number[] = [];
  for (let index = 0; index < xs.length; index++)
    if (xs[index] >= left && xs[index] <= right && ys[index] >= top && ys[index] <= bottom) found.push(index);
  return found;
}

function stopOf(
  spec: ScatterSpec,
  { series, index }: { series: ScatterSeries; index: number },
  [x, y]: readonly [number, number],
): Stop {
  return {
    x,
    y,
    title: `${series.label} ${series.name?.(index) ?? index + 1}`,
    readings: [
      { label: spec.x.label, value: spec.x.format(series.x[index]), style: series.style },
      { label: spec.y.label, value: spec.y.format(series.y[index]) },
    ],
    marks: [
      pathMark(ring, { stroke: '--surface', thick: 5 }, [x, y]),
      pathMark(ring, { stroke: '--ink', thick: 2 }, [x, y]),
      markerMark({ ...series.style, hollow: false }, x, y, 90),
    ],
  };
}

export const scatterKind: Kind<ScatterSpec, ScatterLayout> = {
  legend: ({ series }) => series.map(({ id, label, style }) => ({ id, label, style, shape: 'point' })),
  /** Switched-off series keep their room: axes do not move. */
  without: (spec, hidden) => ({
    ...spec,
    x: fixed(spec, 'x'),
    y: fixed(spec, 'y'),
    series: spec.series.filter(({ id }) => !hidden.includes(id)),
  }),
  layout,
  twin: scatterTwin,
};

function fixed(spec: ScatterSpec, of: 'x' | 'y'): ScatterSpec['x'] {
  const axis = spec[of];
  if (axis.domain) return axis;
  const { domain } = scaleOf(axis, each(spec.series, of), [0, 1]);
  return { ...axis, domain };
}
