import type { Shard, PartialResult } from '../indicators/types.ts';
import type { EngineName } from '../graph/runtime.ts';
import { UserError, type Message } from '../messages/index.ts';
import type { Executor, ShardCache } from './executor.ts';
import type { Progress } from './progress.ts';
import { itemOfShard, RunControl, WaitingLine, type QueueName } from './queue.ts';
import { QueueMeter } from './queue-meter.ts';

/** One shard with all that its run needs. */
export interface Task {
  readonly shard: Shard;
  readonly parameters: unknown;
  readonly seed: number;
  /** Name in the cache. */
  readonly key: string;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** The engine that the executor opened: the keys of the cache speak of it. */
  readonly engine: EngineName;
  readonly cache?: ShardCache;
  readonly now: () => number;
  readonly onProgress?: (progress: Progress) => void;
  /** Milliseconds between two words on progress, but for the last one; 100 unless told. */
  readonly progressEvery?: number;
  /** The person's hand on the queue. */
  readonly control?: RunControl;
  /** A shard's result has come. */
  readonly onPart?: (task: Task, part: PartialResult) => void;
}

export interface RunResult {
  readonly parts: ReadonlyMap<Task, PartialResult>;
  /** By indicator: why it cannot be finished. */
  readonly failures: ReadonlyMap<string, Message>;
  /** Tasks whose result came from another engine than the one opened: its GPU was lost on the way. */
  readonly elsewhere: ReadonlySet<Task>;
  readonly computed: number;
  readonly cached: number;
  /** Milliseconds of work by indicator. */
  readonly spent: ReadonlyMap<string, number>;
}

/** How often a shard is tried when it fails without a reason that would come again. */
const tries = 3;

/** Error texts of a host may name files of its machine; a report may not. */
const withoutPaths = (text: string) =>
  text.replace(/(?:file:\/\/|[A-Za-z]:)?(?:[\\/][^\s\\/:'"()]+){2,}/g, '…');

/** The sentence for an item that failed. */
export function failureOf(error: unknown): Message {
  const known = UserError.from(error);
  if (known) return { id: known.id, values: known.values };
  const reason = withoutPaths(error instanceof Error ? error.message : String(error));
  return { id: 'assessment.failed', values: { reason } };
}

/** The work of one run: what is waiting, under way, done and given up. */
class ShardRun {
  readonly parts = new Map<Task, PartialResult>();
  readonly failures = new Map<string, Message>();
  readonly elsewhere = new Set<Task>();
  readonly spent = new Map<string, number>();
  computed = 0;
  cached = 0;
  readonly #executor: Executor;
  readonly #options: RunOptions;
  readonly #control: RunControl;
  readonly #meter: QueueMeter;
  readonly #line: WaitingLine<Task>;
  /** Pieces under way, each with what gives it up. */
  readonly #going = new Map<Task, AbortController>();
  #told = -Infinity;

  constructor(tasks: readonly Task[], executor: Executor, options: RunOptions) {
    this.#executor = executor;
    this.#options = options;
    this.#control = options.control ?? new RunControl();
    this.#line = new WaitingLine(tasks);
    this.#line.arrange(this.#control.order);
    this.#meter = new QueueMeter(
      tasks.map(({ shard }) => shard),
      options.now,
    );
  }

  /** Takes what the cache holds; also of items that are set aside. */
  async fromCache(): Promise<void> {
    const { cache, signal } = this.#options;
    if (!cache) return;
    const found = new Set<Task>();
    for (const task of [...this.#line.waiting]) {
      const part = signal.aborted ? undefined : await cache.get(task.key).catch(() => undefined);
      if (part === undefined) continue;
      found.add(task);
      this.cached++;
      this.#meter.skip(task.shard);
      this.#keep(task, part);
    }
    this.#line.remove(found);
  }

  /** Keeps as many shards under way as the executor runs at once, until nothing is left that may go. */
  async work(): Promise<void> {
    const { signal } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        while (!signal.aborted && this.#going.size < this.#executor.width) {
          const task = this.#line.take((item) => !this.#isOut(item));
          if (!task) break;
          const stop = new AbortController();
          this.#going.set(task, stop);
          this.#one(task, AbortSignal.any([signal, stop.signal])).then(() => {
            this.#going.delete(task);
            next();
          }, reject);
        }
        if (this.#going.size === 0) resolve();
      };
      this.#control.attach(
        () => {
          this.#line.arrange(this.#control.order);
          this.#giveUp();
          next();
          this.#report(true);
        },
        () => this.#meter.restart(),
      );
      // It may have been changed while the cache was read.
      this.#line.arrange(this.#control.order);
      next();
    });
    this.#control.attach(
      () => undefined,
      () => undefined,
    );
    this.#report(true);
  }

  #isOut(item: QueueName): boolean {
    return this.failures.has(item.indicator) || this.#control.isStopped(item);
  }

  /** Ends the pieces under way of items that failed or were set aside. */
  #giveUp(): void {
    for (const [task, stop] of this.#going) if (this.#isOut(itemOfShard(task.shard))) stop.abort();
  }

  async #one(task: Task, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.#attempt(task, signal);
        return;
      } catch (error) {
        this.#meter.drop(task.shard);
        if (signal.aborted) break;
        if (attempt < tries && !UserError.from(error)) continue;
        this.failures.set(task.shard.indicator, failureOf(error));
        this.#giveUp();
        break;
      }
    }
    this.#line.putBack(task);
  }

  async #attempt(task: Task, signal: AbortSignal): Promise<void> {
    const { shard, parameters, seed } = task;
    const { cache, now, engine } = this.#options;
    this.#meter.start(shard);
    const started = now();
    const progress = (share: number) => {
      this.#meter.update(shard, share);
      this.#report();
    };
    let ranOn = engine;
    const part = await this.#executor.run({ shard, parameters, seed }, signal, progress, (other) => {
      ranOn = other;
    });
    this.spent.set(shard.indicator, (this.spent.get(shard.indicator) ?? 0) + now() - started);
    this.#meter.finish(shard);
    this.computed++;
    if (ranOn === engine) await cache?.put(task.key, part).catch(() => undefined);
    else this.elsewhere.add(task);
    this.#keep(task, part);
  }

  #keep(task: Task, part: PartialResult): void {
    this.parts.set(task, part);
    this.#options.onPart?.(task, part);
    this.#report();
  }

  #report(always = false): void {
    const { onProgress, now, progressEvery = 100 } = this.#options;
    if (!onProgress || (!always && now() - this.#told < progressEvery)) return;
    this.#told = now();
    onProgress(
      this.#meter.read({
        rankOf: (item) => this.#line.rankOf(item),
        sorted: (items) => this.#line.sorted(items),
        waiting: this.#line.waiting
          .map(({ shard }) => shard)
          .filter((shard) => !this.#isOut(itemOfShard(shard))),
        going: [...this.#going.keys()].map(({ shard }) => shard),
        stateOf: (item) =>
          this.failures.has(item.indicator) ? 'failed' : this.#control.isStopped(item) ? 'stopped' : null,
      }),
    );
  }
}

/**
 * Runs all tasks, or as many as come before `signal` fires and as `control` lets go. A shard that fails is tried twice more,
 * unless its error says what is wrong; one that keeps failing ends its indicator, and the others go on.
 */
export async function runShards(
  tasks: readonly Task[],
  executor: Executor,
  options: RunOptions,
): Promise<RunResult> {
  const run = new ShardRun(tasks, executor, options);
  await run.fromCache();
  await run.work();
  return run;
}
