import { log } from '../../numeric/math.ts';
import { meanShift, sideStatistics, targetPhi } from './shadow-statistics.ts';
import type { Evidence, MembershipAttack, Variance } from './types.ts';

/** Shadows from which each record's own spread is known well enough; below, the fixed one is better (Carlini et al., fig. 9). */
const OWN_VARIANCE_FROM = 64;

/** The spread that suits so many shadows. */
export const suitedVariance = ({ shadows }: Evidence): Variance =>
  shadows.length < OWN_VARIANCE_FROM ? 'fixed' : 'per-record';

/** ln of the normal density, without the constant that cancels. */
function logDensity(x: number, centre: number, spread: number): number {
  const z = (x - centre) / spread;
  return -0.5 * z * z - log(spread);
}

/**
 * ln N(φ; in) − ln N(φ; out) of each record, averaged over queries. A record that every shadow knows, or none, takes the missing
 * centre from the other side and the mean shift of all records.
 */
export function likelihoodRatios(evidence: Evidence, variance: Variance): Float64Array {
  const { count, queries } = evidence;
  const ratios = new Float64Array(count);
  for (let q = 0; q < queries.length; q++) {
    const [known, unknown] = [sideStatistics(evidence, q, 1), sideStatistics(evidence, q, 0)];
    const phi = targetPhi(evidence, q);
    const shift = meanShift(known.centre, unknown.centre);
    for (let i = 0; i < count; i++) {
      const inside = Number.isNaN(known.centre[i]) ? unknown.centre[i] + shift : known.centre[i];
      const outside = Number.isNaN(unknown.centre[i]) ? known.centre[i] - shift : unknown.centre[i];
      const fixed = variance === 'fixed';
      ratios[i] +=
        (logDensity(phi[i], inside, fixed ? known.pooled : known.spread[i]) -
          logDensity(phi[i], outside, fixed ? unknown.pooled : unknown.spread[i])) /
        queries.length;
    }
  }
  return ratios;
}

/**
 * Likelihood ratio attack, online (N. Carlini et al., *Membership inference attacks from first principles*, 2022): how much likelier is
 * the target's φ under shadows that know the record than under those that don't, both taken as normal.
 */
export const lira: MembershipAttack = {
  id: 'lira',
  title: 'attacks.membership-lira',
  knows: 'attacks.membership-lira-knows',
  needs: 'score',
  requires: ['shadows'],
  leastShadows: 4,
  score: (evidence, { variance = suitedVariance(evidence) } = {}) => likelihoodRatios(evidence, variance),
};
