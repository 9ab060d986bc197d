import type { PartialResult } from '../indicators/types.ts';
import type { EngineReport, ShardJob, SubjectSource } from './executor.ts';
import type { Runner } from './in-process.ts';
import { openSubject, type OpenedSubject, type OpenEngine } from './open-subject.ts';
import { indicatorOf, type Registry } from './plan.ts';

/** Runs shards of one subject, one at a time: in a worker, or in the thread of a test. */
export class ShardRunner implements Runner {
  readonly #registry: Registry;
  readonly #openEngine: OpenEngine;
  #opened: OpenedSubject | undefined;

  constructor(registry: Registry, openEngine: OpenEngine) {
    this.#registry = registry;
    this.#openEngine = openEngine;
  }

  async open(source: SubjectSource): Promise<EngineReport> {
    await this.close();
    this.#opened = await openSubject(source, this.#openEngine);
    return this.#opened.report;
  }

  async run(
    { shard, parameters, seed }: ShardJob,
    signal: AbortSignal,
    progress: (done: number) => void,
  ): Promise<PartialResult> {
    if (!this.#opened) throw new Error('no subject is open');
    signal.throwIfAborted();
    return indicatorOf(this.#registry, shard.indicator).run(shard, parameters, {
      dataset: this.#opened.dataset,
      oracle: this.#opened.oracle,
      seed,
      signal,
      progress,
    });
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.oracle.release();
  }
}
