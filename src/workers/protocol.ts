import type { EngineName } from '../graph/runtime.ts';
import type { EngineReport, ShardJob, SubjectSource } from '../assessment/executor.ts';
import type { PartialResult } from '../indicators/types.ts';
import type { PackedError } from './errors.ts';

/** What a worker says without being asked; plain messages beside Comlink's own, which ignores them. */
export type WorkerEvent =
  /** The worker's thread is free to answer; sent about once a second. */
  | { readonly event: 'alive' }
  /** Share of task `id` done, 0 … 1. */
  | { readonly event: 'progress'; readonly id: number; readonly done: number };

/** Answers cross as data, so that an error keeps its message id and values. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: PackedError; readonly fatal: boolean };

/** The service a shard worker exposes through Comlink. */
export interface ShardApi {
  open(source: SubjectSource): Promise<Outcome<EngineReport>>;
  run(id: number, job: ShardJob): Promise<Outcome<PartialResult>>;
  cancel(id: number): Promise<void>;
  pause(on: boolean): Promise<void>;
  /** Sessions open now; a test watches that it returns to its start. */
  sessions(): Promise<number>;
  close(): Promise<void>;
}

/** The plain class behind the service (`assessment/shard-runner.ts`), as far as the service needs it. */
export interface ShardHost {
  open(source: SubjectSource): Promise<EngineReport>;
  run(job: ShardJob, signal: AbortSignal, progress: (done: number) => void): Promise<PartialResult>;
  close(): Promise<void>;
}

export type { EngineName };
