import type { Message } from '../../messages/index.ts';

export type NoticeKind = 'error' | 'warning' | 'information';

/** Something the page said. It stays until it is read and taken away. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly message: Message;
  /** The raw cause, for a report of trouble: names, messages and stacks of the errors behind it. */
  readonly cause?: string;
  /** When it was last said, ms since 1970. */
  readonly at: number;
  /** How often, in a row of the same. */
  readonly times: number;
  readonly read: boolean;
}

const most = 100;

const same = (a: Message, b: Message) =>
  a.id === b.id && JSON.stringify(a.values ?? {}) === JSON.stringify(b.values ?? {});

/** The list with a new notice first. The same again is counted and moves to the front; it is unread once more. */
export function withNotice(
  list: readonly Notice[],
  fresh: Pick<Notice, 'id' | 'kind' | 'message' | 'cause' | 'at'>,
): readonly Notice[] {
  const before = list.find((notice) => notice.kind === fresh.kind && same(notice.message, fresh.message));
  const notice: Notice = { ...fresh, times: (before?.times ?? 0) + 1, read: false };
  return [notice, ...list.filter((other) => other !== before)].slice(0, most);
}

const deepest = 5;

/** The errors behind an error, as text: what went wrong inside, outermost first. */
export function causeOf(error: unknown): string | undefined {
  const parts: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at !== undefined && at !== null && depth < deepest; depth++) {
    if (!(at instanceof Error)) {
      parts.push(String(at));
      break;
    }
    // Some engines begin the stack with name and message, some do not.
    const head = `${at.name}: ${at.message}`;
    parts.push(at.stack?.includes(at.message) ? at.stack : [head, at.stack].filter(Boolean).join('\n'));
    at = at.cause;
  }
  return parts.join('\n\n') || undefined;
}
