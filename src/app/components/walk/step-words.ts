import type { WalkView } from '../../lab/walk/types.ts';

/** How many values the projection held back on the way to the next point. */
export interface Held {
  /** Pulled back to the edge of the ball. */
  readonly ball: number;
  /** Stopped at the end of the input's range, within the ball. */
  readonly range: number;
  readonly moved: number;
}

/** Smaller differences are float32 rounding. */
const rounding = 1e-6;

/**
 * Compares where a step leads with where the walk goes on.
 * @param epsilon radius of the L∞ ball; under L2 the ball pulls all values at once, so `ball` counts those that were moved
 */
export function heldBack(
  view: WalkView,
  next: WalkView | undefined,
  clean: Float32Array,
  epsilon: number,
  norm: 'linf' | 'l2',
): Held | null {
  const { unprojected, point } = view;
  if (!unprojected || !next) return null;
  let [ball, range, moved] = [0, 0, 0];
  for (let i = 0; i < unprojected.length; i++) {
    if (unprojected[i] !== point[i]) moved++;
    if (Math.abs(unprojected[i] - next.point[i]) <= rounding) continue;
    const outside = norm === 'linf' && Math.abs(unprojected[i] - clean[i]) > epsilon + rounding;
    const atEdge = Math.abs(Math.abs(next.point[i] - clean[i]) - epsilon) <= rounding;
    if (norm === 'l2' || (outside && atEdge)) ball++;
    else range++;
  }
  return { ball, range, moved };
}

/** −1, 0 or 1 for each value of a gradient. */
export const signs = (gradient: Float32Array): Float32Array => gradient.map(Math.sign);
