import type { EngineReport, Executor, ShardJob, SubjectSource } from './executor.ts';
import type { PartialResult } from '../indicators/types.ts';

/** What runs shards one at a time: `ShardRunner`, or a stand-in. */
export interface Runner {
  open(source: SubjectSource): Promise<EngineReport>;
  run(job: ShardJob, signal: AbortSignal, progress: (done: number) => void): Promise<PartialResult>;
  close(): Promise<void>;
}

/** Runs shards in this thread, one after the other. */
export class InProcessExecutor implements Executor {
  readonly width = 1;
  readonly #runner: Runner;
  #last: Promise<unknown> = Promise.resolve();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  open(source: SubjectSource): Promise<EngineReport> {
    return this.#runner.open(source);
  }

  run(job: ShardJob, signal: AbortSignal, progress: (done: number) => void): Promise<PartialResult> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return this.#runner.run(job, signal, progress);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#runner.close();
  }
}
