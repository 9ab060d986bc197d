import { exp } from '../../numeric/math.ts';
import { stream } from '../../numeric/random.ts';

export const PURCHASE_ITEMS = 600;
export const PURCHASE_CLASSES = 100;

/** Log odds of an item over all customers: normal with this mean and deviation, so that the median item is bought by 18 %. */
const popularity = { mean: -1.5, deviation: 1 };

/**
 * Kinds of customer: how far the log odds of their class lie from an item's popularity (a standard deviation over items), and
 * how common they are. Those who follow their class closely are hardly ever mistaken by the best possible rule; loose ones
 * overlap with other classes, and are what a network can only learn by heart. Chosen so that the best rule still gets nine in
 * ten right and a network that has seen some dozens of records of each class stays far from it, as on Purchase-100 (Shokri et
 * al. 2017: trained on 10,000 records, 66 % on others).
 */
export const customers = [
  { spread: 1.2, share: 0.7 },
  { spread: 0.35, share: 0.3 },
] as const;

/** Chances are whole multiples of 1 / `CHANCE_SCALE`, as they are drawn: a profile is exact, not a rounding of one. */
export const CHANCE_SCALE = 256;

/** No item is bought by fewer customers (× `CHANCE_SCALE`), and none is left out by fewer. */
const rarest = 3;

/** Chance × `CHANCE_SCALE` that a customer of a class buys an item, for one kind of customer: [class, item]. */
export type Profiles = Uint8Array;

function chance(logOdds: number): number {
  const scaled = Math.floor(CHANCE_SCALE / (1 + exp(-logOdds)) + 0.5);
  return Math.min(CHANCE_SCALE - rarest, Math.max(rarest, scaled));
}

/** What customers of each class tend to buy, for each kind of customer; a function of the seed alone. */
export function drawProfiles(seed: number): readonly Profiles[] {
  const common = stream(seed, 'purchases', 'popularity').fillNormal(new Float64Array(PURCHASE_ITEMS));
  const taste = new Float64Array(PURCHASE_ITEMS);
  const profiles = customers.map(() => new Uint8Array(PURCHASE_CLASSES * PURCHASE_ITEMS));
  for (let label = 0; label < PURCHASE_CLASSES; label++) {
    stream(seed, 'purchases', 'taste', label).fillNormal(taste);
    for (let item = 0; item < PURCHASE_ITEMS; item++) {
      const average = popularity.mean + popularity.deviation * common[item];
      customers.forEach(({ spread }, kind) => {
        profiles[kind][label * PURCHASE_ITEMS + item] = chance(average + spread * taste[item]);
      });
    }
  }
  return profiles;
}
