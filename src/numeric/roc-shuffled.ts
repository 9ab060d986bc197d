import { quantile } from './intervals.ts';
import type { Stream } from './random.ts';
import type { Ranking } from './ranking.ts';

/** Shuffles of every comparison with chance. */
export const SHUFFLES = 200;

/**
 * Memberships in random order, as many positives as there are: what scores that know nothing would face. Made once and used for
 * every score of the same records. Uniform number r × n + i decides on record i of shuffle r (D. E. Knuth's selection sampling).
 */
export function shuffledMemberships(
  positive: ArrayLike<boolean | number>,
  draws: Stream,
  shuffles = SHUFFLES,
): Uint8Array[] {
  const n = positive.length;
  let positives = 0;
  for (let i = 0; i < n; i++) if (positive[i]) positives++;
  const uniform = new Float64Array(n);
  return Array.from({ length: shuffles }, (_, r) => {
    draws.fillUniform(uniform, 0, 1, r * n);
    const shuffled = new Uint8Array(n);
    for (let i = 0, needed = positives; i < n; i++)
      if (uniform[i] * (n - i) < needed) {
        shuffled[i] = 1;
        needed--;
      }
    return shuffled;
  });
}

/**
 * The advantage that 95 % of the shuffles stay below when the best threshold is sought on the records themselves. The largest
 * in-sample advantage says something only beyond it.
 */
export function advantageByChance(
  { order, ends }: Ranking,
  shuffles: readonly Uint8Array[],
  share = 0.95,
): number {
  const largest = Float64Array.from(shuffles, (member) => {
    let positives = 0;
    for (const flag of member) positives += flag;
    const negatives = member.length - positives;
    let right = 0;
    let most = 0;
    for (let k = 0, at = 0; k < ends.length; k++) {
      for (; at < ends[k]; at++) right += member[order[at]];
      most = Math.max(most, right * negatives - (at - right) * positives);
    }
    return most / (positives * negatives);
  });
  return quantile(largest.sort(), share);
}
