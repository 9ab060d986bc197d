import type { Item } from '../document/types.ts';

/** A figure that a report states with its interval, not sample by sample. */
export interface Stated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Records that it was taken from. */
  readonly n: number;
}

/**
 * What an item with ROC curves states (A.1-2): its `value`, the success rate, and the area of each attack as `auc/loss`, or
 * `auc/loss/top-1` behind a defence. The smaller, the safer.
 */
export function estimatesOf(item: Item | undefined): Map<string, Stated> {
  const found = new Map<string, Stated>();
  if (!item?.roc?.length) return found;
  const { value, interval, n } = item;
  if (value !== null && interval) found.set('value', { value, low: interval.low, high: interval.high, n });
  for (const { attack, defence, auc, counts } of item.roc) {
    const name = ['auc', attack, ...(defence === undefined ? [] : [defence])].join('/');
    found.set(name, { ...auc, n: counts.members + counts.nonMembers });
  }
  return found;
}
