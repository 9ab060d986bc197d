/** A picture as a canvas gives it: RGBA bytes, row by row. */
export interface Rgba {
  readonly bytes: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export interface InputOptions {
  /** Dark on light becomes light on dark. */
  readonly invert: boolean;
  /** Darkest and lightest are stretched to the ends of the range. */
  readonly stretch: boolean;
}

/** Shares of red, green and blue in brightness (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * The middle square of a picture as a model's input: each of its pixels is the mean over the area it covers, brightness for
 * one channel and colours for three, from the ends of `range`.
 *
 * @param shape [C, H, W] with 1 or 3 channels, or [H, W]
 */
export function toInput(
  picture: Rgba,
  shape: readonly number[],
  [low, high]: readonly [number, number],
  { invert, stretch }: InputOptions,
): Float32Array {
  const [channels, height, width] = shape.length === 3 ? shape : [1, ...shape];
  const side = Math.min(picture.width, picture.height);
  const left = Math.floor((picture.width - side) / 2);
  const top = Math.floor((picture.height - side) / 2);
  const values = new Float32Array(channels * height * width);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const colour = meanColour(picture, {
        left: left + (column * side) / width,
        right: left + ((column + 1) * side) / width,
        top: top + (row * side) / height,
        bottom: top + ((row + 1) * side) / height,
      });
      for (let channel = 0; channel < channels; channel++)
        values[(channel * height + row) * width + column] =
          channels === 1 ? luma.reduce((sum, share, i) => sum + share * colour[i], 0) : colour[channel];
    }
  return levels(values, low, high, invert, stretch);
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean of red, green and blue (0 … 1) over an area that may cut pixels; what is transparent is white. */
function meanColour({ bytes, width, height }: Rgba, { left, right, top, bottom }: Area): number[] {
  const sums = [0, 0, 0];
  let area = 0;
  for (let y = Math.floor(top); y < Math.min(height, Math.ceil(bottom)); y++)
    for (let x = Math.floor(left); x < Math.min(width, Math.ceil(right)); x++) {
      const share =
        (Math.min(x + 1, right) - Math.max(x, left)) * (Math.min(y + 1, bottom) - Math.max(y, top));
      const at = 4 * (y * width + x);
      const opaque = bytes[at + 3] / 255;
      sums.forEach((_, i) => (sums[i] += share * ((opaque * bytes[at + i]) / 255 + 1 - opaque)));
      area += share;
    }
  return sums.map((sum) => (area > 0 ? sum / area : 0));
}

function levels(values: Float32Array, low: number, high: number, invert: boolean, stretch: boolean) {
  let [least, most] = [0, 1];
  if (stretch) {
    least = values.reduce((a, b) => Math.min(a, b), 1);
    most = values.reduce((a, b) => Math.max(a, b), 0);
    if (most === least) [least, most] = [0, 1];
  }
  return values.map((value) => {
    const share = (value - least) / (most - least);
    return low + (high - low) * (invert ? 1 - share : share);
  });
}

/** A dab of a soft brush on an input, in place; `at` in pixels of the input, colour per channel from 0 to 1. */
export function dab(
  values: Float32Array,
  shape: readonly number[],
  [low, high]: readonly [number, number],
  at: { readonly x: number; readonly y: number },
  radius: number,
  colour: readonly number[],
): void {
  const [channels, height, width] = shape.length === 3 ? shape : [1, ...shape];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const away = Math.hypot(column + 0.5 - at.x, row + 0.5 - at.y);
      const share = Math.max(0, Math.min(1, radius + 0.5 - away));
      if (share === 0) continue;
      for (let channel = 0; channel < channels; channel++) {
        const place = (channel * height + row) * width + column;
        const wished = low + (high - low) * colour[Math.min(channel, colour.length - 1)];
        const moved = values[place] + share * (wished - values[place]);
        // A stroke over itself grows no paler at its edge.
        const further =
          wished > values[place] ? Math.max(values[place], moved) : Math.min(values[place], moved);
        values[place] = further;
      }
    }
}

/** Points along a stroke, close enough that dabs make a line. */
export function between(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  spacing: number,
): { x: number; y: number }[] {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / spacing));
  return Array.from({ length: steps }, (_, i) => ({
    x: from.x + ((to.x - from.x) * (i + 1)) / steps,
    y: from.y + ((to.y - from.y) * (i + 1)) / steps,
  }));
}
