import type { Item } from '../document/types.ts';
import { messagesOf, type GradientCheck } from '../graph/preflight.ts';
import type { Indicator } from '../indicators/types.ts';

/**
 * A row with what the check of the model's gradient came to, where the row rests on gradients. One whose gradient is not the
 * model's slope keeps its figures, but they are not reliable: an attack that is led astray finds too little.
 */
export function withGradientCheck(
  item: Item,
  needs: Indicator['needs'],
  check: GradientCheck | null | undefined,
): Item {
  if (!check || needs !== 'gradient' || item.status === 'error') return item;
  const messages = messagesOf(check);
  if (messages.length === 0) return item;
  const warned = { ...item, warnings: [...messages, ...item.warnings] };
  return check.verdict === 'disagrees' ? { ...warned, reliable: false } : warned;
}
