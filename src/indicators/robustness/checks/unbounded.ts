import { bim } from '../../../attacks/evasion/bim.ts';
import type { AttackSpace } from '../../../attacks/types.ts';
import { boundAt } from '../../../numeric/balls.ts';
import { lossesOf } from './reference.ts';
import type { SelfCheck } from './types.ts';

const STEPS = 40;

/** Largest extent of the box. */
function width({ low, high, size }: AttackSpace): number {
  let widest = 0;
  for (let i = 0; i < size; i++) widest = Math.max(widest, boundAt(high, i) - boundAt(low, i));
  return widest;
}

/**
 * With ε as wide as the input range, and steps that sum to twice the range, everything must break; smaller steps would leave
 * samples on a sound model and give a false alarm. A hit is a sample that no loss of the plan breaks.
 */
export const unbounded: SelfCheck = {
  id: 'unbounded',
  title: 'indicators.check.unbounded',
  against: 'itself',
  limit: 0,
  variants: () => ['range'],
  cost: () => STEPS,
  async run(_, context) {
    const hits = new Uint8Array(context.samples.count).fill(1);
    const epsilon = width(context.space);
    for (const loss of lossesOf(context.parameters)) {
      const change = {
        norm: 'linf',
        epsilon,
        steps: STEPS,
        stepSize: (2 * epsilon) / STEPS,
        loss,
        count: 'first-success',
      } as const;
      const broken = await context.attack(bim, {}, change);
      broken.forEach((value, i) => (hits[i] = hits[i] && value === 0 ? 1 : 0));
      if (hits.every((hit) => hit === 0)) break;
    }
    return { hits };
  },
};
