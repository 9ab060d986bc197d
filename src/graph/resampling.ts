/**
 * How a line of values becomes a longer or shorter one. Pixels are squares with their centres at halves (PIL, torchvision,
 * TensorFlow 2, `align_corners` off). `pad` puts zeros around, or cuts off alike on both sides; an odd line falls to the end.
 */
export type Resampling = 'nearest' | 'linear' | 'cubic' | 'pad';

/** Keys' cubic kernel (R. G. Keys, 1981) with its free parameter; 0 from |t| = 2 on. */
function cubic(t: number, a: number): number {
  const x = Math.abs(t);
  if (x >= 2) return 0;
  return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * a;
}

const triangle = (t: number) => Math.max(0, 1 - Math.abs(t));

const clamped = (index: number, count: number) => Math.min(count - 1, Math.max(0, index));

/** Place of output `i` on the input's axis, in pixels from its left edge. */
const centre = (i: number, from: number, to: number) => ((2 * i + 1) * from) / (2 * to);

/** The kernel at the neighbours of each place; beyond the edge stands the edge's value. */
function interpolated(from: number, to: number, kernel: (t: number) => number, reach: number): Float64Array {
  const weights = new Float64Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = centre(i, from, to) - 0.5;
    const first = Math.floor(place) - reach + 1;
    for (let j = first; j < first + 2 * reach; j++) weights[i * from + clamped(j, from)] += kernel(place - j);
  }
  return weights;
}

/** The kernel widened to the step between outputs where the line gets shorter, its weights brought to sum to 1. */
function smoothed(from: number, to: number, kernel: (t: number) => number, reach: number): Float64Array {
  const weights = new Float64Array(to * from);
  const widened = Math.max(1, from / to);
  for (let i = 0; i < to; i++) {
    const place = centre(i, from, to);
    const first = Math.max(0, Math.floor(place - reach * widened + 0.5));
    const end = Math.min(from, Math.floor(place + reach * widened + 0.5));
    let sum = 0;
    for (let j = first; j < end; j++) sum += weights[i * from + j] = kernel((j + 0.5 - place) / widened);
    for (let j = first; j < end; j++) weights[i * from + j] /= sum;
  }
  return weights;
}

function picked(from: number, to: number, source: (i: number) => number): Float64Array {
  const weights = new Float64Array(to * from);
  for (let i = 0; i < to; i++) {
    const j = source(i);
    if (j >= 0 && j < from) weights[i * from + j] = 1;
  }
  return weights;
}

/**
 * The matrix (to × from, row-major) that resamples a line. Without `antialias` as PyTorch's `interpolate` (`nearest-exact`,
 * `bilinear`, `bicubic` with a = −0.75) and TensorFlow's `resize` for `linear`; with it as PIL and as PyTorch with
 * `antialias` (a = −0.5), but neither rounded to bytes nor clipped.
 */
export function resamplingMatrix(
  from: number,
  to: number,
  mode: Resampling,
  antialias = false,
): Float64Array {
  if (mode === 'pad') {
    const before = from > to ? -Math.floor((from - to) / 2) : Math.floor((to - from) / 2);
    return picked(from, to, (i) => i - before);
  }
  if (mode === 'nearest') return picked(from, to, (i) => clamped(Math.floor(centre(i, from, to)), from));
  const parameter = antialias ? -0.5 : -0.75;
  const kernel = mode === 'linear' ? triangle : (t: number) => cubic(t, parameter);
  const reach = mode === 'linear' ? 1 : 2;
  return antialias ? smoothed(from, to, kernel, reach) : interpolated(from, to, kernel, reach);
}
