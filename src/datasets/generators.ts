import { generatePurchases, PURCHASES_VERSION } from './purchases/index.ts';
import { generateSignPart, SIGNS_VERSION } from './signs/index.ts';
import type { Part, Samples } from './types.ts';

export interface Generator {
  /** Raised whenever any sample changes. */
  readonly version: number;
  /** The first `count` samples of a part: a function of seed, part and position, so that larger sets begin with smaller ones. */
  part(seed: number, part: Part, count: number): Samples;
}

/** What draws the bundled sets that are no files, by the name on their cards. */
export const generators: Readonly<Record<string, Generator>> = {
  signs: { version: SIGNS_VERSION, part: generateSignPart },
  purchases: { version: PURCHASES_VERSION, part: generatePurchases },
};
