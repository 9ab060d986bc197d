import { apgdCe } from './evasion/apgd-ce.ts';
import { apgdDlr } from './evasion/apgd-dlr.ts';
import { bim } from './evasion/bim.ts';
import { fgsm } from './evasion/fgsm.ts';
import { miFgsm } from './evasion/mi-fgsm.ts';
import { pgd } from './evasion/pgd.ts';
import type { EvasionAttack } from './types.ts';

/** The white-box attacks there are, in the order in which they are listed and run. One line each. */
export const evasionAttacks: readonly EvasionAttack[] = [fgsm, bim, pgd, miFgsm, apgdCe, apgdDlr];

/** The attack of an id. */
export function evasionAttack(id: string): EvasionAttack | undefined {
  return evasionAttacks.find((attack) => attack.id === id);
}
