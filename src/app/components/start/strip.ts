import type { DataPreview } from '../../lab/showcase.ts';

type Pictures = Extract<DataPreview, { kind: 'pictures' }>;

/** Pictures side by side, one pixel for a value; null where the preview does not hold what it says. */
export function paintStrip({ shape, count, data }: Pictures): ImageData | null {
  const [channels, height, width] = shape;
  const size = channels * height * width;
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  if (shape.length !== 3 || ![1, 3].includes(channels) || bytes.length !== count * size) return null;
  const gap = Math.max(1, Math.round(width / 12));
  const strip = new ImageData(count * (width + gap) - gap, height);
  for (let picture = 0; picture < count; picture++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const to = 4 * (y * strip.width + picture * (width + gap) + x);
        for (let channel = 0; channel < 3; channel++) {
          const plane = channels === 1 ? 0 : channel;
          strip.data[to + channel] = bytes[picture * size + plane * height * width + y * width + x];
        }
        strip.data[to + 3] = 255;
      }
  return strip;
}
