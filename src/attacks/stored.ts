import { boundAt } from '../numeric/balls.ts';
import type { AttackSpace } from './types.ts';

/** A value this near to a stored one, in units of the range's own float32 rounding, is that stored value. */
const ROUNDING = 4 / 16777216;

/** 1 / step where that is a whole number up to rounding: k / 255 is closer to a pixel's value than k × (1 / 255). */
function levelsPerUnit(step: number): number {
  const inverse = 1 / step;
  const whole = Math.round(inverse);
  return whole > 0 && Math.abs(inverse - whole) < 1e-6 * whole ? whole : inverse;
}

/**
 * The form in which an input would be stored: each value on the data's grid, rounded toward the original, so that the result
 * stays in the ball. Values on the grid up to float32 rounding stay there; where rounding would pass the original, the
 * original's own value is taken. Without a grid the input is its own stored form (the same array is returned).
 */
export function storedForm(x: Float32Array, original: Float32Array, space: AttackSpace): Float32Array {
  if (space.gridStep === undefined) return x;
  const levels = levelsPerUnit(space.gridStep);
  const stored = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const from = original[i];
    if (x[i] === from) {
      stored[i] = from;
      continue;
    }
    const low = boundAt(space.low, i);
    const reach = Math.max(Math.abs(low), Math.abs(boundAt(space.high, i)));
    const slack = ROUNDING * reach * levels;
    const level = (x[i] - low) * levels;
    const up = x[i] > from;
    const value = low + (up ? Math.floor(level + slack) : Math.ceil(level - slack)) / levels;
    stored[i] = up ? Math.max(value, from) : Math.min(value, from);
  }
  return stored;
}
