import { confidence } from './confidence.ts';
import { entropy } from './entropy.ts';
import { gap } from './gap.ts';
import { hinge } from './hinge.ts';
import { labelOnly } from './label-only.ts';
import { liraOffline } from './lira-offline.ts';
import { lira } from './lira.ts';
import { logit } from './logit.ts';
import { loss } from './loss.ts';
import { modifiedEntropy } from './modified-entropy.ts';
import { perClass } from './per-class.ts';
import { quantile } from './quantile.ts';
import { rmia } from './rmia.ts';
import { shadow } from './shadow.ts';
import { trained } from './trained.ts';
import type { MembershipAttack } from './types.ts';

const thresholds = [gap, loss, confidence, entropy, modifiedEntropy, logit, hinge];

/** The membership inference attacks there are, in the order in which they are listed. */
export const membershipAttacks: readonly MembershipAttack[] = [
  ...thresholds,
  ...thresholds.map(perClass),
  shadow,
  trained,
  lira,
  liraOffline,
  rmia,
  labelOnly,
  quantile,
];

/** The attack of an id. */
export function membershipAttack(id: string): MembershipAttack | undefined {
  return membershipAttacks.find((attack) => attack.id === id);
}
