import { fgsm } from '../../../attacks/evasion/fgsm.ts';
import { attacksOf, iterationsOf } from '../parameters.ts';
import { referenceAttack, referenceCost } from './reference.ts';
import type { SelfCheck } from './types.ts';

/**
 * An iterative attack is at least as strong as one step: a hit is a sample that one step breaks and many do not. On the subset
 * the reference attack against FGSM; besides, the plan's own runs of the reference attack against each of one step, at every ε.
 * Not of all iterative attacks: MI-FGSM's steps sum to ε alone, and on a sound adversarially trained model it left 4 of 112
 * samples that FGSM broke.
 */
export const oneStep: SelfCheck = {
  id: 'one-step',
  title: 'indicators.check.one-step',
  against: 'itself',
  limit: 0.02,
  variants: () => ['reference'],
  comparisons(parameters) {
    if (parameters.mode !== 'full') return [];
    const attacks = attacksOf(parameters);
    const single = attacks.filter((attack) => iterationsOf(attack, parameters) === 1);
    const stronger = referenceAttack(parameters);
    if (!attacks.includes(stronger) || single.includes(stronger)) return [];
    return single.map(({ id: weaker }) => ({ stronger: stronger.id, weaker }));
  },
  cost: (parameters) => referenceCost(parameters) + 1,
  async run(_, context) {
    const single = await context.attack(fgsm);
    const iterated = await context.attack(context.reference);
    return { hits: single.map((broken, i) => (broken === 1 && iterated[i] === 0 ? 1 : 0)) };
  },
};
