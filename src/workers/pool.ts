import { UserError } from '../messages/index.ts';
import { abortError, isAbort } from './errors.ts';
import { FatalWorkerError, type Link, type LinkListener } from './link.ts';

export interface PoolOptions<Task, Result> {
  /** Workers at most. */
  readonly size: number;
  readonly spawn: (listener: LinkListener) => Link<Task, Result>;
  /** How often a task is tried when its worker dies; 3 unless told. */
  readonly tries?: number;
  /** Milliseconds without any sign of life after which a busy worker counts as hanging; two minutes unless told. */
  readonly silence?: number;
  /** Milliseconds a cancelled task has to stop by itself before its worker is ended; 300 unless told. */
  readonly grace?: number;
}

interface Entry<Task, Result> {
  readonly id: number;
  /** Absent where a worker is only made ready. */
  readonly work?: { readonly task: Task };
  readonly signal?: AbortSignal;
  readonly progress?: (done: number) => void;
  tries: number;
  settle(outcome: Settlement<Result>): void;
}

type Settlement<Result> = { result: Result | undefined } | { error: unknown };

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (done: number) => void;
}

interface Slot<Task, Result> {
  link?: Link<Task, Result>;
  entry?: Entry<Task, Result>;
  lastSign: number;
}

/**
 * Workers fed by one queue, first come first served. A worker that dies or hangs is replaced and its task tried again on
 * a fresh one; then the task fails with a UserError and the rest goes on. Tasks that fail by themselves are not repeated.
 */
export class Pool<Task, Result> {
  readonly #options: Required<PoolOptions<Task, Result>>;
  readonly #slots: Slot<Task, Result>[];
  readonly #queue: Entry<Task, Result>[] = [];
  #limit: number;
  #nextId = 1;
  #paused = false;
  #closed = false;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(options: PoolOptions<Task, Result>) {
    this.#options = { tries: 3, silence: 120_000, grace: 300, ...options };
    this.#limit = options.size;
    this.#slots = Array.from({ length: options.size }, () => ({ lastSign: 0 }));
  }

  get width(): number {
    return this.#limit;
  }

  /** Workers alive now. */
  get alive(): number {
    return this.#slots.filter((slot) => slot.link).length;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Starts one worker and waits until it is ready; tried again like a task when the worker dies on the way. */
  async warmUp(): Promise<void> {
    await this.#enqueue(undefined, {});
  }

  /** Uses only the first `width` workers from now on (one where a GPU does the work). */
  limit(width: number): void {
    this.#limit = Math.max(1, Math.min(width, this.#slots.length));
  }

  run(task: Task, options: RunOptions = {}): Promise<Result> {
    return this.#enqueue({ task }, options) as Promise<Result>;
  }

  /** No further task starts, and running ones hold at their next step. */
  pause(): void {
    this.#paused = true;
    for (const { link } of this.#slots) link?.pause(true);
  }

  resume(): void {
    this.#paused = false;
    for (const { link } of this.#slots) link?.pause(false);
    this.#dispatch();
  }

  /** Ends all workers; whatever still waits or runs rejects with an AbortError. */
  close(): void {
    this.#closed = true;
    for (const entry of this.#queue.splice(0)) entry.settle({ error: abortError() });
    for (const slot of this.#slots) {
      slot.entry?.settle({ error: abortError() });
      this.#drop(slot);
    }
    this.#guard();
  }

  #enqueue(work: Entry<Task, Result>['work'], { signal, progress }: RunOptions): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed || signal?.aborted) return reject(abortError());
      const onAbort = () => this.#cancel(entry);
      const settle = (outcome: Settlement<Result>) => {
        signal?.removeEventListener('abort', onAbort);
        if ('result' in outcome) resolve(outcome.result);
        else reject(outcome.error);
      };
      const entry: Entry<Task, Result> = { id: this.#nextId++, work, signal, progress, tries: 0, settle };
      signal?.addEventListener('abort', onAbort);
      this.#queue.push(entry);
      this.#dispatch();
    });
  }

  #linkOf(slot: Slot<Task, Result>): Link<Task, Result> {
    if (slot.link) return slot.link;
    const link: Link<Task, Result> = this.#options.spawn({
      alive: () => {
        if (slot.link === link) slot.lastSign = now();
      },
      progress: (id, done) => {
        if (slot.link === link && slot.entry?.id === id) slot.entry.progress?.(done);
      },
      died: (reason) => {
        if (slot.link === link) this.#lost(slot, reason);
      },
    });
    slot.link = link;
    slot.lastSign = now();
    link.ready.catch(() => undefined);
    if (this.#paused) link.pause(true);
    return link;
  }

  #dispatch(): void {
    for (const slot of this.#slots.slice(0, this.#limit)) {
      if (this.#closed || this.#paused || !this.#queue.length) break;
      if (!slot.entry) void this.#work(slot, (slot.entry = this.#queue.shift()!));
    }
    this.#guard();
  }

  async #work(slot: Slot<Task, Result>, entry: Entry<Task, Result>): Promise<void> {
    const link = this.#linkOf(slot);
    slot.lastSign = now();
    let ready = false;
    try {
      await link.ready;
      ready = true;
      const result =
        slot.entry === entry && entry.work ? await link.run(entry.id, entry.work.task) : undefined;
      if (slot.entry === entry) this.#finish(slot, { result });
    } catch (error) {
      if (slot.entry !== entry) return;
      if (error instanceof FatalWorkerError || (entry.work && !ready)) this.#lost(slot, error);
      else {
        if (!ready) this.#end(slot);
        this.#finish(slot, { error: entry.signal?.aborted && isAbort(error) ? abortError() : error });
      }
    }
  }

  #finish(slot: Slot<Task, Result>, outcome: Settlement<Result>): void {
    const { entry } = slot;
    slot.entry = undefined;
    entry?.settle(outcome);
    this.#dispatch();
  }

  /** The worker of `slot` is gone: end what is left of it and give its task to a fresh one. */
  #lost(slot: Slot<Task, Result>, reason: unknown): void {
    const { entry } = slot;
    this.#drop(slot);
    if (entry) {
      entry.tries++;
      if (entry.signal?.aborted) entry.settle({ error: abortError() });
      else if (entry.tries >= this.#options.tries) entry.settle({ error: crashed(entry.tries, reason) });
      else this.#queue.unshift(entry);
    }
    this.#dispatch();
  }

  #drop(slot: Slot<Task, Result>): void {
    this.#end(slot);
    slot.entry = undefined;
  }

  #end(slot: Slot<Task, Result>): void {
    slot.link?.end();
    slot.link = undefined;
  }

  #cancel(entry: Entry<Task, Result>): void {
    const queued = this.#queue.indexOf(entry);
    if (queued >= 0) {
      this.#queue.splice(queued, 1);
      return entry.settle({ error: abortError() });
    }
    const slot = this.#slots.find((candidate) => candidate.entry === entry);
    slot?.link?.cancel(entry.id);
    setTimeout(() => {
      if (slot && slot.entry === entry) this.#lost(slot, abortError());
    }, this.#options.grace);
  }

  /** Watches busy workers while there are any. */
  #guard(): void {
    const busy = this.#slots.some((slot) => slot.entry);
    if (busy && !this.#watch) {
      const period = this.#options.silence / 4;
      let last = now();
      this.#watch = setInterval(() => {
        const late = now() - last > 2 * period;
        last = now();
        this.#check(late);
      }, period);
    }
    if (!busy) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
  }

  /** `late`: this thread itself was held up or the machine slept, so silence says nothing about the workers. */
  #check(late: boolean): void {
    for (const slot of this.#slots) {
      if (late) slot.lastSign = now();
      else if (slot.entry && now() - slot.lastSign > this.#options.silence)
        this.#lost(slot, new Error(`no sign of life for ${this.#options.silence} ms`));
    }
  }
}

const now = () => performance.now();

const crashed = (tries: number, cause: unknown) => new UserError('workers.crashed', { tries }, { cause });
