import type { Steps } from '../../../datasets/steps.ts';
import { Breath } from '../../../workers/breath.ts';
import type { ReadingProgress } from './types.ts';

/** Whoever waits for files: is told how far they are, and can end it. */
export interface Watch {
  readonly signal: AbortSignal;
  say(progress: ReadingProgress): void;
}

export const unwatched: Watch = { signal: new AbortController().signal, say: () => undefined };

/** Milliseconds between two words: each crosses to another thread. */
const between = 150;

/** Counts one stage of reading: says how far it is a few times a second, lets messages in, and ends where it was told to. */
export class Stage {
  readonly #name: ReadingProgress['stage'];
  readonly #watch: Watch;
  readonly #breath = new Breath();
  /** When the first piece was done, and how much that was: what came before it tells nothing of the pace. */
  #first: { readonly at: number; readonly done: number } | undefined;
  #said = 0;

  constructor(name: ReadingProgress['stage'], watch: Watch) {
    this.#name = name;
    this.#watch = watch;
  }

  /** To be called after each piece. @throws an AbortError once the watch wants no more. */
  async at(done: number, total: number | null): Promise<void> {
    const now = performance.now();
    this.#first ??= { at: (this.#said = now), done };
    // The last word is said as well, where there were others.
    const ended = done === total && this.#said > this.#first.at;
    if (now - this.#said >= between || ended) {
      this.#said = now;
      const rate = (done - this.#first.done) / ((now - this.#first.at) / 1000);
      const secondsLeft = total === null || rate === 0 ? null : (total - done) / rate;
      this.#watch.say({ stage: this.#name, done, total, rate, secondsLeft });
    }
    await this.#breath.take(this.#watch.signal);
  }
}

/** Work in steps, as a stage that can be watched; what is done after the last step can be stopped too. */
export async function paced<T>(steps: Steps<T>, stage: Stage): Promise<T> {
  let total: number | undefined;
  for (;;) {
    const { done, value } = steps.next();
    if (!done) await stage.at(value.done, (total = value.total));
    else {
      if (total !== undefined) await stage.at(total, total);
      return value;
    }
  }
}
