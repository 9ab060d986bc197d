import { stream, type Stream } from '../../numeric/random.ts';
import type { Part, Samples } from '../types.ts';
import { customers, drawProfiles, PURCHASE_CLASSES, PURCHASE_ITEMS, type Profiles } from './profiles.ts';

/**
 * Generated shopping records in the manner of Purchase-100 (Shokri et al. 2017): which of 600 items a customer has bought, and
 * to which of 100 classes of customers they belong. Each class has a profile of buying chances, followed closely by some
 * customers and loosely by others; items are bought independently of each other. A record depends on (seed, part, position)
 * alone, so a larger set begins with the smaller one, and records of both parts are drawn from one distribution: nothing but
 * training tells members from non-members.
 */

/** Raised whenever any record changes. */
export const PURCHASES_VERSION = 1;

/** Names of the features. */
export const purchaseItems: readonly string[] = Array.from(
  { length: PURCHASE_ITEMS },
  (_, item) => `item ${item + 1}`,
);

/** Position of the kind of customer that a uniform number of [0, 1) stands for. */
function kindOf(uniform: number): number {
  let upTo = 0;
  return customers.findIndex(({ share }) => uniform < (upTo += share) || upTo >= 1);
}

/** Writes what was bought: one random byte against each chance. */
function drawItems(draws: Stream, chances: Profiles, words: Uint32Array, into: Float32Array): void {
  draws.fillUint32(words);
  for (let item = 0; item < PURCHASE_ITEMS; item++) {
    const byte = (words[item >> 2] >>> (8 * (item & 3))) & 0xff;
    into[item] = byte < chances[item] ? 1 : 0;
  }
}

/** The first `count` records of a part with their labels; an item is 1 when it was bought, else 0. */
export function generatePurchases(seed: number, part: Part, count: number): Samples {
  const profiles = drawProfiles(seed);
  const size = PURCHASE_ITEMS;
  const words = new Uint32Array(size / 4);
  const x = new Float32Array(count * size);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const draws = stream(seed, 'purchases', part, i);
    y[i] = draws.integer(0, PURCHASE_CLASSES);
    const chances = profiles[kindOf(draws.uniform(1))].subarray(y[i] * size, (y[i] + 1) * size);
    drawItems(draws, chances, words, x.subarray(i * size, (i + 1) * size));
  }
  return { x, y, count };
}
