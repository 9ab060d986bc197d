import type { Graph } from './ir.ts';

/** Values in and out of a run: row-major, with the dimensions of this run. */
export interface Tensor {
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array;
  readonly dims: readonly number[];
}

export type EngineName = 'wasm' | 'webgpu';

/** A loaded graph. Runs are serialised by the runtime (two overlapping WebGPU runs freeze the worker). */
export interface Session {
  readonly engine: EngineName;
  run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface Runtime {
  readonly engine: EngineName;
  /** Sessions of the engine that are open now; a test watches that it returns to its start. */
  readonly openSessions: number;
  /** Bytes of the engine's own memory, where they can be told. */
  readonly heapBytes?: number;
  /** The same graph opened twice is one session of the engine, closed when the last of those who opened it releases it. */
  open(model: Graph | Uint8Array): Promise<Session>;
}
