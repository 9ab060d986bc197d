import type { Dataset, Samples } from '../datasets/types.ts';
import { importModel, type Model } from '../graph/model.ts';
import type { EngineName, Runtime } from '../graph/runtime.ts';
import type { PartialResult } from '../indicators/types.ts';
import { ModelOracle } from '../oracles/model.ts';
import type { EngineReport, ShardJob, SubjectSource } from './executor.ts';
import type { Runner } from './in-process.ts';
import { indicatorOf, type Registry } from './plan.ts';
import { standardised, tableSpace, takingStandardised } from './table-space.ts';

/** Opens the engine that is asked for, or chooses one for this model; the host knows which engines there are. */
export type OpenEngine = (
  wanted: EngineName | 'auto',
  model: Model,
) => Promise<{ readonly runtime: Runtime; readonly report: EngineReport }>;

interface Opened {
  readonly oracle: ModelOracle;
  readonly dataset: Dataset;
}

/** The samples at their own positions of the whole test part; the rest stays empty (memory never touched costs nothing). */
function inPlace({ x, y, count }: Samples, positions: readonly number[], of: number): Samples {
  if (count === of && positions.every((position, at) => position === at)) return { x, y, count };
  const size = count === 0 ? 0 : x.length / count;
  const placed = { x: new Float32Array(of * size), y: new Int32Array(of), count: of };
  positions.forEach((position, at) => {
    placed.x.set(x.subarray(at * size, (at + 1) * size), position * size);
    placed.y[position] = y[at];
  });
  return placed;
}

/** A model and data in the space that attacks act in. */
function attackSpace(model: Model, dataset: Dataset): { model: Model; dataset: Dataset } {
  if (dataset.kind !== 'table') return { model, dataset };
  return { model: takingStandardised(model, tableSpace(dataset.stats)), dataset: standardised(dataset) };
}

/** Runs shards of one subject, one at a time: in a worker, or in the thread of a test. */
export class ShardRunner implements Runner {
  readonly #registry: Registry;
  readonly #openEngine: OpenEngine;
  #opened: Opened | undefined;

  constructor(registry: Registry, openEngine: OpenEngine) {
    this.#registry = registry;
    this.#openEngine = openEngine;
  }

  async open(source: SubjectSource): Promise<EngineReport> {
    await this.close();
    const test = inPlace(source.dataset.test, source.testIndices, source.testCount);
    const imported = importModel(source.model, { sampleShape: source.dataset.shape });
    const { model, dataset } = attackSpace(imported, { ...source.dataset, test });
    const { runtime, report } = await this.#openEngine(source.engine, model);
    this.#opened = { oracle: new ModelOracle(runtime, model), dataset };
    return report;
  }

  async run(
    { shard, parameters, seed }: ShardJob,
    signal: AbortSignal,
    progress: (done: number) => void,
  ): Promise<PartialResult> {
    if (!this.#opened) throw new Error('no subject is open');
    signal.throwIfAborted();
    return indicatorOf(this.#registry, shard.indicator).run(shard, parameters, {
      ...this.#opened,
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
