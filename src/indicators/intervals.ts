import type { Interval } from '../document/types.ts';
import { stream } from '../numeric/random.ts';

const Z = 1.959963984540054;

/** Wilson 95 % of a rate: the sampling of the test inputs, nothing else. */
export function rateInterval(correct: number, n: number): Interval {
  const p = correct / n;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half), method: 'wilson' };
}

export function meanInterval(values: Float64Array, seed: number, purpose: string): Interval {
  const draws = stream(seed, 'bootstrap', purpose);
  const means = Array.from({ length: 2000 }, (_, r) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++)
      sum += values[draws.integer(r * values.length + i, values.length)];
    return sum / values.length;
  }).sort((a, b) => a - b);
  return { low: means[49], high: means[1949], method: 'bootstrap-percentile' };
}
