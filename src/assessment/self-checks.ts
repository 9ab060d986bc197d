import type { Item } from '../document/types.ts';

/**
 * What the self-checks of a row came to. `none`: the indicator has none. `off`: they were switched off. `open`: one of them has
 * not come to a result. A row with self-checks holds their list in `details.checks`.
 */
export type SelfCheckState = 'none' | 'passed' | 'failed' | 'off' | 'open';

export function selfCheckState({ reliable, details }: Pick<Item, 'reliable' | 'details'>): SelfCheckState {
  if (reliable === false) return 'failed';
  if (!Object.hasOwn(details, 'checks') || !Array.isArray(details.checks)) return 'none';
  if (details.checks.length === 0) return 'off';
  return reliable === true ? 'passed' : 'open';
}

/** What a reservation is about: attacks that may be too weak, or members and non-members that may differ by themselves. */
export const checkedFor = ({ roc }: Pick<Item, 'roc'>): 'strength' | 'difference' =>
  roc ? 'difference' : 'strength';
