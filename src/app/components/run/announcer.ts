import type { Progress } from '../../../assessment/progress.ts';
import { nameOf, type QueueName } from '../../../assessment/queue.ts';
import type { Phase } from '../../state/run.svelte.ts';

/** What is said to assistive tools. */
export type Announcement =
  | { readonly kind: 'progress'; readonly share: number; readonly secondsLeft: number | null }
  | { readonly kind: 'done'; readonly items: readonly QueueName[] }
  | { readonly kind: 'paused' }
  | { readonly kind: 'ended'; readonly phase: 'done' | 'cancelled' | 'failed' | 'stopped' };

const every = 10_000;

/** Decides when a run's one status line speaks: at each finished item, at its end, and else at most every ten seconds. */
export class Announcer {
  #spoke: number | null = null;
  #phase: Phase | null = null;
  readonly #done = new Set<string>();
  #known = false;

  /** @param now Milliseconds from any start. */
  tell(phase: Phase, progress: Progress | null, now: number): Announcement | null {
    const found = this.#find(phase, progress, now);
    if (found) this.#spoke = now;
    return found;
  }

  #find(phase: Phase, progress: Progress | null, now: number): Announcement | null {
    const before = this.#phase;
    this.#phase = phase;
    const fresh = this.#finished(progress);
    if (phase !== before) {
      if (phase === 'paused') return { kind: 'paused' };
      if (before !== null && isEnd(phase)) return { kind: 'ended', phase };
    }
    if (phase !== 'running' || !progress || progress.total === 0) return null;
    if (fresh.length) return { kind: 'done', items: fresh };
    // The first word comes after ten seconds as well: short runs speak of their end alone.
    this.#spoke ??= now;
    if (now - this.#spoke < every) return null;
    return { kind: 'progress', share: progress.done / progress.total, secondsLeft: progress.secondsLeft };
  }

  /** Items that were done when the run was first seen are old news. */
  #finished(progress: Progress | null): QueueName[] {
    if (!progress) return [];
    const fresh = progress.items.filter((item) => item.state === 'done' && !this.#done.has(nameOf(item)));
    for (const item of fresh) this.#done.add(nameOf(item));
    const told = this.#known;
    this.#known = true;
    return told ? fresh : [];
  }
}

const isEnd = (phase: Phase): phase is 'done' | 'cancelled' | 'failed' | 'stopped' =>
  phase === 'done' || phase === 'cancelled' || phase === 'failed' || phase === 'stopped';
