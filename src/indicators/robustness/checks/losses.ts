import type { LossName } from '../../../oracles/types.ts';
import { lossesOf, referenceCost } from './reference.ts';
import type { SelfCheck } from './types.ts';

/**
 * The same steps on the other losses: a model whose cross-entropy saturates looks strong to cross-entropy alone.
 * A hit is a sample that the other loss breaks.
 */
export const losses: SelfCheck = {
  id: 'losses',
  title: 'indicators.check.losses',
  against: 'reported',
  limit: 0.02,
  variants(parameters, classes) {
    const all: LossName[] = classes >= 3 ? ['cross-entropy', 'margin', 'dlr'] : ['cross-entropy', 'margin'];
    const used = lossesOf(parameters);
    return all.filter((loss) => used.length > 1 || loss !== used[0]);
  },
  cost: referenceCost,
  async run(variant, context) {
    return { hits: await context.attack(context.reference, {}, { loss: variant as LossName }) };
  },
};
