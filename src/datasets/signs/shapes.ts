import { cos, PI, sin } from '../../numeric/math.ts';

/** A plane shape in sign coordinates: x to the right, y down, the sign about 1 from its middle to its rim. */
export type Shape = (x: number, y: number) => boolean;

export type Point = readonly [number, number];

const radians = (degrees: number): number => (degrees * PI) / 180;

/** Squared distance of a point from a line segment. */
function segmentDistance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const t = along < 0 ? 0 : along > 1 ? 1 : along;
  const ex = x - ax - t * dx;
  const ey = y - ay - t * dy;
  return ex * ex + ey * ey;
}

export const disc =
  (cx: number, cy: number, r: number): Shape =>
  (x, y) =>
    (x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r;

/** A shape that is asked only within `reach` of a box around points; elsewhere it is known to be outside. */
function within(points: readonly Point[], reach: number, shape: Shape): Shape {
  // Wider than any rounding, so that no point of the shape is cut off.
  const margin = reach + 1e-6;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs) - margin, Math.max(...xs) + margin];
  const [top, bottom] = [Math.min(...ys) - margin, Math.max(...ys) + margin];
  return (x, y) => x >= left && x <= right && y >= top && y <= bottom && shape(x, y);
}

/** The inside of a closed line of points (even-odd rule). */
export function polygon(points: readonly Point[]): Shape {
  return within(points, 0, (x, y) => {
    let inside = false;
    for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
      const [ax, ay] = points[i];
      const [bx, by] = points[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  });
}

/** Everything within half the width of a line through points, with round ends and corners. */
export function stroke(points: readonly Point[], width: number): Shape {
  const reach = (width * width) / 4;
  return within(points, width / 2, (x, y) => {
    for (let i = 1; i < points.length; i++) {
      if (segmentDistance(x, y, points[i - 1], points[i]) <= reach) return true;
    }
    return false;
  });
}

export const union =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));

/** A polygon grown by r, which rounds its corners. */
export const rounded = (points: readonly Point[], r: number): Shape =>
  union(polygon(points), stroke([...points, points[0]], 2 * r));

/** A shape scaled, then moved. */
export const placed =
  (shape: Shape, dx: number, dy: number, scale = 1): Shape =>
  (x, y) =>
    shape((x - dx) / scale, (y - dy) / scale);

/** A shape turned clockwise by whole degrees about the middle. */
export function turned(shape: Shape, degrees: number): Shape {
  const c = cos(radians(degrees));
  const s = sin(radians(degrees));
  return (x, y) => shape(c * x + s * y, c * y - s * x);
}

/** Points of an arc of an ellipse; degrees grow clockwise from the right. */
export function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = 14;
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = radians(from + ((to - from) * i) / steps);
    return [cx + rx * cos(angle), cy + ry * sin(angle)];
  });
}

/** Corners of a regular polygon of radius r, the first at `first` degrees. */
export const regular = (corners: number, r: number, first: number): Point[] =>
  Array.from({ length: corners }, (_, i): Point => {
    const angle = radians(first + (360 * i) / corners);
    return [r * cos(angle), r * sin(angle)];
  });

export const rectangle = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
