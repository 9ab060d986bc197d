import type { Box } from '../numeric/balls.ts';
import type { AttackSpace } from './types.ts';

/**
 * The box for one sample. An original outside the range (a test row beyond the training part's extremes) would be moved by
 * clipping alone, further than ε even; its own values therefore belong to its box.
 */
export function boxAround(space: AttackSpace, origin: Float32Array): Box {
  const bound = (side: 'low' | 'high', i: number): number => {
    const value = space[side];
    return typeof value === 'number' ? value : value[i];
  };
  let inside = true;
  for (let i = 0; i < origin.length && inside; i++)
    inside = origin[i] >= bound('low', i) && origin[i] <= bound('high', i);
  if (inside) return space;
  return {
    low: Float32Array.from(origin, (value, i) => Math.min(value, bound('low', i))),
    high: Float32Array.from(origin, (value, i) => Math.max(value, bound('high', i))),
  };
}
