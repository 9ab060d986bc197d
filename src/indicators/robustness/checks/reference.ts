import { bim } from '../../../attacks/evasion/bim.ts';
import { miFgsm } from '../../../attacks/evasion/mi-fgsm.ts';
import { pgd } from '../../../attacks/evasion/pgd.ts';
import { optionsOf } from '../../../attacks/settings.ts';
import type { EvasionAttack } from '../../../attacks/types.ts';
import type { LossName } from '../../../oracles/types.ts';
import { attacksOf, chosenOptions, iterationsOf } from '../parameters.ts';
import type { RobustnessParameters } from '../parameters.ts';

/**
 * The ε a third of the way up those above 0: there, usually, some samples fall and many stand. Checks that look for what the
 * attacks missed say nothing where all have fallen.
 */
export function checkEpsilon(parameters: RobustnessParameters): number {
  const above = parameters.epsilons.filter((epsilon) => epsilon > 0);
  return above[Math.floor((above.length - 1) / 3)];
}

/**
 * The iterative attack whose steps, restarts and step size are varied: of the plan's, the first of PGD, BIM, MI-FGSM, then any
 * other iterative one; PGD for a plan that has none, which shows what one step leaves.
 */
export function referenceAttack(parameters: RobustnessParameters): EvasionAttack {
  const planned = attacksOf(parameters);
  const preferred = [pgd, bim, miFgsm].find((attack) => planned.includes(attack));
  return preferred ?? planned.find((attack) => iterationsOf(attack, parameters) > 1) ?? pgd;
}

/** The losses that the plan's attacks climb. */
export function lossesOf(parameters: RobustnessParameters): readonly LossName[] {
  const chosen = chosenOptions(parameters);
  return [...new Set(attacksOf(parameters).map((attack) => optionsOf(attack, parameters.norm, chosen).loss))];
}

/** Iterations of one run of the reference attack. */
export const referenceCost = (parameters: RobustnessParameters): number =>
  iterationsOf(referenceAttack(parameters), parameters);
