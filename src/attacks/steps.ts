import { project } from '../numeric/balls.ts';
import type { Box, Norm } from '../numeric/balls.ts';
import type { Stream } from '../numeric/random.ts';
import type { AttackSettings, Trajectory } from './types.ts';

/** Euclidean length, in float64. */
export function euclidean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}

/**
 * One step of steepest ascent of length `size`, in place: along the sign (L∞; the sign of 0 is 0) or along the direction
 * divided by its Euclidean length (L2; no step where it is 0).
 */
export function ascend(norm: Norm, x: Float32Array, direction: Float32Array, size: number): void {
  if (norm === 'linf') {
    for (let i = 0; i < x.length; i++) {
      if (direction[i] > 0) x[i] += size;
      else if (direction[i] < 0) x[i] -= size;
    }
    return;
  }
  const length = euclidean(direction);
  if (length === 0) return;
  const factor = size / length;
  for (let i = 0; i < x.length; i++) x[i] += factor * direction[i];
}

/**
 * A random point of the ball: L∞ uniform in it; L2 a uniform direction times a radius uniform in [0, ε]. Then projected, for
 * the box.
 */
export function randomPoint(
  norm: Norm,
  origin: Float32Array,
  epsilon: number,
  box: Box,
  random: Stream,
): Float32Array {
  const x = Float32Array.from(origin);
  if (norm === 'linf') {
    for (let i = 0; i < x.length; i++) x[i] += epsilon * (2 * random.uniform(i) - 1);
  } else {
    const direction = random.fillNormal(new Float64Array(x.length));
    const length = euclidean(direction);
    const factor = length === 0 ? 0 : (epsilon * random.uniform(0)) / length;
    for (let i = 0; i < x.length; i++) x[i] += factor * direction[i];
  }
  project(norm, x, origin, epsilon, box);
  return x;
}

/** Projected gradient ascent with a fixed step: what FGSM, BIM and PGD share. */
export class Ascent implements Trajectory {
  readonly point: Float32Array;
  readonly #origin: Float32Array;
  readonly #box: Box;
  readonly #settings: AttackSettings;

  constructor(start: Float32Array, origin: Float32Array, box: Box, settings: AttackSettings) {
    this.point = start;
    this.#origin = origin;
    this.#box = box;
    this.#settings = settings;
  }

  advance(gradient: Float32Array): void {
    this.ascend(gradient);
  }

  protected ascend(direction: Float32Array): void {
    const { norm, epsilon, stepSize } = this.#settings;
    ascend(norm, this.point, direction, stepSize);
    project(norm, this.point, this.#origin, epsilon, this.#box);
  }
}
