import { boundAt, clipToBox } from '../../numeric/balls.ts';
import type { Pool } from '../types.ts';
import { softmaxOf } from './softmax.ts';
import type { Surrogate } from './types.ts';

/**
 * Moves every input by `share` of each value's range along the sign of a slope, and back into the box; in place. A slope of 0, or
 * one that is not a number, moves nothing.
 */
export function signStep(data: Float32Array, slope: Float32Array, { size, box }: Pool, share: number): void {
  for (let from = 0; from < data.length; from += size) {
    for (let k = 0; k < size; k++) {
      const sign = slope[from + k] > 0 ? 1 : slope[from + k] < 0 ? -1 : 0;
      data[from + k] += sign * share * (boundAt(box.high, k) - boundAt(box.low, k));
    }
    clipToBox(data, box, from, size);
  }
}

/**
 * Slopes along which the probability of each input's target class grows: those of −cross-entropy, each scaled so that the weights of
 * the other classes sum to 1. Only signs are to be read from them; without the scale they would vanish where the surrogate is nearly
 * certain of the target.
 */
export async function towards(
  data: Float32Array,
  targets: Int32Array,
  classes: number,
  surrogate: Surrogate,
): Promise<Float32Array> {
  const weights = softmaxOf(await surrogate.logits(data), classes);
  targets.forEach((target, i) => {
    const row = weights.subarray(i * classes, (i + 1) * classes);
    row[target] = 0;
    const others = row.reduce((sum, p) => sum + p, 0);
    if (others === 0) return;
    row.forEach((p, c) => (row[c] = -p / others));
    row[target] = 1;
  });
  return surrogate.gradient(data, Float32Array.from(weights));
}
