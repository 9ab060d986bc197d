import type { EngineName } from '../graph/runtime.ts';
import type { EngineReport, Executor, ShardJob, SubjectSource } from '../assessment/executor.ts';
import { sha256Hex } from '../numeric/hash.ts';
import { checkMemory, defaultBudget, roomFor } from '../graph/memory.ts';
import type { Preflight } from '../graph/preflight.ts';
import type { PartialResult } from '../indicators/types.ts';
import { connect, FatalWorkerError, unwrap, type Link, type LinkListener, type StartThread } from './link.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { ShardApi } from './protocol.ts';

/** A result with the engine of the worker that made it. */
interface Ran {
  readonly part: PartialResult;
  readonly engine: EngineName;
}

export interface PoolExecutorOptions extends Omit<PoolOptions<ShardJob, Ran>, 'spawn'> {
  readonly start: StartThread;
  /** Bytes of memory in this machine, where the host can tell. */
  readonly memory?: number;
}

/** Checks of models on engines that were made since this thread started: none is made twice. */
const checks = new Map<string, Preflight>();

/** What a check rests on: the model and how it is read, the data's own scale, the sample it is made on, the engine. */
function checkKey({ modelSha256, setting, dataset, testIndices }: SubjectSource, engine: string): string {
  const { x, count } = dataset.test;
  const { sha256, stats } = { stats: null, ...dataset };
  const size = count === 0 ? 0 : x.length / count;
  const facts = JSON.stringify([modelSha256, setting, sha256, stats, testIndices[0], engine]);
  return sha256Hex(facts, x.subarray(0, size));
}

/**
 * Runs shards in a pool of workers, each with its own single-threaded session. The first worker chooses the engine on the
 * subject's own model; where that is the GPU, it alone works. A worker whose device is lost is replaced by one that
 * tries the GPU again and, where that fails, goes on with WASM.
 */
export class PoolExecutor implements Executor {
  readonly #options: PoolExecutorOptions;
  #pool: Pool<ShardJob, Ran> | undefined;
  #source: SubjectSource | undefined;
  #engine: EngineName | 'auto' = 'auto';
  #report: EngineReport | undefined;
  #paused = false;

  constructor(options: PoolExecutorOptions) {
    this.#options = options;
  }

  get width(): number {
    return this.#pool?.width ?? this.#options.size;
  }

  /** Workers alive now. */
  get alive(): number {
    return this.#pool?.alive ?? 0;
  }

  async open(source: SubjectSource): Promise<EngineReport> {
    await this.close();
    const { size, memory } = this.#options;
    if (source.memory) checkMemory(source.memory, memory);
    const room = source.memory
      ? roomFor(source.memory, size, memory)
      : { workers: size, budget: defaultBudget };
    this.#source = { ...source, budget: room.budget };
    this.#engine = source.engine;
    this.#pool = new Pool({
      ...this.#options,
      size: room.workers,
      spawn: (listener) => this.#spawn(listener),
    });
    try {
      await this.#pool.warmUp();
    } catch (error) {
      await this.close();
      throw error;
    }
    const report = this.#report!;
    this.#engine = report.engine;
    if (report.engine === 'webgpu') this.#pool.limit(1);
    if (this.#paused) this.#pool.pause();
    return report;
  }

  async run(
    job: ShardJob,
    signal: AbortSignal,
    progress: (done: number) => void,
    ranOn?: (engine: EngineName) => void,
  ): Promise<PartialResult> {
    if (!this.#pool) throw new Error('executor is not open');
    const { part, engine } = await this.#pool.run(job, { signal, progress });
    ranOn?.(engine);
    return part;
  }

  /** Also before `open`: then no work starts until `resume`. */
  pause(): void {
    this.#paused = true;
    if (this.#report) this.#pool?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#pool?.resume();
  }

  async close(): Promise<void> {
    this.#pool?.close();
    this.#pool = this.#source = this.#report = undefined;
  }

  #spawn(listener: LinkListener): Link<ShardJob, Ran> {
    const { api, end } = connect<ShardApi>(this.#options.start(), listener);
    const opened = this.#makeReady(api, this.#source!);
    return {
      ready: opened.then(() => undefined),
      run: async (id, job) => {
        const { engine } = await opened;
        return { part: unwrap(await api.run(id, job)), engine };
      },
      cancel: (id) => void api.cancel(id),
      pause: (on) => void api.pause(on),
      end,
    };
  }

  async #makeReady(api: Pick<ShardApi, 'open'>, source: SubjectSource): Promise<EngineReport> {
    const wished = this.#engine;
    try {
      const key = checkKey(source, wished);
      const checked = this.#report?.check ?? checks.get(key);
      const report = unwrap(await api.open({ ...source, engine: wished, checked }));
      if (report.check) checks.set(key, report.check);
      if (this.#report && report.engine !== wished) this.#goOnWith(report.engine);
      this.#report ??= report;
      return report;
    } catch (error) {
      if (wished !== 'wasm' && (this.#report || error instanceof FatalWorkerError)) {
        this.#goOnWith('wasm');
        throw new FatalWorkerError('GPU lost', { cause: error });
      }
      throw error;
    }
  }

  /** The GPU is gone for good: from now on all workers work, on WASM. */
  #goOnWith(engine: EngineName): void {
    this.#engine = engine;
    if (engine === 'wasm') this.#pool?.limit(this.#options.size);
  }
}
