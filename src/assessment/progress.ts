/** How far some work is, in expected model passes over samples. */
export interface Amount {
  readonly done: number;
  readonly total: number;
  readonly shardsDone: number;
  readonly shards: number;
  /** Work per second over the last while; null before there is any. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

/**
 * `going`: a piece of it is under way; `stopped`: set aside by hand, what is done stays; `failed`: it cannot be finished, and
 * the run's report says why.
 */
export type ItemState = 'waiting' | 'going' | 'done' | 'stopped' | 'failed';

/** One item of the queue: an indicator, or a part of it that can be moved and stopped by itself, such as one attack. */
export interface ItemProgress extends Amount {
  readonly indicator: string;
  /** Null where the indicator has no parts. */
  readonly part: string | null;
  readonly state: ItemState;
}

/** How far an assessment is; its items in the order in which they will be worked on. */
export interface Progress extends Amount {
  readonly items: readonly ItemProgress[];
}

/** The rate follows the last 30 seconds, so that a change of pace shows. */
const window = 30_000;

/** Adds up shards under way. `now` gives milliseconds from any start. */
export class ProgressMeter {
  readonly #now: () => number;
  readonly #total: number;
  readonly #shards: number;
  readonly #running = new Map<object, { readonly work: number; share: number }>();
  readonly #history: { readonly at: number; readonly done: number }[] = [];
  #finished = 0;
  #shardsDone = 0;
  /** Work that came from the cache tells nothing of the rate. */
  #free = 0;

  constructor(shards: number, total: number, now: () => number) {
    this.#shards = shards;
    this.#total = total;
    this.#now = now;
  }

  /** A shard that needs no work now. */
  skip(work: number): void {
    this.#free += work;
    this.#finished += work;
    this.#shardsDone++;
  }

  start(shard: object, work: number): void {
    if (this.#history.length === 0) this.#note();
    this.#running.set(shard, { work, share: 0 });
  }

  update(shard: object, share: number): void {
    const entry = this.#running.get(shard);
    if (entry) entry.share = Math.min(1, Math.max(entry.share, share));
  }

  finish(shard: object): void {
    const entry = this.#running.get(shard);
    if (!entry) return;
    this.#running.delete(shard);
    this.#finished += entry.work;
    this.#shardsDone++;
  }

  /** The shard goes back to the queue, or is given up. */
  drop(shard: object): void {
    this.#running.delete(shard);
  }

  /** Forgets the pace so far, e.g. after a pause. */
  restart(): void {
    this.#history.length = 0;
    this.#note();
  }

  read(): Amount {
    this.#note();
    const done = this.#done();
    const first = this.#history[0];
    const last = this.#history[this.#history.length - 1];
    const seconds = (last.at - first.at) / 1000;
    const rate = seconds > 0 && last.done > first.done ? (last.done - first.done) / seconds : null;
    return {
      done,
      total: this.#total,
      shardsDone: this.#shardsDone,
      shards: this.#shards,
      rate,
      secondsLeft: rate === null ? null : (this.#total - done) / rate,
    };
  }

  #done(): number {
    let sum = this.#finished;
    for (const { work, share } of this.#running.values()) sum += work * share;
    return sum;
  }

  #note(): void {
    const at = this.#now();
    this.#history.push({ at, done: this.#done() - this.#free });
    while (this.#history.length > 2 && this.#history[1].at < at - window) this.#history.shift();
  }
}
