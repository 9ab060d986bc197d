import { UserError } from '../../../messages/index.ts';
import { extremes } from '../scale.ts';

/** Edges of equally wide bins (equally wide in logarithms for `log`) over all values; one value gets one bin around it. */
export function edgesOf(values: readonly ArrayLike<number>[], count: number, log = false): number[] {
  const [low, high] = extremes(eachOf(values)) ?? [0, 1];
  if (log && low <= 0) throw new UserError('charts.log-bins', { value: String(low) });
  if (low === high) return log ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
  const whole = Math.max(1, Math.floor(count));
  const at = (share: number) => (log ? low * (high / low) ** share : low + (high - low) * share);
  return Array.from({ length: whole + 1 }, (_, index) => (index === whole ? high : at(index / whole)));
}

function* eachOf(lists: readonly ArrayLike<number>[]): Generator<number> {
  for (const list of lists) for (let index = 0; index < list.length; index++) yield list[index];
}

/** How many values fall into each bin: from its lower edge up to its upper, which belongs to the next; the last has both. */
export function countIn(
  values: ArrayLike<number>,
  edges: readonly number[],
): { counts: number[]; outside: number } {
  const counts = Array.from({ length: Math.max(0, edges.length - 1) }, () => 0);
  let outside = 0;
  for (let index = 0; index < values.length; index++) {
    const bin = binOf(values[index], edges);
    if (bin < 0) outside++;
    else counts[bin]++;
  }
  return { counts, outside };
}

/** The bin a value falls into; −1 outside. */
export function binOf(value: number, edges: readonly number[]): number {
  const last = edges.length - 1;
  if (last < 1 || value < edges[0] || value > edges[last]) return -1;
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
