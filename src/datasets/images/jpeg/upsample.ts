/**
 * Bringing a channel of half resolution to full, with the triangle filter of libjpeg's *fancy upsampling* (`jdsample.c`): three
 * parts of the nearer sample and one of the farther, rounded alternately down and up; other factors repeat samples.
 */

export interface Plane {
  readonly width: number;
  readonly height: number;
  /** Columns in memory. */
  readonly stride: number;
  readonly values: Uint8Array;
}

/** Twice as wide: sums weighted by `unit` become pixels through `shift`, rounded by `even` and `odd`. */
function widen(
  sums: Int32Array,
  width: number,
  out: Uint8Array,
  at: number,
  shift: number,
  round: [number, number],
): void {
  const [even, odd] = round;
  const scale = 4;
  out[at] = (sums[0] * scale + even) >> shift;
  out[at + 1] = (sums[0] * 3 + sums[1] + odd) >> shift;
  for (let x = 1; x < width - 1; x++) {
    out[at + 2 * x] = (sums[x] * 3 + sums[x - 1] + even) >> shift;
    out[at + 2 * x + 1] = (sums[x] * 3 + sums[x + 1] + odd) >> shift;
  }
  const last = width - 1;
  out[at + 2 * last] = (sums[last] * 3 + sums[last - 1] + even) >> shift;
  out[at + 2 * last + 1] = (sums[last] * scale + odd) >> shift;
}

function triangle(plane: Plane, h: number, v: number): Plane {
  const { width, height, stride, values } = plane;
  const outWidth = width * h;
  const out = new Uint8Array(outWidth * height * v);
  const sums = new Int32Array(width);
  for (let y = 0; y < height * v; y++) {
    const near = v === 2 ? y >> 1 : y;
    const far = Math.min(Math.max(v === 2 ? near + (y & 1 ? 1 : -1) : near, 0), height - 1);
    for (let x = 0; x < width; x++) {
      sums[x] =
        v === 2 ? values[near * stride + x] * 3 + values[far * stride + x] : values[near * stride + x];
    }
    const at = y * outWidth;
    if (h === 2) widen(sums, width, out, at, v === 2 ? 4 : 2, v === 2 ? [8, 7] : [1, 2]);
    else for (let x = 0; x < width; x++) out[at + x] = (sums[x] + (y & 1 ? 2 : 1)) >> 2;
  }
  return { width: outWidth, height: height * v, stride: outWidth, values: out };
}

function repeated({ width, height, stride, values }: Plane, h: number, v: number): Plane {
  const outWidth = width * h;
  const out = new Uint8Array(outWidth * height * v);
  for (let y = 0; y < height * v; y++) {
    const row = Math.floor(y / v) * stride;
    for (let x = 0; x < outWidth; x++) out[y * outWidth + x] = values[row + Math.floor(x / h)];
  }
  return { width: outWidth, height: height * v, stride: outWidth, values: out };
}

/** The plane `h` times as wide and `v` times as high. */
export function upsampled(plane: Plane, h: number, v: number): Plane {
  if (h === 1 && v === 1) return plane;
  const smooth = (h === 1 && v === 2) || (h === 2 && v <= 2 && plane.width > 2);
  return smooth ? triangle(plane, h, v) : repeated(plane, h, v);
}
