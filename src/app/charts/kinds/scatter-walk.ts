import type { Step } from '../types.ts';

/** Pixels the Page keys move. */
const far = 80;

/**
 * The point that lies next in a direction: near and not far off the line. Home and End are the leftmost and the
 * rightmost point. Without one further on the reader stays. Equally good points go by their order.
 */
export function nextPlace(xs: Float32Array, ys: Float32Array, from: number, step: Step): number {
  if (xs.length === 0) return -1;
  if (step === 'home' || from < 0) return least(xs, (index) => xs[index]);
  if (step === 'end') return least(xs, (index) => -xs[index]);
  const [dx, dy, reach] = {
    left: [-1, 0, 0],
    right: [1, 0, 0],
    up: [0, -1, 0],
    down: [0, 1, 0],
    'page-up': [0, -1, far],
    'page-down': [0, 1, far],
  }[step];
  const cost = (index: number) => {
    const across = xs[index] - xs[from];
    const down = ys[index] - ys[from];
    const ahead = across * dx + down * dy;
    const aside = Math.abs(across * dy) + Math.abs(down * dx);
    // Points at the very same place follow each other by their order.
    if (index !== from && across === 0 && down === 0) return index > from && reach === 0 ? 0 : Infinity;
    return index === from || ahead <= 0 || ahead < reach ? Infinity : ahead + 2 * aside;
  };
  const best = least(xs, cost);
  return cost(best) === Infinity ? from : best;
}

function least(xs: Float32Array, cost: (index: number) => number): number {
  let best = 0;
  let lowest = cost(0);
  for (let index = 1; index < xs.length; index++) {
    const own = cost(index);
    if (own < lowest) [best, lowest] = [index, own];
  }
  return best;
}
