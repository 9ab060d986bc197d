import type { PartialResult } from '../indicators/types.ts';
import { preflight, type Preflight } from '../graph/preflight.ts';
import { sizeOf } from '../graph/ir.ts';
import type { EngineReport, ShardJob, SubjectSource } from './executor.ts';
import type { Runner } from './in-process.ts';
import { openSubject, type OpenedSubject, type OpenEngine } from './open-subject.ts';
import type { TrainingKnowledge } from '../training/knowledge.ts';
import { indicatorOf, type Registry } from './plan.ts';

/** Runs shards of one subject, one at a time: in a worker, or in the thread of a test. */
export class ShardRunner implements Runner {
  readonly #registry: Registry;
  readonly #openEngine: OpenEngine;
  #opened: (OpenedSubject & { readonly training?: TrainingKnowledge }) | undefined;

  constructor(registry: Registry, openEngine: OpenEngine) {
    this.#registry = registry;
    this.#openEngine = openEngine;
  }

  async open(source: SubjectSource): Promise<EngineReport> {
    await this.close();
    const opened = await openSubject(source, this.#openEngine);
    this.#opened = { ...opened, training: source.training };
    return { ...opened.report, check: source.checked ?? (await this.#check(opened, source)) };
  }

  async run(
    { shard, parameters, seed }: ShardJob,
    signal: AbortSignal,
    progress: (done: number) => void,
  ): Promise<PartialResult> {
    if (!this.#opened) throw new Error('no subject is open');
    signal.throwIfAborted();
    const { dataset, oracle, training, trainer, openTrained } = this.#opened;
    return indicatorOf(this.#registry, shard.indicator).run(shard, parameters, {
      dataset,
      oracle,
      ...(training ? { knowledge: training } : {}),
      engine: trainer,
      openTrained,
      seed,
      signal,
      progress,
    });
  }

  /** Tries the model on the first sample that will be looked at. */
  #check({ oracle, dataset }: OpenedSubject, { testIndices }: SubjectSource): Promise<Preflight> {
    const size = sizeOf(oracle.model.input.sampleShape);
    const first = testIndices[0] ?? 0;
    return preflight(oracle, { sample: dataset.test.x.slice(first * size, (first + 1) * size) });
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.oracle.release();
  }
}
