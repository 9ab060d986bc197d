import type { SubjectSource } from '../../../assessment/executor.ts';
import { openSubject, type OpenedSubject, type OpenEngine } from '../../../assessment/open-subject.ts';
import { standardised } from '../../../assessment/table-space.ts';
import type { Dataset, Samples } from '../../../datasets/types.ts';
import type { EngineName } from '../../../graph/runtime.ts';
import type { RobustnessParameters } from '../../../indicators/robustness/parameters.ts';
import {
  lookAt,
  walkWith,
  type LookContext,
  type SampleRows,
} from '../../../indicators/robustness/single.ts';
import { attackSpace } from '../../../indicators/space.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { answer } from '../answer.ts';
import type { Looked, Paths, Shown } from './types.ts';

/** Samples in the data's own units, and how they are to be attacked. */
interface Job {
  readonly parameters: RobustnessParameters;
  readonly seed: number;
  readonly rows: SampleRows;
  readonly epsilon: number;
}

export interface LookJob extends Job {
  readonly attacks: readonly string[];
}

export interface PathsJob extends Job {
  readonly attack: string;
}

/** What the desk calls in the worker. `id` names a piece of work, so that it can be cancelled. */
export interface ExploreWorkerApi {
  /** @param source without samples; they come with each job */
  open(key: string, source: SubjectSource): Promise<Outcome<EngineName>>;
  close(key: string): Promise<void>;
  look(id: number, key: string, job: LookJob): Promise<Outcome<Looked>>;
  paths(id: number, key: string, job: PathsJob): Promise<Outcome<Paths>>;
  cancel(id: number): Promise<void>;
  /** Engine sessions that are open; a test watches that they are closed. */
  sessions(): Promise<number>;
}

/** Bytes of iterates in one answer at most. */
const mostPathBytes = 16_000_000;

/** The worker's side of the explore screen: a few models ready to be asked, and the attacks on single samples. */
export class ExploreService {
  readonly #openEngine: OpenEngine;
  readonly #opened = new Map<string, { readonly own: Dataset; readonly subject: OpenedSubject }>();
  readonly #running = new Map<number, AbortController>();

  constructor(openEngine: OpenEngine) {
    this.#openEngine = openEngine;
  }

  async open(key: string, source: SubjectSource): Promise<Outcome<EngineName>> {
    return answer(async () => {
      await this.close(key);
      const subject = await openSubject(source, this.#openEngine);
      this.#opened.set(key, { own: source.dataset, subject });
      return subject.report.engine;
    });
  }

  async close(key: string): Promise<void> {
    const open = this.#opened.get(key);
    this.#opened.delete(key);
    await open?.subject.oracle.release();
  }

  look(id: number, key: string, { attacks, ...job }: LookJob): Promise<Outcome<Looked>> {
    return this.#work(id, key, job, (rows, context) =>
      lookAt(attacks, job.epsilon, job.parameters, rows, context),
    );
  }

  paths(id: number, key: string, { attack, ...job }: PathsJob): Promise<Outcome<Paths>> {
    return this.#work(id, key, job, (rows, context) => {
      const most = Math.floor(mostPathBytes / (4 * rows.x.length));
      return walkWith(attack, job.epsilon, job.parameters, rows, context, most);
    });
  }

  async cancel(id: number): Promise<void> {
    this.#running.get(id)?.abort();
  }

  #work<T extends object>(
    id: number,
    key: string,
    job: Job,
    work: (rows: SampleRows, context: LookContext) => Promise<T>,
  ): Promise<Outcome<Shown & T>> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    return answer(async () => {
      try {
        const open = this.#opened.get(key);
        if (!open) throw new Error(`no subject is open as ${key}`);
        const { oracle, dataset, report } = open.subject;
        const rows = inSpace(open.own, job.rows);
        const space = attackSpace(dataset);
        const context = { oracle, space, seed: job.seed, signal: controller.signal };
        const shown: Shown = {
          ids: rows.ids,
          size: space.size,
          classes: oracle.classes,
          labels: rows.y,
          clean: rows.x,
          engine: report.engine,
        };
        return { ...shown, ...(await work(rows, context)) };
      } finally {
        this.#running.delete(id);
      }
    });
  }
}

const none: Samples = { x: new Float32Array(0), y: new Int32Array(0), count: 0 };

/** Rows in the data's own units as rows in the space that attacks act in. */
function inSpace(own: Dataset, rows: SampleRows): SampleRows {
  if (own.kind !== 'table') return rows;
  const test = { x: rows.x, y: rows.y, count: rows.ids.length };
  return { ...rows, x: standardised({ ...own, train: none, test }).test.x };
}
