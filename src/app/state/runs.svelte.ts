import type { Progress } from '../../assessment/progress.ts';
import type { Report } from '../../document/report.ts';
import type { Item } from '../../document/types.ts';
import type { Language, Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import { keyOf } from '../lab/subjects-key.ts';
import type { LabEvent, SubjectSummary, SubjectView } from '../lab/types.ts';
import { sentenceOf } from './complaints.svelte.ts';
import { toPlan, type PlanForm } from './plan-form.ts';

export type Phase =
  'loading' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed' | 'stopped' | 'opened' | 'stored';

/** Where a run's figures come from: computed here, opened from a file, or stored with the lab. */
export type Origin = 'here' | 'file' | 'stored';

export interface RunOptions {
  readonly id: number;
  readonly origin: Origin;
  /** Null where a report was opened: its model and data need not be here. */
  readonly subject: SubjectSummary | null;
  readonly form: PlanForm | null;
  readonly name?: string;
}

/** One run of a plan on a subject, from its start to its report; or a report that was opened. */
export class Run {
  readonly id: number;
  readonly origin: Origin;
  readonly subject: SubjectSummary | null;
  readonly form: PlanForm | null;
  /** As the person calls it; empty: by its subject. */
  name = $state('');
  /** The finished or partial report; null while the run goes on. */
  report = $state.raw<Report | null>(null);
  /** Rows as far as they are. */
  live = $state.raw<readonly Item[]>([]);
  progress = $state.raw<Progress | null>(null);
  running = $state(false);
  paused = $state(false);
  trouble = $state.raw<Message | null>(null);
  /** Class names of a bundled set in each language; null for a person's own data. */
  classNames = $state.raw<Readonly<Record<Language, readonly string[]>> | null>(null);

  constructor({ id, origin, subject, form, name = '' }: RunOptions) {
    this.id = id;
    this.origin = origin;
    this.subject = subject;
    this.form = form;
    this.name = name;
  }

  get items(): readonly Item[] {
    return this.report?.items ?? this.live;
  }

  /** Names model and data for the lab: its samples can be looked at where they are still open. */
  get key(): string | null {
    const model = this.subject?.modelSha256 ?? this.report?.model.sha256;
    const data = this.subject?.dataSha256 ?? this.report?.data.sha256;
    return model && data ? keyOf(model, data) : null;
  }

  /** Bundled id; null for a person's own model. */
  get target(): string | null {
    return this.report ? this.report.model.target : (this.subject?.target ?? null);
  }

  get phase(): Phase {
    if (this.running) return this.paused ? 'paused' : this.progress ? 'running' : 'loading';
    if (!this.report) return 'stopped';
    if (this.origin === 'file') return 'opened';
    if (this.origin === 'stored') return 'stored';
    const has = (status: Item['status']) => this.items.some((item) => item.status === status);
    return has('partial') ? 'cancelled' : has('error') ? 'failed' : 'done';
  }

  /** What the views need to know of the subject, class names in a language. */
  view(language: Language): SubjectView {
    const facts = this.report?.data ?? null;
    const { subject } = this;
    return {
      kind: facts?.kind ?? subject?.kind ?? 'image',
      shape: facts?.shape ?? subject?.shape ?? [],
      range: facts?.range ?? subject?.range ?? [0, 1],
      gridStep: facts?.gridStep ?? subject?.gridStep,
      classNames: this.classNames?.[language] ?? facts?.classNames ?? subject?.classNames,
      features: facts?.features,
    };
  }
}

/** The runs of this visit, the newest last, and the one on show. */
export class Runs {
  list = $state.raw<readonly Run[]>([]);
  current = $state.raw<Run | null>(null);
  readonly #client: LabClient;
  #next = 1;

  constructor(client: LabClient) {
    this.#client = client;
  }

  /** The one that computes now. */
  get going(): Run | null {
    return this.list.find((run) => run.running) ?? null;
  }

  /** A report from a file or stored with the lab becomes the run on show. */
  open(report: Report, origin: Exclude<Origin, 'here'>, subject: SubjectSummary | null = null): Run {
    const run = this.#add({ origin, subject, form: null });
    run.report = report;
    void this.#nameClasses(run, report.data.id, report.data.classNames);
    return run;
  }

  /** Starts a run, or goes on with an earlier one of the same plan: finished pieces are taken from the cache. */
  async start(subject: SubjectSummary, form: PlanForm, workers: number, again?: Run): Promise<Run> {
    const run = again ?? this.#add({ origin: 'here', subject, form });
    this.current = run;
    run.running = true;
    run.paused = false;
    run.report = run.progress = run.trouble = null;
    run.live = [];
    void this.#nameClasses(run, subject.dataset, subject.classNames);
    try {
      const key = keyOf(subject.modelSha256, subject.dataSha256);
      run.report = await valueOf(this.#client.api.run(run.id, key, toPlan(form), workers));
    } catch (error) {
      if (!isAbort(error)) run.trouble = sentenceOf(error);
    } finally {
      run.running = run.paused = false;
    }
    return run;
  }

  select(run: Run): void {
    this.current = run;
  }

  async pause(on: boolean): Promise<void> {
    if (this.going) this.going.paused = on;
    await this.#client.api.pause(on);
  }

  async cancel(): Promise<void> {
    await this.#client.api.cancel();
  }

  hear(event: LabEvent): void {
    if (event.event === 'engine-loading') return;
    const run = this.list.find(({ id }) => id === event.run);
    if (!run?.running) return;
    if (event.event === 'progress') run.progress = event.progress;
    else run.live = [...run.live.filter(({ id }) => id !== event.item.id), event.item];
  }

  #add(options: Omit<RunOptions, 'id'>): Run {
    const run = new Run({ ...options, id: this.#next++ });
    this.list = [...this.list, run];
    this.current = run;
    return run;
  }

  /** Bundled sets name their classes in every language; a report holds one. */
  async #nameClasses(run: Run, dataset: string, stated: readonly string[] | undefined): Promise<void> {
    run.classNames = await this.classNames(dataset, stated);
  }

  /** The names of a bundled set's classes in each language; null where the stated ones are others. */
  async classNames(
    dataset: string,
    stated: readonly string[] | undefined,
  ): Promise<Readonly<Record<Language, readonly string[]>> | null> {
    if (dataset === 'file' || !stated) return null;
    const names = await valueOf(this.#client.api.classNames(dataset)).catch(() => null);
    const same = names && Object.values(names).some((list) => list.join('\0') === stated.join('\0'));
    return same ? names : null;
  }
}
