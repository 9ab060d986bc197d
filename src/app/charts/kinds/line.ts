import { area, line } from 'd3-shape';
import { stopLine, frameOf, tickText, ticksAcross, ticksOf, withRoom, xAxisMarks, yAxisMarks, yTicksOf } from '../axes.ts'; // prettier-ignore
import { refuseNegative, refuseNonNumbers } from '../checks.ts';
import { lineMark, pathMark, type Mark } from '../marks.ts';
import { scaleOf, type Scale, type Tick } from '../scale.ts';
import { simplifyBand, simplifyLine, thin } from '../simplify.ts';
import { lineInk, markerMark } from '../symbols.ts';
import type {
  Frame,
  Kind,
  Layout,
  LegendItem,
  LineSpec,
  Named,
  Point,
  Reading,
  Series,
  Stop,
} from '../types.ts';
import { walkAlong } from '../walk.ts';
import { curveTwin, intervalText } from './curve-twin.ts';

/** A point with its place in pixels. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly point: Point;
}

/** The x values that occur, ascending, are the stops. */
export interface LineLayout extends Layout {
  readonly stops: readonly Tick[];
  readonly x: Scale;
  readonly y: Scale;
}

/** Up to so many values label the axis themselves, as far as there is room for their numbers. */
const mostNamedStops = 12;

type Checked = Pick<Series, 'label' | 'points'>;

export function checkCurve(series: Checked, log: { readonly x: boolean; readonly y: boolean }): void {
  const columns = [
    { log: log.x, values: series.points.map(({ x }) => x) },
    { log: log.y, values: series.points.map(({ y }) => y) },
    { log: log.y, values: series.points.flatMap(({ low, high }) => [low, high]) },
  ];
  for (const { log: logarithmic, values } of columns) {
    refuseNonNumbers(series.label, values);
    if (logarithmic) refuseNegative(series.label, values);
  }
}

/** Places of a curve's points, by x; points at one x stay in their order. */
export const dotsOf = (points: readonly Point[], x: Scale, y: Scale): Dot[] =>
  [...points]
    .sort((a, b) => a.x - b.x)
    .map((point) => ({
      x: x(point.x),
      y: y(point.y),
      low: y(point.low ?? point.y),
      high: y(point.high ?? point.y),
      point,
    }));

/** Zeros of a logarithmic axis lie apart: the line does not run to them. */
const drawn = (scales: { x: Scale; y: Scale }) => (dot: Dot) =>
  (!scales.x.log || dot.point.x > 0) && (!scales.y.log || dot.point.y > 0);

export function curveMarks(
  series: Series,
  dots: readonly Dot[],
  scales: { x: Scale; y: Scale },
  frame: Frame,
): Mark[] {
  const visible = dots.filter(drawn(scales));
  const marks: Mark[] = [];
  const { style } = series;
  if (series.band) {
    const shape = area<{ x: number; low: number; high: number }>()
      .x(({ x }) => x)
      .y0(({ low }) => low)
      .y1(({ high }) => high)
      .digits(2);
    marks.push(pathMark(shape(simplifyBand(visible)) ?? '', { fill: style.colour, opacity: 0.15 }));
  }
  const few = style.quiet ? [] : thin(dots, frame.right - frame.left);
  if (series.whiskers)
    for (const { x, low, high, point } of few)
      if (point.low !== undefined && point.high !== undefined && low !== high)
        marks.push(lineMark(x, low, x, high, { stroke: style.colour, opacity: 0.6 }));
  const path = line<Dot>(({ x }) => x, ({ y }) => y).digits(2); // prettier-ignore
  marks.push(pathMark(path(simplifyLine(visible)) ?? '', lineInk(style)));
  for (const { x, y } of few) marks.push(markerMark(style, x, y));
  return marks.filter((mark) => mark.kind !== 'path' || mark.d !== '');
}

/** Broad soft lines and crowds lie beneath the others. */
const depth = ({ style }: Named) => (style.quiet ? 0 : style.soft ? 1 : 2);
export const beneathFirst = <S extends Named>(series: readonly S[]): S[] =>
  [...series].sort((a, b) => depth(a) - depth(b));

function layout(spec: LineSpec, size: { width: number; height: number }): LineLayout {
  for (const series of spec.series)
    checkCurve(series, { x: spec.x.scale === 'log', y: spec.y.scale === 'log' });
  const points = spec.series.flatMap((series) => series.points);
  const ys = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const yText = tickText(spec.y);
  const rough = frameOf(size, []);
  const texts = yTicksOf(scaleOf(spec.y, ys, [rough.bottom, rough.top], true), rough).map(({ value }) =>
    yText(value),
  );
  const frame = frameOf(size, texts);
  const x = scaleOf(spec.x, points.map((point) => point.x), [frame.left, frame.right]); // prettier-ignore
  const y = scaleOf(spec.y, ys, [frame.bottom, frame.top], true);
  const stops = [...new Set(points.map((point) => point.x))]
    .sort((a, b) => a - b)
    .map((value) => ({ at: x(value), value }));
  const xText = tickText(spec.x);
  const own = stops.length > 0 && stops.length <= mostNamedStops && !x.log;
  const marks = [
    ...yAxisMarks(frame, yTicksOf(y, frame), yText, spec.y.label, size.width),
    ...xAxisMarks(
      frame,
      withRoom(own ? stops : ticksOf(x, ticksAcross(frame)), xText),
      xText,
      spec.x.label,
      size,
    ),
    ...beneathFirst(spec.series).flatMap((series) =>
      curveMarks(series, dotsOf(series.points, x, y), { x, y }, frame),
    ),
  ];
  const stopAt = stopper(spec, frame, x, y);
  return {
    size,
    frame,
    marks,
    stops,
    x,
    y,
    walk: walkAlong(
      stops.map(({ at }) => at),
      (index) => stopAt(stops[index]),
    ),
  };
}

/** Makes read-outs: points are found by x in a map, since a curve may have thousands. */
function stopper(spec: LineSpec, frame: Frame, x: Scale, y: Scale): (tick: Tick) => Stop {
  const heard = spec.series.filter(({ style }) => !style.quiet);
  const byX = heard.map((series) => new Map(series.points.map((point) => [point.x, point])));
  return ({ at, value }) => {
    const found = heard.flatMap((series, index) => {
      const point = byX[index].get(value);
      return point ? [{ series, point }] : [];
    });
    return {
      x: at,
      title: `${spec.xName ?? `${spec.x.label} `}${spec.x.format(value)}`,
      readings: found.map(({ series, point }) => readingOf(series, point, spec.y.format)),
      marks: [
        stopLine(frame, x(value)),
        ...found.map(({ series, point }) => markerMark(series.style, x(point.x), y(point.y), 110)),
      ],
    };
  };
}

export const readingOf = (series: Named, point: Point, format: (value: number) => string): Reading => ({
  label: series.label,
  value: format(point.y),
  more: intervalText(point, format),
  style: series.style,
});

export const lineKind: Kind<LineSpec, LineLayout> = {
  legend: (spec) => legendOfCurves(spec.series),
  without: (spec, hidden) => ({
    ...spec,
    series: spec.series.filter((series) => !hidden.includes(series.group ?? series.id)),
  }),
  layout,
  twin: (spec, words) => curveTwin(spec.series, spec, words),
};

/** One entry a series, one for all of a group. */
export function legendOfCurves(series: readonly Series[]): LegendItem[] {
  const seen = new Set<string>();
  return series.flatMap(({ id, label, style, group }) => {
    if (seen.has(group ?? id)) return [];
    seen.add(group ?? id);
    return [{ id: group ?? id, label: group ?? label, style, shape: 'line' as const }];
  });
}
