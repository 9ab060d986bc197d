import { releaseProxy, wrap, type Endpoint, type Remote } from 'comlink';
import { reviveError } from './errors.ts';
import type { Outcome, WorkerEvent } from './protocol.ts';

/** What a worker tells the pool by itself. */
export interface LinkListener {
  /** A sign of life. */
  alive(): void;
  progress(id: number, done: number): void;
  /** The worker is gone, or must go: it will answer no more. */
  died(reason: unknown): void;
}

/** One worker as the pool sees it. */
export interface Link<Task, Result> {
  /** Settles when the worker can take tasks; rejects when it cannot be made ready. */
  readonly ready: Promise<void>;
  run(id: number, task: Task): Promise<Result>;
  /** Asks a running task to stop between two steps; its `run` then rejects with an AbortError. */
  cancel(id: number): void;
  pause(on: boolean): void;
  /** Ends the worker at once. Calls that wait on it settle no more. */
  end(): void;
}

/** A started thread, in the page or in Node. */
export interface Thread {
  readonly endpoint: Endpoint;
  /** Calls `report` once when the thread stops or fails by itself. */
  onDeath(report: (reason: unknown) => void): void;
  end(): void;
}

export type StartThread = () => Thread;

/** Connects to a thread's service: Comlink for calls, plain messages for events. */
export function connect<Api>(thread: Thread, listener: LinkListener): { api: Remote<Api>; end(): void } {
  const api = wrap<Api>(thread.endpoint);
  const onMessage = (message: Event) => {
    const { data } = message as MessageEvent<WorkerEvent | undefined>;
    if (data?.event === 'progress') listener.progress(data.id, data.done);
    listener.alive();
  };
  thread.endpoint.addEventListener('message', onMessage as EventListener);
  thread.onDeath((reason) => listener.died(reason));
  return {
    api,
    end() {
      thread.endpoint.removeEventListener('message', onMessage as EventListener);
      api[releaseProxy]();
      thread.end();
    },
  };
}

/** Thrown when a worker answers that it is of no more use. */
export class FatalWorkerError extends Error {
  override readonly name = 'FatalWorkerError';
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const error = reviveError(outcome.error);
  throw outcome.fatal ? new FatalWorkerError(error.message, { cause: error }) : error;
}
