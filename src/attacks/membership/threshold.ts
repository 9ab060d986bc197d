import type { MembershipAttack, Signals } from './types.ts';

/** Ids of the attacks that put one threshold on one figure. */
export type ThresholdId = 'gap' | 'loss' | 'confidence' | 'entropy' | 'modified-entropy' | 'logit' | 'hinge';

export interface ThresholdAttack extends MembershipAttack {
  readonly id: ThresholdId;
}

/** An attack whose score is one figure of the target's answer: nothing is trained, nothing else is known. */
export function thresholdAttack(
  id: ThresholdId,
  figure: (signals: Signals) => ArrayLike<number>,
): ThresholdAttack {
  return {
    id,
    title: `attacks.membership-${id}`,
    knows: id === 'gap' ? 'attacks.membership-gap-knows' : 'attacks.membership-threshold-knows',
    needs: id === 'gap' ? 'label' : 'score',
    requires: [],
    score: ({ target }) => Float64Array.from(figure(target)),
  };
}

/** Large figures of non-members become low scores. */
export const negative = (values: Float64Array): Float64Array => values.map((value) => 0 - value);
