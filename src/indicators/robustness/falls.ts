import { packNumbers, widthOf } from '../../numeric/bits.ts';
import { STANDS } from './outcomes.ts';
import type { OutcomeTable } from './outcomes.ts';

/**
 * When each sample fell in the run of one attack at one ε, for the ids of the item in their order: `width` bits each, least
 * significant first, base64. 0: it stood to the end; 1 + t: its iterate fell first at iteration t (0 is the start point, and a
 * sample that was wrong before counts as fallen there: the outcome `clean` tells them apart).
 */
export interface PackedFalls {
  readonly attack: string;
  readonly epsilon: number;
  readonly width: number;
  readonly data: string;
}

/** Of every attack and ε of a full run; null in a cascade, where each attack saw only what the ones before it left. */
export function packedFalls(table: OutcomeTable, places: readonly number[]): readonly PackedFalls[] | null {
  const { attacks, epsilons, mode } = table.parameters;
  if (mode === 'cascade') return null;
  return attacks.flatMap((attack) =>
    epsilons
      .filter((epsilon) => epsilon > 0)
      .map((epsilon) => {
        const times = table.fallTimes(attack, epsilon, 'continuous');
        const width = widthOf(1 + table.lengthOf(attack));
        const values = places.map((place) => (times[place] === STANDS ? 0 : 1 + times[place]));
        return { attack, epsilon, width, data: packNumbers(values, width) };
      }),
  );
}
