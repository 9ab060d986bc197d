import { pathMark, type Mark } from '../marks.ts';
import { markerPath } from '../symbols.ts';
import type { ScatterSpec, SeriesStyle } from '../types.ts';
import type { ScatterLayout } from './scatter.ts';

/** Area of a point's marker in square pixels, and how strong it is: many points lie over each other. */
export const pointArea = 26;
export const pointOpacity = 0.8;

/** All points of a series as one path, for pictures: thousands of marks of their own would be slow to open. */
export function scatterGround(layout: ScatterLayout, spec: ScatterSpec): Mark[] {
  return spec.series.flatMap(({ style }, place) => {
    const start = layout.starts[place];
    const end = layout.starts[place + 1] ?? layout.xs.length;
    const shape = relative(style);
    let d = '';
    for (let index = start; index < end; index++)
      d += `M${round(layout.xs[index])},${round(layout.ys[index])}${shape}`;
    const ink = style.hollow ? { stroke: style.colour } : { fill: style.colour };
    return d ? [pathMark(d, { ...ink, opacity: pointOpacity })] : [];
  });
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A marker's outline as steps from the point itself, so that it can follow any place in a path. */
function relative(style: SeriesStyle): string {
  const steps: string[] = [];
  let [x, y] = [0, 0];
  for (const [px, py] of outline(style)) {
    steps.push(`${steps.length ? 'l' : 'm'}${round(px - x)},${round(py - y)}`);
    [x, y] = [x + round(px - x), y + round(py - y)];
  }
  return `${steps.join('')}z`;
}

/** Corners of a marker; a circle has twelve. */
function outline({ marker }: SeriesStyle): [number, number][] {
  if (marker === 'circle') {
    const radius = Math.sqrt(pointArea / Math.PI);
    return Array.from({ length: 12 }, (_, index) => {
      const angle = (index * Math.PI) / 6;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
  }
  return cornersOf(markerPath(marker, pointArea));
}

/** Corners of a path of straight lines, absolute or relative (M, L, H, V, h, v as d3 writes them). */
function cornersOf(d: string): [number, number][] {
  const corners: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command, rest] of d.matchAll(/([MLHVhv])([^MLHVhvZz]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    if (command === 'M' || command === 'L') [x, y] = numbers;
    else if (command === 'H') x = numbers[0];
    else if (command === 'V') y = numbers[0];
    else if (command === 'h') x += numbers[0];
    else y += numbers[0];
    corners.push([x, y]);
  }
  return corners;
}
