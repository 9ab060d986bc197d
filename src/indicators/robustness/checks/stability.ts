import { pgd } from '../../../attacks/evasion/pgd.ts';
import { configure } from '../../../attacks/settings.ts';
import type { AttackSettings } from '../../../attacks/types.ts';
import { chosenOptions } from '../parameters.ts';
import { referenceAttack, referenceCost } from './reference.ts';
import type { CheckContext, SelfCheck } from './types.ts';

const MORE_RESTARTS = 2;

/** What each variant changes; the step size stays what it is unless the variant is about it. */
const changes: Readonly<Record<string, (base: AttackSettings) => Partial<AttackSettings>>> = {
  'double-steps': ({ steps }) => ({ steps: 2 * steps }),
  'more-restarts': ({ restarts }) => ({ restarts: restarts + MORE_RESTARTS, randomStart: true }),
  'half-step-size': ({ stepSize }) => ({ stepSize: stepSize / 2 }),
  'double-step-size': ({ stepSize }) => ({ stepSize: 2 * stepSize }),
};

function baseSettings({ reference, parameters, epsilon }: CheckContext): AttackSettings {
  return configure(reference, parameters.norm, epsilon, chosenOptions(parameters), parameters.count);
}

/**
 * More effort, or another step size, finds nothing much that the reported attacks missed: at most 2 points.
 * A hit is a sample that the changed run breaks.
 */
export const stability: SelfCheck = {
  id: 'stability',
  title: 'indicators.check.stability',
  against: 'reported',
  limit: 0.02,
  variants(parameters) {
    const fixed = referenceAttack(parameters).decides.includes('stepSize');
    return Object.keys(changes).filter((name) => !fixed || !name.endsWith('step-size'));
  },
  cost: (parameters) => 2 * referenceCost(parameters),
  async run(variant, context) {
    // Only PGD and APGD can start anew; the others' restarts are PGD with their steps.
    const { reference } = context;
    const attack = variant === 'more-restarts' && reference.decides.includes('restarts') ? pgd : reference;
    const base = baseSettings(context);
    return { hits: await context.attack(attack, {}, { ...base, ...changes[variant](base) }) };
  },
};
