import type { Report } from '../../document/report.ts';
import { moved, type QueueName } from '../../assessment/queue.ts';
import { UserError, type Language, type Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { LabEvent, SubjectSummary } from '../lab/types.ts';
import { sentenceOf } from './complaints.svelte.ts';
import { toPlan, type PlanForm } from './plan-form.ts';
import { Run, type Origin, type RunOptions } from './run.svelte.ts';

/** The runs of this visit and those kept from earlier ones, the newest last, and the one on show. */
export class Runs {
  list = $state.raw<readonly Run[]>([]);
  current = $state.raw<Run | null>(null);
  /** Chosen for comparing, in the order of choosing. */
  chosen = $state.raw<readonly Run[]>([]);
  /** Taken away last, with its place in the list: it can be brought back. */
  removed = $state.raw<{ readonly run: Run; readonly place: number } | null>(null);
  /** A word on keeping: storage is full or forbidden, or old runs made room. */
  keeping = $state.raw<Message | null>(null);
  readonly #client: LabClient;
  #next = 1;

  constructor(client: LabClient) {
    this.#client = client;
  }

  /** The one that computes now. */
  get going(): Run | null {
    return this.list.find((run) => run.running && !run.waiting) ?? null;
  }

  /** Those that wait for their turn, the next one first. */
  queue = $state.raw<readonly Run[]>([]);

  /** The one that computes and those that wait, by `uid`. */
  get unfinished(): readonly string[] {
    return [this.going, ...this.queue].flatMap((run) => (run ? [run.uid] : []));
  }

  /** A report from a file or stored with the lab becomes the run on show. */
  open(
    report: Report,
    origin: Exclude<Origin, 'here'>,
    subject: SubjectSummary | null = null,
    file: string | null = null,
  ): Run {
    const run = this.#add({ origin, subject, form: null, file, started: report.timings.started });
    run.report = report;
    void this.#nameClasses(run, report.data.id, report.data.classNames);
    void this.#keep(run);
    return run;
  }

  /** Starts a run, or goes on with an earlier one: finished pieces are taken from the cache. It waits while another goes on. */
  async start(
    subject: SubjectSummary,
    form: PlanForm,
    workers: number,
    again?: Run,
    file: string | null = null,
  ): Promise<Run> {
    const run = again ?? this.#add({ origin: 'here', subject, form, file });
    this.current = run;
    run.waiting = this.list.some((other) => other.running);
    run.running = true;
    run.paused = false;
    run.report = run.progress = run.trouble = null;
    run.live = [];
    if (run.waiting) this.queue = [...this.queue, run];
    void this.#nameClasses(run, subject.dataset, subject.classNames);
    void this.#keep(run);
    try {
      run.report = await this.#compute(run, subject, form, workers);
    } catch (error) {
      if (!isAbort(error)) run.trouble = sentenceOf(error);
    } finally {
      run.running = run.waiting = run.paused = false;
      this.queue = this.queue.filter((one) => one !== run);
    }
    if (this.list.includes(run)) await this.#keep(run);
    return run;
  }

  async #compute(run: Run, subject: SubjectSummary, form: PlanForm, workers: number): Promise<Report> {
    const { api } = this.#client;
    const key = keyOfSubject(subject);
    const order = {
      run: run.id,
      key,
      plan: toPlan(form),
      workers,
      queue: { order: [...run.order], stopped: [...run.aside] },
    };
    try {
      return await valueOf(api.run(order));
    } catch (error) {
      if (UserError.from(error)?.id !== 'app.subject-gone') throw error;
      if (!subject.target) throw new UserError('run.own-files-gone', {}, { cause: error });
      await valueOf(api.holdTarget(subject.target));
      return valueOf(api.run(order));
    }
  }

  select(run: Run): void {
    this.current = run;
  }

  async pause(on: boolean): Promise<void> {
    if (this.going) this.going.paused = on;
    await this.#client.api.pause(on);
  }

  /** What is done stays; one that waits leaves the queue and the list. */
  async cancel(run = this.going): Promise<void> {
    if (!run) return;
    if (run.waiting) this.remove(run);
    await this.#client.api.cancel(run.id);
  }

  /** Moves an item of a run's queue by one place. */
  async move(run: Run, item: QueueName, step: -1 | 1): Promise<void> {
    const order = moved(run.progress?.items ?? [], run.order, item, step);
    if (!order) return;
    run.order = order;
    await this.#client.api.arrange(run.id, order);
  }

  /** Sets items of a run aside, or resumes them; the names are `A.3-1` or `A.5-3/pgd`. */
  async setAside(run: Run, names: readonly string[], aside: boolean): Promise<void> {
    const others = run.aside.filter((name) => !names.includes(name));
    run.aside = aside ? [...others, ...names] : others;
    await this.#client.api.setAside(run.id, names, aside);
  }

  /** Moves a waiting run by one place. */
  async moveRun(run: Run, step: -1 | 1): Promise<void> {
    const from = this.queue.indexOf(run);
    const to = from + step;
    if (from < 0 || to < 0 || to >= this.queue.length) return;
    const queue = [...this.queue];
    [queue[from], queue[to]] = [queue[to], queue[from]];
    this.queue = queue;
    await this.#client.api.arrangeRuns(queue.map(({ id }) => id));
  }

  async rename(run: Run, name: string, note = run.note): Promise<void> {
    run.name = name.trim();
    run.note = note;
    await this.#keep(run);
  }

  choose(run: Run, chosen: boolean): void {
    const others = this.chosen.filter((one) => one !== run);
    this.chosen = chosen ? [...others, run] : others;
  }

  /** Takes a run that computes nothing from the list and from storage; `bringBack` undoes it. */
  remove(run: Run): void {
    const place = this.list.indexOf(run);
    if (place < 0 || (run.running && !run.waiting)) return;
    this.removed = { run, place };
    this.list = this.list.filter((one) => one !== run);
    this.choose(run, false);
    if (this.current === run) this.current = this.going ?? this.list.at(-1) ?? null;
    run.kept = false;
    void this.#client.api.forgetRun(run.uid);
  }

  bringBack(): void {
    if (!this.removed) return;
    const { run, place } = this.removed;
    this.removed = null;
    this.list = [...this.list.slice(0, place), run, ...this.list.slice(place)];
    this.current ??= run;
    if (!run.report && !run.running) run.trouble ??= { id: 'run.withdrawn' };
    void this.#keep(run);
  }

  /** Brings back what earlier visits left; the reports come one after the other. */
  async restore(): Promise<void> {
    const { api } = this.#client;
    const kept = await valueOf(api.keptRuns()).catch(() => []);
    const fresh = kept.filter(({ id }) => !this.list.some(({ uid }) => uid === id));
    const runs = fresh.map(({ id: uid, ...rest }) => {
      const run = new Run({ ...rest, uid, id: this.#next++ });
      run.kept = run.earlier = true;
      return run;
    });
    this.list = [...runs, ...this.list];
    for (const run of runs) {
      try {
        run.report = await valueOf(api.keptReport(run.uid));
        if (!run.report && !run.running) run.trouble = { id: 'run.left' };
      } catch (error) {
        run.trouble = sentenceOf(error);
      }
      const data = run.report?.data;
      if (data) void this.#nameClasses(run, data.id, data.classNames);
    }
  }

  /** Those of the named runs that can go on now, in the order of the names; a person's own files must be open. */
  leftBehind(uids: readonly string[], subject: SubjectSummary | null): Run[] {
    const open = subject && keyOfSubject(subject);
    return uids.flatMap((uid) => {
      const run = this.find(uid);
      const ready =
        run?.form &&
        run.subject &&
        !run.running &&
        run.phase !== 'done' &&
        (run.target !== null || run.key === open);
      return run && ready ? [run] : [];
    });
  }

  find(uid: string | undefined): Run | undefined {
    return this.list.find((run) => run.uid === uid);
  }

  /** The lab itself is gone: what had not begun will not. */
  lost(error: unknown): void {
    for (const run of this.list) {
      if (!run.running || run.progress) continue;
      run.trouble = sentenceOf(error);
      run.running = run.waiting = false;
    }
  }

  hear(event: LabEvent): void {
    if (!('run' in event)) return;
    const run = this.list.find(({ id }) => id === event.run);
    if (!run?.running) return;
    if (event.event === 'turn') {
      run.waiting = false;
      this.queue = this.queue.filter((one) => one !== run);
    } else if (event.event === 'progress') run.progress = event.progress;
    else run.live = [...run.live.filter(({ id }) => id !== event.item.id), event.item];
  }

  #add(options: Omit<RunOptions, 'id'>): Run {
    const run = new Run({ ...options, id: this.#next++ });
    this.list = [...this.list, run];
    this.current = run;
    return run;
  }

  /** Results that ship with the lab are here anyway. */
  async #keep(run: Run): Promise<void> {
    const { uid, name, note, origin, started, subject, form, file, report } = run;
    if (origin === 'stored') return;
    const kept = { id: uid, name, note, origin, started, subject, form, ...(file ? { file } : {}) };
    const { gone, trouble } = await this.#client.api.keepRun(kept, report);
    run.kept = !trouble;
    for (const old of this.list) if (gone.includes(old.uid)) old.kept = false;
    if (trouble) this.keeping = trouble;
    else if (gone.length) this.keeping = { id: 'run.kept-gone', values: { count: gone.length } };
    // Removed while it was being kept.
    if (this.list.includes(run)) return;
    run.kept = false;
    await this.#client.api.forgetRun(uid);
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
