import type { Progress } from '../../assessment/progress.ts';
import type { Report } from '../../document/report.ts';
import type { Item } from '../../document/types.ts';
import { UserError, type Language, type Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { readAddress, writeAddress, type Address } from '../address.ts';
import { LabClient, valueOf } from '../lab/client.ts';
import type { DroppedFile, FilesState, LabEvent, SubjectSummary, Workload } from '../lab/types.ts';
import type { TargetSummary } from '../../training/card.ts';
import { smallPlan, toPlan, type PlanForm } from './plan-form.ts';

export type Stage = 'target' | 'plan' | 'result';
type Place = 'page' | 'target' | 'files' | 'plan' | 'run';

const usableCores = () => Math.max(1, Math.min(16, navigator.hardwareConcurrency || 2));

/** Everything the screens show, and everything a person can do. Heavy data is held raw; the work is done by the lab's worker. */
export class LabState {
  stage = $state<Stage>('target');
  targets = $state.raw<readonly TargetSummary[]>([]);
  subject = $state.raw<SubjectSummary | null>(null);
  files = $state.raw<readonly DroppedFile[]>([]);
  missing = $state<'model' | 'data' | 'labels' | null>(null);
  /** Hashes of the files that the address speaks of and that were not dropped yet. */
  awaited = $state.raw<Pick<Address, 'model' | 'data'> | null>(null);
  form = $state<PlanForm | null>(null);
  workers = $state(usableCores());
  workload = $state.raw<Workload | null>(null);
  progress = $state.raw<Progress | null>(null);
  engineLoading = $state<number | null>(null);
  /** The finished or partial report; null while a run goes on. */
  report = $state.raw<Report | null>(null);
  /** Rows of the run going on, as far as they are. */
  live = $state.raw<readonly Item[]>([]);
  /** Class names of the bundled set on screen, in each language; null for a person's own data. */
  classNames = $state.raw<Readonly<Record<Language, readonly string[]>> | null>(null);
  /** The report on screen was opened from a file and not made here. */
  opened = $state(false);
  running = $state(false);
  paused = $state(false);
  opening = $state<string | null>(null);
  /** Said beside the plan, e.g. that other files came than the address speaks of. */
  note = $state.raw<Message | null>(null);
  readonly maxWorkers = usableCores() * 2;
  /** Trouble is shown where it arose and stays until something else is done there. */
  trouble = $state.raw<Partial<Record<Place, Message>>>({});

  readonly #client: LabClient;
  #run = 0;
  #planAsked = 0;
  #fromAddress: Address;
  /** Written by us last, so that our own change is not read back. */
  #address = '';

  constructor() {
    this.#client = new LabClient(
      (event) => this.#hear(event),
      (error) => this.#complain('page', error),
    );
    this.#fromAddress = readAddress(location.hash);
    window.addEventListener('hashchange', () => {
      if (location.hash !== this.#address) location.reload();
    });
    void this.#start();
  }

  async #start(): Promise<void> {
    try {
      this.targets = await valueOf(this.#client.api.targets());
    } catch (error) {
      return this.#complain('page', error);
    }
    setTimeout(() => void this.#client.api.prepare(), 300);
    const { target, model, data, run } = this.#fromAddress;
    if (target) {
      await this.openTarget(target);
      if (run && this.subject) await this.run();
    } else if (model || data) this.awaited = { model, data };
  }

  async openTarget(id: string): Promise<void> {
    if (this.opening) return;
    this.opening = id;
    this.#clear('target', 'files');
    try {
      this.#choose(await valueOf(this.#client.api.openTarget(id)));
    } catch (error) {
      this.#complain('target', error);
    } finally {
      this.opening = null;
    }
  }

  /** One door for models, data and saved reports, in any order. */
  async addFiles(files: readonly File[], options: { labelColumn?: string; scale?: number }): Promise<void> {
    if (!files.length || this.opening) return;
    this.opening = files.map((file) => file.name).join(', ');
    this.#clear('target', 'files');
    try {
      this.#takeFiles(await valueOf(this.#client.api.addFiles([...files], { ...options })));
    } catch (error) {
      this.#complain('files', error);
    } finally {
      this.opening = null;
    }
  }

  async removeFile(name: string): Promise<void> {
    this.#clear('files');
    try {
      this.#takeFiles(await valueOf(this.#client.api.removeFile(name)));
    } catch (error) {
      this.#complain('files', error);
    }
  }

  #takeFiles(state: FilesState): void {
    this.files = state.files;
    this.missing = state.complete ? null : state.missing;
    if (!state.complete) return;
    if ('report' in state) {
      this.report = state.report;
      void this.#nameClasses(state.report.data.id, state.report.data.classNames);
      this.opened = true;
      this.progress = null;
      this.stage = 'result';
    } else this.#choose(state.subject);
  }

  #choose(subject: SubjectSummary): void {
    const { plan, target, model, data } = this.#fromAddress;
    const meant = subject.target
      ? subject.target === target
      : subject.modelSha256 === model && subject.dataSha256 === data;
    const other = !subject.target && !meant && (model !== undefined || data !== undefined);
    this.note = other ? { id: 'app.awaited-other' } : null;
    this.subject = subject;
    void this.#nameClasses(subject.dataset, subject.classNames);
    this.awaited = null;
    this.form = { ...smallPlan(subject), ...(meant || other ? plan : {}) };
    this.report = null;
    this.progress = null;
    this.opened = false;
    this.#clear('plan', 'run');
    this.stage = 'plan';
    this.#writeAddress(meant && this.#fromAddress.run);
  }

  /** Bundled sets name their classes in every language; a report holds one. */
  async #nameClasses(dataset: string, stated: readonly string[] | undefined): Promise<void> {
    this.classNames = null;
    if (dataset === 'file' || !stated) return;
    const names = await valueOf(this.#client.api.classNames(dataset)).catch(() => null);
    const same = names && Object.values(names).some((list) => list.join('\0') === stated.join('\0'));
    if (same) this.classNames = names;
  }

  /** Called whenever the form changed: the amount of work is stated before the start. */
  async planChanged(): Promise<void> {
    if (!this.form || !this.subject) return;
    const asked = ++this.#planAsked;
    this.#writeAddress(false);
    try {
      const workload = await valueOf(this.#client.api.workload(toPlan($state.snapshot(this.form))));
      if (asked !== this.#planAsked) return;
      this.workload = workload;
      this.#clear('plan');
    } catch (error) {
      if (asked !== this.#planAsked) return;
      this.workload = null;
      this.#complain('plan', error);
    }
  }

  async run(): Promise<void> {
    if (!this.form || this.running) return;
    const id = ++this.#run;
    this.#clear('run', 'plan');
    this.running = true;
    this.paused = false;
    this.opened = false;
    this.report = null;
    this.live = [];
    this.progress = null;
    this.stage = 'result';
    this.#writeAddress(true);
    try {
      const plan = toPlan($state.snapshot(this.form));
      this.report = await valueOf(this.#client.api.run(id, plan, this.workers));
    } catch (error) {
      if (!isAbort(error)) this.#complain('run', error);
    } finally {
      this.running = this.paused = false;
      this.engineLoading = null;
    }
  }

  async pause(on: boolean): Promise<void> {
    this.paused = on;
    await this.#client.api.pause(on);
  }

  async cancel(): Promise<void> {
    this.#writeAddress(false);
    await this.#client.api.cancel();
  }

  /** The report's file: named by subject, date and time. */
  async save(): Promise<void> {
    if (!this.report) return;
    const { report } = this;
    const text = await this.#client.api.saved(report);
    const stamp = report.timings.started.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = `touchstone_${report.model.target ?? report.model.sha256.slice(0, 8)}_${stamp}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  #hear(event: LabEvent): void {
    if (event.event === 'engine-loading')
      this.engineLoading = event.total ? event.loaded / event.total : null;
    else if (event.run !== this.#run) return;
    else if (event.event === 'progress') this.progress = event.progress;
    else if (this.running) this.live = [...this.live.filter(({ id }) => id !== event.item.id), event.item];
  }

  #writeAddress(run: boolean): void {
    const { subject, form } = this;
    if (!subject || !form) return;
    const plan = $state.snapshot(form);
    this.#address = subject.target
      ? writeAddress({ target: subject.target, plan, run })
      : writeAddress({ model: subject.modelSha256, data: subject.dataSha256, plan, run });
    history.replaceState(null, '', this.#address);
  }

  #complain(place: Place, error: unknown): void {
    const user = UserError.from(error);
    const message: Message = user
      ? { id: user.id, values: user.values }
      : { id: 'app.unexpected', values: { what: error instanceof Error ? error.message : String(error) } };
    if (!user) console.warn(error);
    this.trouble = { ...this.trouble, [place]: message };
  }

  #clear(...places: Place[]): void {
    this.trouble = Object.fromEntries(
      Object.entries(this.trouble).filter(([place]) => !places.includes(place as Place)),
    );
  }
}
