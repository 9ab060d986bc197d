import { area, curveStepAfter, line } from 'd3-shape';
import {
  frameOf,
  stopLine,
  ticksAcross,
  ticksOf,
  withRoom,
  xAxisMarks,
  yAxisMarks,
  yTicksOf,
} from '../axes.ts';
import { refuseNonNumbers } from '../checks.ts';
import { lineMark, pathMark, type Mark } from '../marks.ts';
import { scaleOf, type Scale } from '../scale.ts';
import { simplifyLine } from '../simplify.ts';
import { lineInk, markerMark } from '../symbols.ts';
import type { Frame, Kind, Layout, Named, Reading, RocPoint, RocSpec, Size, Stop } from '../types.ts';
import { walkAlong } from '../walk.ts';
import { intervalText } from './curve-twin.ts';
import { beneathFirst, checkCurve, dotsOf, legendOfCurves } from './line.ts';
import { rocTwin } from './roc-twin.ts';

export interface RocLayout extends Layout {
  /** False positive rates where the reader stops, ascending. */
  readonly rates: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
}

/**
 * What an attacker reaches at a false positive rate: the point of the greatest true positive rate among those whose
 * false positive rate is not above it. Undefined below the first point.
 */
export function reachedAt(points: readonly RocPoint[], rate: number): RocPoint | undefined {
  let best: RocPoint | undefined;
  for (const point of points) if (point.x <= rate && (!best || point.y > best.y)) best = point;
  return best;
}

const all = (spec: RocSpec) => [...spec.series, ...(spec.points ?? [])];

/** Where logarithmic axes start: at the power of ten below the smallest positive rate. */
export function floorOf(spec: RocSpec): number {
  const rates = all(spec).flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y]));
  const least = Math.min(0.01, ...rates.filter((rate) => rate > 0));
  return spec.floor ?? Number(`1e${Math.floor(Math.log10(least) + 1e-9)}`);
}

/** Stops of the read-out: every hundredth, or 1, 2, 5 of every power of ten. */
function ratesOf(spec: RocSpec, x: Scale): number[] {
  if (spec.scale !== 'log') return Array.from({ length: 101 }, (_, index) => index / 100);
  return [...(x.zeroAt === undefined ? [] : [0]), ...x.ticks(1000)];
}

function layout(spec: RocSpec, size: Size): RocLayout {
  const log = spec.scale === 'log';
  for (const series of all(spec)) checkCurve(series, { x: true, y: true });
  for (const { label, points } of spec.bands ?? [])
    refuseNonNumbers(
      label,
      points.flatMap((point) => [point.x, point.low, point.high]),
    );
  const domain = log ? ([floorOf(spec), 1] as const) : ([0, 1] as const);
  const axis = { scale: spec.scale, domain };
  const frame = frameOf(size, log ? domain.map(spec.format) : ['100%']);
  const zeros = all(spec).flatMap(({ points }) => points);
  const x = scaleOf(axis, zeros.map((point) => point.x), [frame.left, frame.right]); // prettier-ignore
  const y = scaleOf(axis, zeros.map((point) => point.y), [frame.bottom, frame.top]); // prettier-ignore
  const rates = ratesOf(spec, x);
  const stopAt = (rate: number) => stopOf(spec, rate, frame, x, y);
  return {
    size,
    frame,
    rates,
    x,
    y,
    marks: [
      ...yAxisMarks(frame, yTicksOf(y, frame), spec.format, spec.yLabel, size.width),
      ...xAxisMarks(
        frame,
        withRoom(ticksOf(x, ticksAcross(frame)), spec.format),
        spec.format,
        spec.xLabel,
        size,
      ),
      ...(spec.bands ?? []).flatMap((band) => bandMarks(band, x, y)),
      ...chanceMarks(x, y),
      ...beneathFirst(spec.series).flatMap((series) => stairs(series, x, y)),
      ...(spec.points ?? []).flatMap((named) => named.points.flatMap((point) => crossed(named, point, x, y))),
    ],
    walk: walkAlong(
      rates.map((rate) => x(rate)),
      (index) => stopAt(rates[index]),
    ),
  };
}

/** The diagonal: straight on linear axes and on equally long logarithmic ones. */
const chanceMarks = (x: Scale, y: Scale): Mark[] => [
  lineMark(x(x.domain[0]), y(y.domain[0]), x(1), y(1), {
    stroke: '--ink-2',
    dash: '1 4',
    round: true,
    thick: 1.5,
  }),
];

/** On logarithmic axes a band starts where the axes do: zeros lie in a slot apart. */
function bandMarks({ style, points }: NonNullable<RocSpec['bands']>[number], x: Scale, y: Scale): Mark[] {
  const least = (scale: Scale) => (scale.log ? scale.domain[0] : 0);
  const shown = points
    .filter((point) => point.x >= least(x) && point.high >= least(y))
    .map((point) => ({ x: x(point.x), low: y(Math.max(point.low, least(y))), high: y(point.high) }));
  if (shown.length < 2) return [];
  const shape = area<(typeof shown)[number]>()
    .x((point) => point.x)
    .y0(({ low }) => low)
    .y1(({ high }) => high)
    .digits(2);
  return [pathMark(shape(shown) ?? '', { fill: style.colour, opacity: 0.15 })];
}

function stairs(series: RocSpec['series'][number], x: Scale, y: Scale): Mark[] {
  const dots = dotsOf(series.points, x, y);
  if (dots.length === 0) return [];
  const path = line<{ x: number; y: number }>(({ x: at }) => at, ({ y: at }) => at).curve(curveStepAfter).digits(2); // prettier-ignore
  const marks: Mark[] = [pathMark(path(simplifyLine(dots)) ?? '', lineInk(series.style))];
  if (series.style.quiet) return marks;
  return [...marks, ...apart(dots).map((dot) => markerMark(series.style, dot.x, dot.y))];
}

/** Markers this many pixels apart tell series apart without colour. */
const markerGap = 56;

function apart(dots: readonly { readonly x: number; readonly y: number }[]): typeof dots {
  let last = dots[0];
  return dots.filter((dot) => {
    const far = Math.abs(dot.x - last.x) + Math.abs(dot.y - last.y) >= markerGap;
    if (far) last = dot;
    return far;
  });
}

function crossed({ style }: Named, point: RocPoint, x: Scale, y: Scale): Mark[] {
  const ink = { stroke: style.colour, thick: 1.5 };
  const marks: Mark[] = [];
  if (point.low !== undefined && point.high !== undefined)
    marks.push(lineMark(x(point.x), y(point.low), x(point.x), y(point.high), ink));
  if (point.xLow !== undefined && point.xHigh !== undefined)
    marks.push(lineMark(x(point.xLow), y(point.y), x(point.xHigh), y(point.y), ink));
  return [...marks, markerMark(style, x(point.x), y(point.y), 80)];
}

function stopOf(spec: RocSpec, rate: number, frame: Frame, x: Scale, y: Scale): Stop {
  const reached = spec.series.flatMap((series) => {
    const point = series.style.quiet ? undefined : reachedAt(series.points, rate);
    return point ? [{ series, point }] : [];
  });
  const chance: Reading = { label: spec.chance, value: spec.format(rate) };
  return {
    x: x(rate),
    title: `${spec.xLabel} ${spec.format(rate)}`,
    readings: [
      ...reached.map(({ series, point }) => ({
        label: series.label,
        value: spec.format(point.y),
        more: intervalText(point, spec.format),
        style: series.style,
      })),
      chance,
    ],
    marks: [
      stopLine(frame, x(rate)),
      ...reached.map(({ series, point }) => markerMark(series.style, x(rate), y(point.y), 110)),
    ],
  };
}

export const rocKind: Kind<RocSpec, RocLayout> = {
  legend: (spec) => [
    ...legendOfCurves(spec.series),
    ...(spec.points ?? []).map(({ id, label, style }) => ({ id, label, style, shape: 'point' as const })),
  ],
  without: (spec, hidden) => ({
    ...spec,
    series: spec.series.filter(({ id, group }) => !hidden.includes(group ?? id)),
    points: spec.points?.filter(({ id }) => !hidden.includes(id)),
    bands: spec.bands?.filter(({ id }) => !hidden.includes(id)),
  }),
  layout,
  twin: rocTwin,
};
