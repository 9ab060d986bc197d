import type { Dataset } from '../datasets/types.ts';
import type { EngineReason } from '../graph/engine.ts';
import type { MemoryEstimate } from '../graph/memory.ts';
import type { Preflight } from '../graph/preflight.ts';
import type { EngineName } from '../graph/runtime.ts';
import type { PartialResult, Shard } from '../indicators/types.ts';
import type { TrainingKnowledge } from '../training/knowledge.ts';
import type { ImportSetting } from './import-setting.ts';

/** All that a worker needs to know of a subject; structured-cloneable. */
export interface SubjectSource {
  /** The ONNX file's bytes. */
  readonly model: Uint8Array;
  readonly modelSha256: string;
  /** How the model is to be read; `dataset` has its labels already. */
  readonly setting?: ImportSetting;
  /** Rows are what a model said elsewhere: they stay in their own units, to the last bit. */
  readonly recorded?: true;
  /** Only the samples that the assessment looks at need travel; `Shard.indices` are positions in the whole test part. */
  readonly dataset: Dataset;
  /** Positions in the test part that `dataset.test` holds, in order. */
  readonly testIndices: readonly number[];
  /** Size of the whole test part. */
  readonly testCount: number;
  /** What is known of the training, where an indicator looks at it; `dataset.train` then holds the whole training part. */
  readonly training?: TrainingKnowledge;
  readonly engine: EngineName | 'auto';
  /** What the model takes; who opens workers opens no more than there is room for. */
  readonly memory?: MemoryEstimate;
  /** Bytes that this worker's engine may take. */
  readonly budget?: number;
  /** What a check of the same model on the same engine came to earlier; without it, whoever opens the subject checks. */
  readonly checked?: Preflight;
}

export interface ShardJob {
  readonly shard: Shard;
  readonly parameters: unknown;
  readonly seed: number;
}

/** What an engine turned out to be on the subject's own model. */
export interface EngineReport {
  readonly engine: EngineName;
  /** Largest absolute difference to WASM on the agreement check; null when WASM itself runs. */
  readonly agreement: number | null;
  /** Why it is this engine; absent where there is only one. */
  readonly reason?: EngineReason;
  /** Milliseconds of a batch's gradient on each engine, where both were timed. */
  readonly milliseconds?: Readonly<Record<EngineName, number>>;
  readonly check?: Preflight;
}

/** Runs shards somewhere: in this thread, or in a pool of workers (`src/workers`). */
export interface Executor {
  /** How many shards run at once. */
  readonly width: number;
  open(source: SubjectSource): Promise<EngineReport>;
  /**
   * `progress` is this shard's share done, 0 … 1. Rejects with an AbortError when `signal` fires. Where the engine may change
   * on the way (a lost GPU), `ranOn` is told before the promise resolves which one the result comes from.
   */
  run(
    job: ShardJob,
    signal: AbortSignal,
    progress: (done: number) => void,
    ranOn?: (engine: EngineName) => void,
  ): Promise<PartialResult>;
  close(): Promise<void>;
}

/** Finished shards under a hash of everything that determines them; IndexedDB in the page, a folder in the terminal. */
export interface ShardCache {
  get(key: string): Promise<PartialResult | undefined>;
  put(key: string, part: PartialResult): Promise<void>;
}
