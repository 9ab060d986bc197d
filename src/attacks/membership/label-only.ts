import { rankingOf } from '../../numeric/ranking.ts';
import type { Evidence, MembershipAttack } from './types.ts';

/** Share of the records with a smaller value, ties as half: what makes distances and shares comparable. */
function standings(values: Float64Array): Float64Array {
  const { order, ends } = rankingOf(values);
  const result = new Float64Array(values.length);
  for (let k = 0, from = 0; k < ends.length; from = ends[k++]) {
    const share = 1 - (from + ends[k]) / (2 * values.length);
    for (let at = from; at < ends[k]; at++) result[order[at]] = share;
  }
  return result;
}

function score({ count, label }: Evidence): Float64Array {
  const measured = [label?.distance, label?.noise, label?.augmented].filter((values) => values !== undefined);
  if (measured.length === 0) throw new RangeError('label signals are missing');
  const scores = new Float64Array(count);
  for (const values of measured)
    standings(values).forEach((standing, i) => (scores[i] += standing / measured.length));
  return scores;
}

/**
 * Label-only attack (C. A. Choquette-Choo, F. Tramèr, N. Carlini & N. Papernot, 2021; Z. Li & Y. Zhang, 2021): members lie further
 * from the decision boundary and keep their class under noise and augmentation more often. The score is the mean, over what was
 * measured, of the share of the records with a smaller value.
 */
export const labelOnly: MembershipAttack = {
  id: 'label-only',
  title: 'attacks.membership-label-only',
  knows: 'attacks.membership-label-only-knows',
  needs: 'label',
  requires: ['label-signals'],
  score,
};
