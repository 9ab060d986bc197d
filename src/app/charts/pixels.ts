/** One image to draw: values per channel, row-major (C, H, W). */
export interface Picture {
  readonly values: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Values drawn black and white (or full colour); a difference is drawn around its middle grey. */
  readonly range: readonly [number, number];
}

/** A picture of a sample's shape, or null where it is no image (a table's row). */
export function pictureOf(
  values: Float32Array,
  shape: readonly number[],
  range: readonly [number, number],
): Picture | null {
  const [channels, height, width] = shape.length === 3 ? shape : [1, ...shape];
  if (shape.length < 2 || ![1, 3].includes(channels) || values.length !== channels * height * width)
    return null;
  return { values, channels, height, width, range };
}

/** Difference of two samples, stretched so that its largest change is fully bright or dark. */
export function difference(
  clean: Float32Array,
  adversarial: Float32Array,
): { values: Float32Array; largest: number } {
  const values = adversarial.map((value, index) => value - clean[index]);
  return { values, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

/** RGBA bytes of a picture. */
export function paint({
  values,
  channels,
  height,
  width,
  range: [low, high],
}: Picture): Uint8ClampedArray<ArrayBuffer> {
  const pixels = height * width;
  const bytes = new Uint8ClampedArray(pixels * 4);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let channel = 0; channel < 4; channel++)
      bytes[pixel * 4 + channel] =
        channel === 3 ? 255 : (values[(channels === 1 ? 0 : channel) * pixels + pixel] - low) * scale;
  return bytes;
}
