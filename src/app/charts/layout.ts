import { scaleLinear } from 'd3-scale';
import {
  area,
  line,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  type SymbolType,
} from 'd3-shape';
import type { ChartPoint, ChartSpec, Marker, SeriesStyle, Size } from './types.ts';

export interface Tick {
  /** Position in pixels along the axis. */
  readonly at: number;
  readonly value: number;
}

export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly point: ChartPoint;
}

export interface SeriesMarks {
  readonly id: string;
  readonly style: SeriesStyle;
  readonly line: string;
  /** Path of the interval's band; empty where whiskers are drawn. */
  readonly band: string;
  readonly whiskers: boolean;
  /** Path of one marker, around the origin. */
  readonly marker: string;
  readonly dots: readonly Dot[];
}

/** Everything there is to draw, in pixels. */
export interface ChartMarks {
  readonly frame: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly series: readonly SeriesMarks[];
  /** The x values that occur, ascending: where arrow keys and the pointer stop. */
  readonly stops: readonly Tick[];
}

const margin = { left: 52, top: 12, right: 28, bottom: 44 };
const markerArea = 46;
const softMarkerArea = 110;

const symbols: Record<Marker, SymbolType> = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
  wye: symbolWye,
};

export const markerPath = (marker: Marker, size = markerArea): string =>
  symbol(symbols[marker], size)() ?? '';

/** From data to marks. Pure: equal data and size give equal marks. */
export function layout(spec: ChartSpec, { width, height }: Size): ChartMarks {
  const frame = {
    left: margin.left,
    top: margin.top,
    right: width - margin.right,
    bottom: height - margin.bottom,
  };
  const x = scaleLinear(spec.x[0] === spec.x[1] ? [spec.x[0], spec.x[0] + 1] : spec.x, [
    frame.left,
    frame.right,
  ]);
  const y = scaleLinear(spec.y, [frame.bottom, frame.top]);
  const xCount = Math.max(2, Math.min(8, Math.floor((frame.right - frame.left) / 70)));
  const beneath = [...spec.series].sort((a, b) => Number(b.style.soft) - Number(a.style.soft));
  const series = beneath.map((entry): SeriesMarks => {
    const points = [...entry.points].sort((a, b) => a.x - b.x);
    const dots = points.map((point) => ({
      x: x(point.x),
      y: y(point.y),
      low: y(point.low),
      high: y(point.high),
      point,
    }));
    return {
      id: entry.id,
      style: entry.style,
      line: line<Dot>((dot) => dot.x, (dot) => dot.y)(dots) ?? '', // prettier-ignore
      band: entry.band ? (area<Dot>().x((dot) => dot.x).y0((dot) => dot.low).y1((dot) => dot.high)(dots) ?? '') : '', // prettier-ignore
      whiskers: entry.whiskers,
      marker: markerPath(entry.style.marker, entry.style.soft ? softMarkerArea : markerArea),
      dots: thin(dots, frame.right - frame.left),
    };
  });
  const stops = [...new Set(spec.series.flatMap((entry) => entry.points.map((point) => point.x)))]
    .sort((a, b) => a - b)
    .map((value) => ({ at: x(value), value }));
  return {
    frame,
    xTicks:
      stops.length <= mostNamedStops
        ? withRoom(stops)
        : x.ticks(xCount).map((value) => ({ at: x(value), value })),
    yTicks: y.ticks(5).map((value) => ({ at: y(value), value })),
    series,
    stops,
  };
}

/** Up to so many values label the axis themselves, as far as there is room for their numbers. */
const mostNamedStops = 12;
const roomForNumber = 46;

/** The stops whose numbers do not touch; the last one always, since the curve ends there. */
function withRoom(stops: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  for (const stop of stops) {
    if (stop === stops.at(-1)) while (kept.length && stop.at - kept.at(-1)!.at < roomForNumber) kept.pop();
    if (!kept.length || stop.at - kept.at(-1)!.at >= roomForNumber) kept.push(stop);
  }
  return kept;
}

/** Markers closer than this many pixels hide the line; the first and the last stay. */
const closest = 14;

function thin(dots: readonly Dot[], width: number): Dot[] {
  const step = Math.max(1, Math.ceil((dots.length * closest) / Math.max(width, 1)));
  return dots.filter((_, index) => index % step === 0 || index === dots.length - 1);
}

/** The stop nearest to a position in pixels, or −1 without stops. */
export function nearestStop(stops: readonly Tick[], at: number): number {
  return stops.reduce(
    (best, stop, index) =>
      best < 0 || Math.abs(stop.at - at) < Math.abs(stops[best].at - at) ? index : best,
    -1,
  );
}
