import { rankingOf, rocArea } from '../../numeric/ranking.ts';
import type { Evidence, MembershipAttack, Population } from './types.ts';

/** What one model under attack and the references beside it say. */
interface Compared {
  /** p of the records under the model. */
  readonly target: Float64Array;
  /** Mean p of the records under references that don't know them. */
  readonly outside: Float64Array;
  readonly populationTarget: Float64Array;
  readonly populationOutside: Float64Array;
}

/** A probability that rounds to 0 must not make 0 / 0. */
const LEAST = 1e-45;

/**
 * p / P(x) with P(x) = ½((1 + a) p_out + 1 − a): the mean of references that know x and that don't, where the former are put at
 * a p_out + 1 − a (the offline form's correction for the missing half).
 */
function relative(p: Float64Array, outside: Float64Array, a: number): Float64Array {
  return p.map((value, i) => value / Math.max(LEAST, 0.5 * ((1 + a) * outside[i] + (1 - a))));
}

/** Share of the population whose relative likelihood the record's exceeds (γ = 1). */
function shares(compared: Compared, a: number): Float64Array {
  const sorted = relative(compared.populationTarget, compared.populationOutside, a).sort();
  return relative(compared.target, compared.outside, a).map((ratio) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < ratio) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
}

/** Mean over some rows. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows) for (let i = 0; i < mean.length; i++) mean[i] += row[i] / rows.length;
  return mean;
}

/** Mean p of each record under those shadows that don't know it; where all know it, under all. */
function meanOutside(evidence: Evidence, references: readonly number[]): Float64Array {
  const { count, shadows } = evidence;
  return Float64Array.from({ length: count }, (_, i) => {
    let [sum, n, all] = [0, 0, 0];
    for (const k of references) {
      const p = shadows[k].signals.confidence[i];
      all += p;
      if (shadows[k].inside[i]) continue;
      sum += p;
      n++;
    }
    return n > 0 ? sum / n : all / references.length;
  });
}

/** Everything about one model with others as references; model −1 is the target itself. */
function compare(evidence: Evidence, population: Population, model: number): Compared {
  const references = evidence.shadows.map((_, k) => k).filter((k) => k !== model);
  const own = model < 0;
  return {
    target: own ? evidence.target.confidence : evidence.shadows[model].signals.confidence,
    outside: meanOutside(evidence, references),
    populationTarget: own ? population.target : population.shadows[model],
    populationOutside: meanOf(references.map((k) => population.shadows[k])),
  };
}

/** Values of a that are tried; and the one for a single reference, which cannot be attacked in the target's place. */
const GRID = Array.from({ length: 11 }, (_, k) => k / 10);
const UNTUNED = 0.3;
/** Shadows that are attacked in the target's place to choose a. */
const REHEARSALS = 2;

/** The a with the largest mean area when shadows are attacked as if they were the target: the first of equal ones. */
export function tunedA(evidence: Evidence, population: Population): number {
  if (evidence.shadows.length < 2) return UNTUNED;
  const rehearsals = evidence.shadows
    .slice(0, REHEARSALS)
    .map((shadow, k) => ({ inside: shadow.inside, compared: compare(evidence, population, k) }));
  let [chosen, most] = [UNTUNED, -1];
  for (const a of GRID) {
    let sum = 0;
    for (const { inside, compared } of rehearsals)
      sum += rocArea(rankingOf(shares(compared, a)), inside) ?? 0.5;
    if (sum > most) [chosen, most] = [a, sum];
  }
  return chosen;
}

function score(evidence: Evidence): Float64Array {
  const { population, shadows } = evidence;
  if (!population || shadows.length === 0) throw new RangeError('a population and a shadow are missing');
  return shares(compare(evidence, population, -1), tunedA(evidence, population));
}

/**
 * Robust membership inference attack, offline (S. Zarifzadeh, P. Liu & R. Shokri, 2024): a record is compared with others of the
 * population, each relative to what references make of it. Works from one reference on; membership of the records is not used.
 */
export const rmia: MembershipAttack = {
  id: 'rmia',
  title: 'attacks.membership-rmia',
  knows: 'attacks.membership-rmia-knows',
  needs: 'score',
  requires: ['shadows', 'population'],
  leastShadows: 1,
  score,
};
