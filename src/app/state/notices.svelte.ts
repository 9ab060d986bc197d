import type { Message } from '../../messages/index.ts';
import { causeOf, withNotice, type Notice, type NoticeKind } from './notice-list.ts';

/** The one place of everything the page said: errors, warnings, information, the newest first. */
class Notices {
  list = $state.raw<readonly Notice[]>([]);
  /** The one to say to assistive tools; null where the place it arose in says it already. */
  latest = $state.raw<Notice | null>(null);
  readonly unread = $derived(this.list.filter(({ read }) => !read).length);
  #next = 1;
  /** Messages that a part of the page says itself (role alert), so that nothing is said twice. */
  readonly #spoken = new WeakSet<Message>();

  add(kind: NoticeKind, message: Message, error?: unknown): void {
    const { list } = this;
    this.list = withNotice(list, {
      id: this.#next++,
      kind,
      message,
      cause: error === undefined ? undefined : causeOf(error),
      at: Date.now(),
    });
    this.latest = this.list[0];
  }

  /** Called by what shows a message as an alert. */
  speaks(message: Message): void {
    this.#spoken.add(message);
  }

  isSpoken(message: Message): boolean {
    return this.#spoken.has(message);
  }

  readAll(): void {
    if (this.unread) this.list = this.list.map((notice) => ({ ...notice, read: true }));
  }

  remove(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  clear(): void {
    this.list = [];
    this.latest = null;
  }
}

export const notices = new Notices();
