import type { Stream } from '../numeric/random.ts';

/** Random changes of images before a step; plain data. */
export interface AugmentSpec {
  /** Largest shift along each axis, in pixels; what comes in at the edge is 0. */
  readonly shift: number;
  /** Share of samples that are shifted. */
  readonly probability: number;
}

function shiftImage(
  image: Float32Array,
  [channels, height, width]: readonly number[],
  dy: number,
  dx: number,
  scratch: Float32Array,
): void {
  scratch.set(image);
  image.fill(0);
  const left = Math.max(0, -dx);
  const right = Math.min(width, width - dx);
  for (let c = 0; c < channels; c++) {
    for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      const row = (c * height + y) * width;
      image.set(scratch.subarray(row + left, row + right), (c * height + y + dy) * width + left + dx);
    }
  }
}

/** Shifts images of a batch in place, by draws of `random`: the same for the same stream. */
export function augment(x: Float32Array, shape: readonly number[], spec: AugmentSpec, random: Stream): void {
  const size = shape.reduce((a, b) => a * b, 1);
  const scratch = new Float32Array(size);
  const positions = 2 * spec.shift + 1;
  for (let sample = 0; sample * size < x.length; sample++) {
    if (random.uniform(3 * sample) >= spec.probability) continue;
    const dy = random.integer(3 * sample + 1, positions) - spec.shift;
    const dx = random.integer(3 * sample + 2, positions) - spec.shift;
    shiftImage(x.subarray(sample * size, (sample + 1) * size), shape, dy, dx, scratch);
  }
}
