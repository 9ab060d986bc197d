import { classReport } from '../../../assessment/class-spread.ts';
import { compareSeveral, type Compared } from '../../../assessment/compare.ts';
import { checkFileSize } from '../../../datasets/load.ts';
import { readReport } from '../../../document/read.ts';
import { assess } from '../../../assessment/assess.ts';
import type { ShardCache } from '../../../assessment/executor.ts';
import { resolvePlan, type Registry } from '../../../assessment/plan.ts';
import { RunControl } from '../../../assessment/queue.ts';
import type { Subject } from '../../../assessment/subject.ts';
import type { Report } from '../../../document/report.ts';
import { UserError } from '../../../messages/index.ts';
import { isAbort } from '../../../workers/errors.ts';
import { PoolExecutor } from '../../../workers/executor.ts';
import type { StartThread } from '../../../workers/link.ts';
import { answer } from '../answer.ts';
import type { Subjects } from '../subjects.ts';
import type { LabEvent } from '../types.ts';
import type { RunShelf } from './shelf.ts';
import { Turns } from './turns.ts';
import type { Keeping, KeptRun, RunApi, RunOrder } from './types.ts';

export interface RunHost {
  readonly registry: Registry;
  readonly start: StartThread;
  readonly cache: ShardCache;
  readonly shelf: RunShelf;
  /** Loads what the shard workers will need, with a word on how far it is. */
  loadEngine(progress: (loaded: number, total: number) => void): Promise<void>;
  /** Bytes of memory in this machine, where the browser tells. */
  readonly memory?: number;
  /** Words for the machine; goes to a report's `timings`. */
  readonly host: string;
  say(event: LabEvent): void;
  /** A run is about to take all workers: those that merely look make room in memory. */
  makeRoom?(): void;
}

const progressEvery = 250;
const itemEvery = 700;

interface Live {
  readonly run: number;
  readonly control: RunControl;
  readonly cancel: AbortController;
  readonly executor: PoolExecutor;
  paused: boolean;
}

/** Computes the runs that the page asks for, one after the other, and keeps them. */
export class RunDesk implements RunApi {
  readonly #host: RunHost;
  readonly #subjects: Subjects;
  readonly #turns = new Turns();
  readonly #live = new Map<number, Live>();

  constructor(host: RunHost, subjects: Subjects) {
    this.#host = host;
    this.#subjects = subjects;
  }

  async run(order: RunOrder) {
    return answer(async () => {
      // Held from now on, whatever is opened while the run waits.
      const subject = this.#subjects.get(order.key);
      const { run, workers } = order;
      const live: Live = {
        run,
        control: new RunControl(order.queue),
        cancel: new AbortController(),
        executor: new PoolExecutor({ size: workers, memory: this.#host.memory, start: this.#host.start }),
        paused: false,
      };
      this.#live.set(run, live);
      try {
        return await this.#turns.take(run, () => this.#assess(order, subject, live));
      } finally {
        this.#live.delete(run);
      }
    });
  }

  async #assess({ run, plan }: RunOrder, subject: Subject, live: Live): Promise<Report> {
    const { registry, cache, host, say } = this.#host;
    say({ event: 'turn', run });
    this.#host.makeRoom?.();
    try {
      const record = resolvePlan(plan, subject.info, registry);
      await this.#host.loadEngine((loaded, total) => say({ event: 'engine-loading', loaded, total }));
      return await assess(record, subject, {
        registry,
        executor: live.executor,
        signal: live.cancel.signal,
        control: live.control,
        cache,
        host,
        progressEvery,
        itemEvery,
        onProgress: (progress) => say({ event: 'progress', run, progress }),
        onItem: (item) => say({ event: 'item', run, item }),
      });
    } catch (cause) {
      // Nobody asked for it: a download, a worker or the storage gave up. A run never ends without a word.
      if (isAbort(cause)) throw new UserError('run.cut-short', { reason: reasonOf(cause) }, { cause });
      throw cause;
    } finally {
      await live.executor.close();
    }
  }

  async pause(on: boolean): Promise<void> {
    const live = this.#live.get(this.#turns.going ?? -1);
    if (!live || live.paused === on) return;
    live.paused = on;
    if (on) live.executor.pause();
    else {
      live.executor.resume();
      live.control.rested();
    }
  }

  async cancel(run: number): Promise<void> {
    if (this.#turns.withdraw(run)) return;
    const live = this.#live.get(run);
    live?.executor.resume();
    live?.cancel.abort();
  }

  async arrange(run: number, order: readonly string[]): Promise<void> {
    this.#live.get(run)?.control.arrange(order);
  }

  async setAside(run: number, names: readonly string[], aside: boolean): Promise<void> {
    const control = this.#live.get(run)?.control;
    if (aside) control?.stop(names);
    else control?.resume(names);
  }

  async arrangeRuns(runs: readonly number[]): Promise<void> {
    this.#turns.arrange(runs);
  }

  async keptRuns() {
    return answer(() => this.#host.shelf.list());
  }

  async keptReport(id: string) {
    return answer(() => this.#host.shelf.report(id));
  }

  async keepRun(run: KeptRun, report: Report | null): Promise<Keeping> {
    return this.#host.shelf.keep(run, report);
  }

  async forgetRun(id: string): Promise<void> {
    await this.#host.shelf.forget(id);
  }

  async compareRuns(first: Compared, others: readonly Compared[]) {
    return answer(() => compareSeveral(first, others, { breathe: nextTask }));
  }

  async readForClass(file: File) {
    return answer(async () => {
      checkFileSize(file.name, file.size);
      return classReport(readReport(new Uint8Array(await file.arrayBuffer())));
    });
  }
}

/** Lets waiting messages in. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.message ? error.message : 'AbortError';
