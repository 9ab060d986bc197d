import { transfer } from 'comlink';
import type { EngineReport, ShardJob, SubjectSource } from '../assessment/executor.ts';
import type { Runtime } from '../graph/runtime.ts';
import { UserError } from '../messages/index.ts';
import { Breath, breathing } from './breath.ts';
import { isAbort, packError } from './errors.ts';
import type { Outcome, ShardApi, ShardHost, WorkerEvent } from './protocol.ts';
import { buffersIn } from './transfer.ts';

const heartbeat = 1000;

/**
 * The worker's side: answers the pool's calls with the plain class that does the work. One shard at a time.
 * `host` receives a wrapper for the runtimes it opens, so that a long shard hears cancel and pause between two runs.
 */
export class ShardService implements ShardApi {
  readonly #host: ShardHost;
  readonly #post: (event: WorkerEvent) => void;
  readonly #breath = new Breath();
  readonly #runtimes: Runtime[] = [];
  #running: { readonly id: number; readonly controller: AbortController } | undefined;
  #engine: EngineReport | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(
    host: (wrap: (runtime: Runtime) => Runtime) => ShardHost,
    post: (event: WorkerEvent) => void,
    every = heartbeat,
  ) {
    this.#host = host((runtime) => {
      this.#runtimes.push(runtime);
      return breathing(runtime, this.#breath, () => this.#running?.controller.signal);
    });
    this.#post = post;
    this.#timer = setInterval(() => post({ event: 'alive' }), every);
    post({ event: 'alive' });
  }

  async open(source: SubjectSource): Promise<Outcome<EngineReport>> {
    return this.#answer(async () => (this.#engine = await this.#host.open(source)));
  }

  async run(id: number, job: ShardJob) {
    const controller = new AbortController();
    this.#running = { id, controller };
    const outcome = await this.#answer(() =>
      this.#host.run(job, controller.signal, (done) => this.#post({ event: 'progress', id, done })),
    );
    this.#running = undefined;
    return transfer(outcome, buffersIn(outcome));
  }

  async cancel(id: number): Promise<void> {
    if (this.#running?.id !== id) return;
    this.#running.controller.abort();
    this.#breath.release();
  }

  async pause(on: boolean): Promise<void> {
    this.#breath.pause(on);
  }

  async sessions(): Promise<number> {
    return this.#runtimes.reduce((sum, runtime) => sum + runtime.openSessions, 0);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#host.close();
  }

  async #answer<T>(work: () => Promise<T>): Promise<Outcome<T>> {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, error: packError(error), fatal: this.#isFatal(error) };
    }
  }

  /** After these the worker is of no more use: its WASM heap or its GPU device is gone; a fresh one may well succeed. */
  #isFatal(error: unknown): boolean {
    if (isAbort(error) || UserError.from(error)) return false;
    return (
      (error as { workerMustEnd?: unknown } | null)?.workerMustEnd === true ||
      this.#engine?.engine === 'webgpu' ||
      error instanceof WebAssembly.RuntimeError ||
      error instanceof RangeError
    );
  }
}
