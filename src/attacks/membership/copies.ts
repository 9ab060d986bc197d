import { boxAround } from '../space.ts';
import type { AttackSpace } from '../types.ts';
import { clipToBox } from '../../numeric/balls.ts';
import type { Stream } from '../../numeric/random.ts';
import type { Inquiry } from './inquiry.ts';

/** Share of some inputs that keep a class. */
function* kept(points: Float32Array, label: number, count: number): Inquiry<number> {
  const labels = yield points;
  let same = 0;
  for (const found of labels) if (found === label) same++;
  return same / count;
}

export interface Noise {
  /** Standard deviations, as shares of the width of the box in each value: 0.1 is 25 grey levels of 255. */
  readonly shares: readonly number[];
  /** Copies for each of them. */
  readonly copies: number;
}

/** Share of copies with normal noise, clipped to the box, that keep the label. */
export function* noiseRobustness(
  origin: Float32Array,
  label: number,
  space: AttackSpace,
  { shares, copies }: Noise,
  draws: Stream,
): Inquiry<number> {
  const size = origin.length;
  const box = boxAround(space, origin);
  const count = shares.length * copies;
  const width = (i: number): number => {
    const [high, low] = [box.high, box.low].map((side) => (typeof side === 'number' ? side : side[i]));
    return high - low;
  };
  const noise = draws.fillNormal(new Float64Array(count * size));
  const points = Float32Array.from(noise, (z, k) => {
    const share = shares[Math.floor(k / (size * copies))];
    return origin[k % size] + share * width(k % size) * z;
  });
  for (let k = 0; k < count; k++) clipToBox(points, box, k * size, size);
  return yield* kept(points, label, count);
}

/** Whether samples of a shape are images (channels × height × width), which can be shifted and mirrored. */
export const isImage = (shape: readonly number[]): boolean =>
  shape.length === 3 && shape[1] > 1 && shape[2] > 1;

/** Shifts by one pixel in the eight directions, down and to the right. */
const SHIFTS = [-1, 0, 1]
  .flatMap((down) => [-1, 0, 1].map((right) => [down, right]))
  .filter(([d, r]) => d || r);

/** How many copies there are of an image. */
export const AUGMENTATIONS = SHIFTS.length + 1;

/** Copies of an image shifted by one pixel each way, edges repeated, and its mirror image: 9 × size values. */
export function augmentations(
  image: Float32Array,
  [channels, height, width]: readonly number[],
): Float32Array {
  const size = image.length;
  const within = (value: number, end: number) => Math.min(end - 1, Math.max(0, value));
  const copies = new Float32Array(AUGMENTATIONS * size);
  const fill = (copy: number, from: (row: number, column: number) => number): void => {
    for (let c = 0; c < channels; c++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          copies[copy * size + (c * height + row) * width + column] =
            image[c * height * width + from(row, column)];
  };
  SHIFTS.forEach(([down, right], copy) =>
    fill(copy, (row, column) => within(row - down, height) * width + within(column - right, width)),
  );
  fill(SHIFTS.length, (row, column) => row * width + (width - 1 - column));
  return copies;
}

/** Share of the shifted and mirrored copies that keep the label. */
export function* augmentationRobustness(
  image: Float32Array,
  label: number,
  shape: readonly number[],
): Inquiry<number> {
  return yield* kept(augmentations(image, shape), label, AUGMENTATIONS);
}

/** The same copy of several images: count × size values. @param copy 0 … AUGMENTATIONS − 1 */
export function sameCopyOf(images: Float32Array, shape: readonly number[], copy: number): Float32Array {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const copies = new Float32Array(images.length);
  for (let at = 0; at < images.length; at += size)
    copies.set(
      augmentations(images.subarray(at, at + size), shape).subarray(copy * size, (copy + 1) * size),
      at,
    );
  return copies;
}
