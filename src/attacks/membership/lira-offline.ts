import { suitedVariance } from './lira.ts';
import { meanShift, sideStatistics, targetPhi } from './shadow-statistics.ts';
import type { Evidence, MembershipAttack, Variance } from './types.ts';

/**
 * How far the target's φ lies above what shadows that don't know the record give, in standard deviations, averaged over queries:
 * the one-sided Pr(Z ≤ φ), without becoming equal where it rounds to 1. A record that every shadow knows takes its centre among
 * those, less the mean shift of all records.
 */
export function exceedances(evidence: Evidence, variance: Variance): Float64Array {
  const { count, queries } = evidence;
  const scores = new Float64Array(count);
  for (let q = 0; q < queries.length; q++) {
    const unknown = sideStatistics(evidence, q, 0);
    const phi = targetPhi(evidence, q);
    let known: Float64Array | undefined;
    for (let i = 0; i < count; i++) {
      let centre = unknown.centre[i];
      if (Number.isNaN(centre)) {
        known ??= sideStatistics(evidence, q, 1).centre;
        centre = known[i] - meanShift(known, unknown.centre);
      }
      scores[i] +=
        (phi[i] - centre) / (variance === 'fixed' ? unknown.pooled : unknown.spread[i]) / queries.length;
    }
  }
  return scores;
}

/**
 * Likelihood ratio attack, offline (N. Carlini et al., 2022): no shadow need know the record. One-sided: a φ that is unusually low is
 * no sign of membership, as it would be with the density that the authors' code ranks by.
 */
export const liraOffline: MembershipAttack = {
  id: 'lira-offline',
  title: 'attacks.membership-lira-offline',
  knows: 'attacks.membership-lira-offline-knows',
  needs: 'score',
  requires: ['shadows'],
  leastShadows: 2,
  score: (evidence, { variance = suitedVariance(evidence) } = {}) => exceedances(evidence, variance),
};
