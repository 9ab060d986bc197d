import { affordable } from '../shapes.ts';

/**
 * Resizing one axis is linear: y = M x. These are the matrices, in the arithmetic (single precision, in that order) of the
 * reference engine, onnxruntime 1.30, so that a position between two pixels falls to the same one.
 */

export type CoordinateMode =
  | 'half_pixel'
  | 'half_pixel_symmetric'
  | 'pytorch_half_pixel'
  | 'align_corners'
  | 'asymmetric'
  | 'tf_half_pixel_for_nn'
  | 'tf_crop_and_resize';

export interface Resampling {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly coordinates: CoordinateMode;
  readonly nearest: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
  readonly cubicCoefficient: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
}

/** One axis: `from` pixels become `to`. The crop is in parts of the axis and counts for `tf_crop_and_resize` alone. */
export interface ResizedAxis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly crop: readonly [start: number, end: number];
}

const f = Math.fround;

/** Where pixel `x` of the result lies in the input. */
function coordinate(mode: CoordinateMode, x: number, { from, to, scale, crop }: ResizedAxis): number {
  switch (mode) {
    case 'asymmetric':
      return f(x / scale);
    case 'pytorch_half_pixel':
      return to > 1 ? f(f((x + 0.5) / scale) - 0.5) : 0;
    case 'tf_half_pixel_for_nn':
      return f((x + 0.5) / scale);
    case 'align_corners':
      return to === 1 ? 0 : f(f(x * (from - 1)) / (to - 1));
    case 'tf_crop_and_resize': {
      const [start, end] = crop;
      if (to <= 1) return f(0.5 * f(start + end) * (from - 1));
      const along = f(f(f(x * f(end - start)) * (from - 1)) / (to - 1));
      return f(f(start * (from - 1)) + along);
    }
    case 'half_pixel_symmetric': {
      const adjustment = f(to / f(scale * from));
      return f(f(f(from / 2) * f(1 - adjustment)) + (x + 0.5) / scale - 0.5);
    }
    case 'half_pixel':
      return f(f((x + 0.5) / scale) - 0.5);
  }
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Half away from zero, as C rounds. */
const round = (x: number) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5);

function nearestPixel(mode: Resampling['nearest'], x: number): number {
  if (mode === 'floor') return Math.floor(x);
  if (mode === 'ceil') return Math.ceil(x);
  if (mode === 'round_prefer_floor' && x === Math.trunc(x) + 0.5) return Math.floor(x);
  return round(x);
}

/** Keys' kernel at distance |x|, 0 from 2 on. */
function cubicWeight(x: number, a: number): number {
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

type Row = (pixel: number, weight: number) => void;

function linearRow(x: number, from: number, add: Row): void {
  const at = clamp(x, 0, from - 1);
  const low = Math.min(Math.trunc(at), from - 1);
  const high = Math.min(low + 1, from - 1);
  if (low === high) return add(low, 1);
  add(low, high - at);
  add(high, at - low);
}

function cubicRow(x: number, from: number, { cubicCoefficient, excludeOutside }: Resampling, add: Row): void {
  const base = Math.floor(x);
  const weights = [-1, 0, 1, 2].map((step) => {
    const outside = base + step < 0 || base + step >= from;
    return excludeOutside && outside ? 0 : cubicWeight(x - base - step, cubicCoefficient);
  });
  const sum = excludeOutside ? weights.reduce((a, b) => a + b, 0) : 1;
  weights.forEach((weight, i) => add(clamp(base + i - 1, 0, from - 1), weight / sum));
}

/** A filter as wide as the pixels that become one, as in Pillow. */
function antialiasRow(x: number, axis: ResizedAxis, resampling: Resampling, add: Row): void {
  const { from } = axis;
  const cubic = resampling.mode === 'cubic';
  const stretch = Math.max(1, f(1 / axis.scale));
  const support = (cubic ? 2 : 1) * stretch;
  const centre = f(0.5 + x);
  const first = Math.floor(f(f(centre - support) + 0.5));
  const last = Math.floor(f(f(centre + support) + 0.5));
  const weights: [number, number][] = [];
  for (let pixel = first; pixel < last; pixel++) {
    if (resampling.excludeOutside && (pixel < 0 || pixel >= from)) continue;
    const distance = (pixel - centre + 0.5) / stretch;
    const weight = cubic
      ? cubicWeight(distance, resampling.cubicCoefficient)
      : Math.max(0, 1 - Math.abs(distance));
    weights.push([clamp(pixel, 0, from - 1), weight]);
  }
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  for (const [pixel, weight] of weights) add(pixel, sum === 0 ? weight : weight / sum);
}

/** M, row-major [to, from]. Rows of pixels that lie outside a crop are 0: they show a constant. */
export function resizeMatrix(resampling: Resampling, axis: ResizedAxis): Float32Array {
  const { from, to, scale } = axis;
  const matrix = new Float64Array(affordable(to * from));
  const { mode, coordinates, antialias } = resampling;
  for (let pixel = 0; pixel < to; pixel++) {
    const add: Row = (at, weight) => (matrix[pixel * from + at] += weight);
    const x = scale === 1 ? pixel : coordinate(coordinates, pixel, axis);
    if (coordinates === 'tf_crop_and_resize' && (x < 0 || x > from - 1)) continue;
    if (mode === 'nearest') add(clamp(nearestPixel(resampling.nearest, x), 0, from - 1), 1);
    else if (antialias && from !== to) antialiasRow(x, axis, resampling, add);
    else if (antialias) add(pixel, 1);
    else if (mode === 'linear') linearRow(x, from, add);
    else cubicRow(x, from, resampling, add);
  }
  return Float32Array.from(matrix);
}
