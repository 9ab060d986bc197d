import { GROUP_MINIMUM, halves } from '../../numeric/calibration.ts';
import type { ThresholdAttack } from './threshold.ts';
import type { Evidence, MembershipAttack } from './types.ts';

/** Share of ascending values below a value, ties as half. */
function standing(sorted: Float64Array, value: number): number {
  const place = (after: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value || (after && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return sorted.length === 0 ? 0.5 : (place(false) + place(true)) / (2 * sorted.length);
}

/**
 * Scores made comparable between classes: where a record stands among known non-members of its class. One threshold τ on that is
 * a threshold of its own in every class, the one with false-positive rate 1 − τ there.
 *
 * It is no oracle: records are split into halves, and each is compared with the non-members of the other half. Within the gaps
 * between these the standing among all known non-members decides, (n_below + standing)/(n + 1), so that the top keeps an
 * order; a class with under 50 known non-members has that global standing alone.
 */
export function standingsByClass(scores: Float64Array, evidence: Evidence): Float64Array {
  const { members, labels, classes } = evidence;
  const half = halves(members, evidence.random('per-class-halves'));
  const standings = new Float64Array(scores.length);
  for (const h of [0, 1]) {
    const known = Array.from(scores.keys()).filter((i) => half[i] !== h && !members[i]);
    const all = Float64Array.from(known, (i) => scores[i]).sort();
    const byClass = Array.from({ length: classes }, () => [] as number[]);
    for (const i of known) byClass[labels[i]].push(scores[i]);
    const sorted = byClass.map((values) => Float64Array.from(values).sort());
    for (let i = 0; i < scores.length; i++) {
      if (half[i] !== h) continue;
      const own = sorted[labels[i]];
      const global = standing(all, scores[i]);
      standings[i] =
        own.length < GROUP_MINIMUM
          ? global
          : (standing(own, scores[i]) * own.length + global) / (own.length + 1);
    }
  }
  return standings;
}

/** The same attack with thresholds class by class (L. Song & P. Mittal, 2021). */
export function perClass(attack: ThresholdAttack): MembershipAttack {
  return {
    ...attack,
    id: `${attack.id}-per-class`,
    title: `attacks.membership-${attack.id}-per-class`,
    knows: 'attacks.membership-per-class-knows',
    perClass: true,
    score: (evidence) => standingsByClass(attack.score(evidence), evidence),
  };
}
