import { UserError } from '../messages/index.ts';
import type { MessageId, MessageValue } from '../messages/index.ts';

/** Characters that would break a sentence or turn it around: controls, line ends, marks of writing direction. */
const unseemly = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufff0-\uffff]/gu;

/** A name out of a file as a sentence can hold it: without control characters, and short. */
export function shownName(name: string, most = 60): string {
  const clean = name.slice(0, 4 * most).replace(unseemly, '');
  const letters = Array.from(clean);
  return letters.length <= most && name.length <= 4 * most
    ? clean || '?'
    : `${letters.slice(0, most - 1).join('')}…`;
}

/** Names out of a file, in a sentence: each once, a dozen at most. */
export function shownNames(names: Iterable<string>): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, 12).map((name) => shownName(name));
  return distinct.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}

/** An error about a file, whose values may be names from it. */
export function fileError(
  id: MessageId,
  values: Readonly<Record<string, MessageValue>> = {},
  cause?: unknown,
): UserError {
  const clean = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' ? shownName(value, key === 'operators' ? 600 : 60) : value,
  ]);
  return new UserError(id, Object.fromEntries(clean), cause === undefined ? undefined : { cause });
}
