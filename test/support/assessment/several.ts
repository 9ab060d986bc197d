import type { EngineReport, Executor, ShardJob, SubjectSource } from '../../../src/assessment/executor.ts';
import { InProcessExecutor, type Runner } from '../../../src/assessment/in-process.ts';
import type { PartialResult } from '../../../src/indicators/types.ts';

/** Several runners in this thread behind one executor: what a pool of workers is, without the workers. */
export class SeveralRunners implements Executor {
  readonly width: number;
  /** Most shards that were under way at once. */
  busiest = 0;
  readonly #lanes: readonly { readonly executor: Executor; under: number }[];

  constructor(runners: readonly Runner[]) {
    this.width = runners.length;
    this.#lanes = runners.map((runner) => ({ executor: new InProcessExecutor(runner), under: 0 }));
  }

  async open(source: SubjectSource): Promise<EngineReport> {
    const reports = await Promise.all(this.#lanes.map(({ executor }) => executor.open(source)));
    return reports[0];
  }

  /** The runner with least to do takes the shard. */
  async run(job: ShardJob, signal: AbortSignal, progress: (done: number) => void): Promise<PartialResult> {
    const lane = this.#lanes.reduce((least, one) => (one.under < least.under ? one : least));
    lane.under++;
    this.busiest = Math.max(this.busiest, this.#lanes.filter(({ under }) => under > 0).length);
    try {
      return await lane.executor.run(job, signal, progress);
    } finally {
      lane.under--;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ executor }) => executor.close()));
  }
}
