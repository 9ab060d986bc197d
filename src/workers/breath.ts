import type { Runtime, Session } from '../graph/runtime.ts';
import { abortError } from './errors.ts';

/** A worker that computes for longer than this without a pause hears nothing: neither cancel nor its own heartbeat. */
const longestHold = 40;

/** Lets all waiting messages and timers of this thread run, without the 4 ms that browsers add to nested timeouts. */
function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (done: () => void) => unknown };
  if (setImmediate) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Where a busy worker takes breath: between two runs of a graph. onnxruntime's promises settle without leaving the
 * thread's current task, so a loop of runs would otherwise never see a message.
 */
export class Breath {
  #last = performance.now();
  #gate: Promise<void> | undefined;
  #open: (() => void) | undefined;

  /** Returns at once unless it is time; waits while paused; rejects with an AbortError when `signal` fired meanwhile. */
  async take(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#last >= longestHold) {
      await nextTask();
      this.#last = performance.now();
    }
    while (this.#gate && !signal?.aborted) await this.#gate;
    if (signal?.aborted) throw abortError();
  }

  pause(on: boolean): void {
    if (on) this.#gate ??= new Promise((resolve) => (this.#open = resolve));
    else this.release();
  }

  /** Opens the gate, so that a paused run can go on, or see that it was cancelled. */
  release(): void {
    this.#open?.();
    this.#gate = this.#open = undefined;
  }
}

/** The same runtime, whose sessions take breath after every run. */
export function breathing(runtime: Runtime, breath: Breath, signal: () => AbortSignal | undefined): Runtime {
  return {
    engine: runtime.engine,
    get openSessions() {
      return runtime.openSessions;
    },
    get heapBytes() {
      return runtime.heapBytes;
    },
    async open(model) {
      const session = await runtime.open(model);
      return {
        engine: session.engine,
        async run(...request: Parameters<Session['run']>) {
          const result = await session.run(...request);
          await breath.take(signal());
          return result;
        },
        release: () => session.release(),
      };
    },
  };
}
