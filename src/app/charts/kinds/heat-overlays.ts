import { line } from 'd3-shape';
import { pathMark, rectMark, type Mark } from '../marks.ts';
import { lineInk, markerMark } from '../symbols.ts';
import type { HeatOverlay } from '../types.ts';
import type { HeatScales } from './heat.ts';

/** Paths, balls and points in the numbers of the axes. A light edge keeps them visible over any colour. */
export const overlayMarks = (overlays: readonly HeatOverlay[], scales: HeatScales): Mark[] =>
  overlays.flatMap((overlay) => {
    if (overlay.kind === 'path') return path(overlay, scales);
    if (overlay.kind === 'ball') return ball(overlay, scales);
    return [markerMark(overlay.style, scales.x(overlay.at[0]), scales.y(overlay.at[1]), 110)];
  });

const edge = { stroke: '--surface', opacity: 0.85 };

function path({ points, style }: Extract<HeatOverlay, { kind: 'path' }>, { x, y }: HeatScales): Mark[] {
  const places = points.map(([a, b]): [number, number] => [x(a), y(b)]);
  const d = line().digits(2)(places) ?? '';
  if (!d) return [];
  return [
    pathMark(d, { ...edge, thick: style.width + 3 }),
    pathMark(d, lineInk(style)),
    ...(style.quiet ? [] : places.map(([a, b]) => markerMark(style, a, b))),
  ];
}

function ball(overlay: Extract<HeatOverlay, { kind: 'ball' }>, { x, y, frame }: HeatScales): Mark[] {
  const { centre, radius, norm, style } = overlay;
  const [left, right] = [x(centre[0] - radius), x(centre[0] + radius)];
  const [top, bottom] = [y(centre[1] + radius), y(centre[1] - radius)].sort((a, b) => a - b);
  const shapes: Mark[] = [edge, {}].map((under) => {
    const ink = { ...lineInk(style), ...under, thick: style.width + (under === edge ? 3 : 0) };
    return norm === 'linf'
      ? rectMark(left, top, right - left, bottom - top, ink)
      : pathMark(
          ellipse((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2),
          ink,
        );
  });
  return left < frame.left - 1e4 || right > frame.right + 1e4 ? [] : shapes;
}

function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  const round = (value: number) => Math.round(value * 100) / 100;
  const half = (sign: number) => `A${round(rx)},${round(ry)} 0 1 1 ${round(cx + sign * rx)},${round(cy)}`;
  return `M${round(cx - rx)},${round(cy)}${half(1)}${half(-1)}Z`;
}
