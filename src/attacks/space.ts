import { boundAt, type Box } from '../numeric/balls.ts';
import type { AttackSpace } from './types.ts';

/**
 * The box for one sample. An original outside the range (a test row beyond the training part's extremes) would be moved by
 * clipping alone, further than ε even; its own values therefore belong to its box.
 */
export function boxAround(space: AttackSpace, origin: Float32Array): Box {
  let inside = true;
  for (let i = 0; i < origin.length && inside; i++)
    inside = origin[i] >= boundAt(space.low, i) && origin[i] <= boundAt(space.high, i);
  if (inside) return space;
  return {
    low: Float32Array.from(origin, (value, i) => Math.min(value, boundAt(space.low, i))),
    high: Float32Array.from(origin, (value, i) => Math.max(value, boundAt(space.high, i))),
  };
}
