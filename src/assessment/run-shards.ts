import type { Shard, PartialResult } from '../indicators/types.ts';
import type { EngineName } from '../graph/runtime.ts';
import { UserError, type Message } from '../messages/index.ts';
import type { Executor, ShardCache } from './executor.ts';
import { ProgressMeter, type Progress } from './progress.ts';

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

const workOf = (shard: Shard) => shard.work ?? shard.indices.length;

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
  readonly #meter: ProgressMeter;
  readonly #stops = new Map<string, AbortController>();

  constructor(tasks: readonly Task[], executor: Executor, options: RunOptions) {
    this.#executor = executor;
    this.#options = options;
    const total = tasks.reduce((sum, { shard }) => sum + workOf(shard), 0);
    this.#meter = new ProgressMeter(tasks.length, total, options.now);
    for (const { shard } of tasks) {
      if (!this.#stops.has(shard.indicator)) this.#stops.set(shard.indicator, new AbortController());
    }
  }

  /** Takes what the cache holds; returns the tasks that are left. */
  async fromCache(tasks: readonly Task[]): Promise<Task[]> {
    const { cache, signal } = this.#options;
    if (!cache) return [...tasks];
    const left: Task[] = [];
    for (const task of tasks) {
      const part = signal.aborted ? undefined : await cache.get(task.key);
      if (part === undefined) {
        left.push(task);
        continue;
      }
      this.cached++;
      this.#meter.skip(workOf(task.shard));
      this.#keep(task, part);
    }
    return left;
  }

  /** Keeps as many shards under way as the executor runs at once. */
  async work(tasks: readonly Task[]): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < tasks.length && !this.#options.signal.aborted) await this.#one(tasks[next++]);
    };
    await Promise.all(Array.from({ length: this.#executor.width }, lane));
  }

  async #one(task: Task): Promise<void> {
    const stop = this.#stops.get(task.shard.indicator)!;
    const signal = AbortSignal.any([this.#options.signal, stop.signal]);
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.#attempt(task, signal);
        return;
      } catch (error) {
        this.#meter.drop(task);
        if (signal.aborted) return;
        if (attempt < tries && !UserError.from(error)) continue;
        this.failures.set(task.shard.indicator, failureOf(error));
        stop.abort();
      }
    }
  }

  async #attempt(task: Task, signal: AbortSignal): Promise<void> {
    const { shard, parameters, seed } = task;
    const { cache, now, engine } = this.#options;
    this.#meter.start(task, workOf(shard));
    const started = now();
    const progress = (share: number) => {
      this.#meter.update(task, share);
      this.#report();
    };
    let ranOn = engine;
    const part = await this.#executor.run({ shard, parameters, seed }, signal, progress, (other) => {
      ranOn = other;
    });
    this.spent.set(shard.indicator, (this.spent.get(shard.indicator) ?? 0) + now() - started);
    this.#meter.finish(task);
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

  #report(): void {
    this.#options.onProgress?.(this.#meter.read());
  }
}

/**
 * Runs all tasks, or as many as come before `signal` fires. A shard that fails is tried twice more, unless its error says
 * what is wrong; one that keeps failing ends its indicator, and the others go on.
 */
export async function runShards(
  tasks: readonly Task[],
  executor: Executor,
  options: RunOptions,
): Promise<RunResult> {
  const run = new ShardRun(tasks, executor, options);
  await run.work(await run.fromCache(tasks));
  return run;
}
