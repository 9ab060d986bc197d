import type { Progress } from '../../assessment/progress.ts';
import type { Report } from '../../document/report.ts';
import type { Item } from '../../document/types.ts';
import { UserError, type Language, type Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import type { Outcome } from '../../workers/protocol.ts';
import { readAddress, writeAddress, type Address, type Reading } from '../address.ts';
import { LabClient, valueOf } from '../lab/client.ts';
import type {
  DroppedFile,
  FileOptions,
  FilesState,
  LabEvent,
  SubjectSummary,
  Workload,
} from '../lab/types.ts';
import type { TargetSummary } from '../../training/card.ts';
import { toPlan, type PlanForm } from './plan-form.ts';
import { planFor, sameSubject, speaksOf, unclearNote } from './subjects.ts';
import { Trail, type Stage } from './trail.ts';

export type { Stage } from './trail.ts';
type Place = 'page' | 'target' | 'files' | 'plan' | 'run';

/** The run whose results are on show: its plan, and whether its address starts it. */
export interface ShownRun {
  readonly subject: SubjectSummary;
  readonly form: PlanForm;
  readonly going: boolean;
}

const usableCores = () => Math.max(1, Math.min(16, navigator.hardwareConcurrency || 2));

/** Everything the screens show, and everything a person can do. Heavy data is held raw; the work is done by the lab's worker. */
export class LabState {
  stage = $state<Stage>('target');
  targets = $state.raw<readonly TargetSummary[]>([]);
  subject = $state.raw<SubjectSummary | null>(null);
  files = $state.raw<readonly DroppedFile[]>([]);
  missing = $state<'model' | 'data' | 'labels' | 'both' | null>(null);
  /** How dropped files are to be read, as the fields have it. */
  reading = $state<{ labelColumn: string; scale: number | null }>({ labelColumn: '', scale: null });
  /** Hashes of the files that the address speaks of and that were not dropped yet. */
  awaited = $state.raw<Pick<Address, 'model' | 'data' | 'reading'> | null>(null);
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
  /** Name of the person's own model file; null for bundled models. It stands on the page and in no report. */
  modelName = $state<string | null>(null);
  /** The run that the results on show come from; null where there are none or they were opened from a file. */
  ran = $state.raw<ShownRun | null>(null);
  /** The report on screen was opened from a file and not made here. */
  opened = $state(false);
  running = $state(false);
  paused = $state(false);
  opening = $state<string | null>(null);
  /** Said at the beginning of a screen, e.g. that other files came than the address speaks of. */
  notes = $state.raw<readonly Message[]>([]);
  readonly maxWorkers = usableCores() * 2;
  /** Trouble is shown where it arose and stays until something else is done there. */
  trouble = $state.raw<Partial<Record<Place, Message>>>({});

  readonly #client: LabClient;
  readonly #trail: Trail;
  #run = 0;
  #planAsked = 0;
  /** What the address asked for, until a subject came that it fits. */
  #fromAddress: Address;
  /** Files are read one after the other, so that the last settings hold. */
  #door: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#client = new LabClient(
      (event) => this.#hear(event),
      (error) => this.#complain('page', error),
    );
    this.#fromAddress = readAddress(location.hash);
    this.#trail = new Trail((stage, hash) => this.#walked(stage, hash));
    void this.#start();
  }

  async #start(): Promise<void> {
    const { target, model, data, reading, unclear } = this.#fromAddress;
    this.reading = { labelColumn: reading?.labelColumn ?? '', scale: reading?.scale ?? null };
    if (unclear) this.notes = [unclearNote(unclear)];
    // Before anything is waited for: files may be dropped at once.
    if (!target && (model || data)) this.awaited = { model, data, reading };
    this.#trail.write('target', location.hash, 'replace');
    try {
      this.targets = await valueOf(this.#client.api.targets());
    } catch (error) {
      return this.#complain('page', error);
    }
    setTimeout(() => void this.#client.api.prepare(), 300);
    if (target) await this.openTarget(target, 'replace');
  }

  /** The steps that can be looked at now. */
  reachable(stage: Stage): boolean {
    if (stage === 'target') return true;
    return stage === 'plan' ? this.subject !== null : this.running || this.report !== null;
  }

  /** A step of the page, as a step of the browser's history. */
  goTo(stage: Stage): void {
    if (stage !== this.stage && this.reachable(stage)) this.#show(stage, 'push');
  }

  /** Back and Forward: the stage as it is now, unless the entry speaks of another model or data. */
  #walked(stage: Stage, hash: string): boolean {
    const { target, model, data } = readAddress(hash);
    const { subject } = this;
    const named = target !== undefined || model !== undefined;
    const same =
      subject !== null &&
      (subject.target
        ? subject.target === target
        : subject.modelSha256 === model && subject.dataSha256 === data);
    if (!this.reachable(stage) || (stage !== 'target' && named && !same && !this.opened)) return false;
    this.#show(stage, 'replace');
    return true;
  }

  #show(stage: Stage, how: 'push' | 'replace'): void {
    this.stage = stage;
    this.#trail.write(stage, this.#addressOf(stage), how);
  }

  /** Each stage's address leads back to what it shows. */
  #addressOf(stage: Stage): string {
    const { subject, form, ran } = this;
    if (stage === 'target') return this.awaited ? location.hash : '';
    if (stage === 'plan') return subject && form ? this.#address(subject, $state.snapshot(form), false) : '';
    return ran ? this.#address(ran.subject, ran.form, ran.going) : '';
  }

  #address(subject: SubjectSummary, plan: PlanForm, run: boolean): string {
    const { target, modelSha256: model, dataSha256: data } = subject;
    if (target) return writeAddress({ target, plan, run });
    return writeAddress({ model, data, reading: this.#readingOf(subject), plan, run });
  }

  #readingOf({ preparation: { scale, labelColumn, standardised } }: SubjectSummary): Reading {
    const statistics = this.files.find(({ role }) => role === 'statistics')?.sha256;
    return { scale, labelColumn, ...(standardised ? { statistics } : {}) };
  }

  async openTarget(id: string, how: 'push' | 'replace' = 'push'): Promise<void> {
    if (this.opening) return;
    if (this.running) return this.#complain('target', new UserError('app.busy'));
    this.opening = id;
    this.#clear('target', 'files');
    try {
      const subject = await valueOf(this.#client.api.openTarget(id));
      this.files = [];
      this.missing = null;
      this.#choose(subject, how);
    } catch (error) {
      this.#complain('target', error);
    } finally {
      this.opening = null;
    }
  }

  /** One door for models, data and saved reports, in any order. */
  async addFiles(files: readonly File[]): Promise<void> {
    if (!files.length || this.opening) return;
    const names = files.map((file) => file.name).join(', ');
    await this.#files(names, (options) => this.#client.api.addFiles([...files], options), true);
  }

  async removeFile(sha256: string): Promise<void> {
    await this.#files(null, () => this.#client.api.removeFile(sha256), false);
  }

  /** The settings for reading changed: what has been dropped is read anew. */
  async readAgain(scale?: number): Promise<void> {
    if (scale !== undefined) this.reading.scale = scale;
    if (!this.files.length) return;
    const names = this.files.map((file) => file.name).join(', ');
    await this.#files(names, (options) => this.#client.api.readAgain(options), false);
  }

  #files(
    names: string | null,
    ask: (options: FileOptions) => Promise<Outcome<FilesState>>,
    goOn: boolean,
  ): Promise<unknown> {
    if (this.running) {
      this.#complain('files', new UserError('app.busy'));
      return Promise.resolve();
    }
    const work = async () => {
      this.opening = names;
      this.#clear('target', 'files');
      const { labelColumn, scale } = this.reading;
      const column = labelColumn.trim();
      try {
        const options = { ...(column ? { labelColumn: column } : {}), ...(scale === null ? {} : { scale }) };
        this.#takeFiles(await valueOf(ask(options)), goOn);
      } catch (error) {
        this.#complain('files', error);
      } finally {
        this.opening = null;
      }
    };
    return (this.#door = this.#door.then(work));
  }

  #takeFiles(state: FilesState, goOn: boolean): void {
    this.files = state.files;
    this.missing = 'missing' in state ? state.missing : null;
    if (!state.complete) {
      if ('trouble' in state) this.trouble = { ...this.trouble, files: state.trouble };
      if (this.subject && !this.subject.target) this.#forget();
    } else if ('report' in state) this.#openReport(state.report);
    else this.#choose(state.subject, goOn ? 'push' : null);
  }

  /** The person's own subject is no longer whole. */
  #forget(): void {
    this.subject = this.form = this.report = this.ran = null;
    if (this.stage !== 'target') this.#show('target', 'replace');
  }

  #openReport(report: Report): void {
    this.report = report;
    void this.#nameClasses(report.data.id, report.data.classNames);
    this.opened = true;
    this.ran = this.progress = null;
    this.#clear('run');
    this.#show('result', 'push');
  }

  /** @param how How the plan comes into the history; null where the person stays on the screen they are at. */
  #choose(subject: SubjectSummary, how: 'push' | 'replace' | null): void {
    const before = this.subject;
    if (how === null && before && sameSubject(before, subject)) return void (this.subject = subject);
    const asked = this.#fromAddress;
    const named = asked.target ?? asked.model ?? asked.data;
    const meant = named === undefined || speaksOf(asked, subject);
    const other = !meant && !subject.target && asked.target === undefined;
    this.notes = this.#notesOn(asked, meant, other);
    this.subject = subject;
    this.modelName = subject.target ? null : (this.files.find(({ role }) => role === 'model')?.name ?? null);
    void this.#nameClasses(subject.dataset, subject.classNames);
    this.awaited = null;
    this.form = planFor(subject, how === null ? before : null, this.form, meant || other ? asked.plan : {});
    this.report = this.progress = this.ran = null;
    this.opened = false;
    this.#clear('plan', 'run');
    if (how) this.#show('plan', how);
    else if (this.stage === 'result') this.#show('plan', 'replace');
    if (!other) this.#fromAddress = { run: false };
    if (meant && named !== undefined && asked.run && !asked.unclear)
      void this.run(how === null ? 'push' : 'replace');
  }

  #notesOn({ unclear, reading }: Address, meant: boolean, other: boolean): Message[] {
    const lacking =
      reading?.statistics !== undefined && !this.files.some(({ role }) => role === 'statistics');
    return [
      ...(unclear && (meant || other) ? [unclearNote(unclear)] : []),
      ...(other ? [{ id: lacking ? 'app.awaited-statistics-missing' : 'app.awaited-other' } as const] : []),
    ];
  }

  /** The results on show come from another plan than the one being made. */
  get planDiffers(): boolean {
    const { ran, form, subject } = this;
    if (!this.report || !ran || !form || !subject) return false;
    return writeAddress({ plan: form, run: false }) !== writeAddress({ plan: ran.form, run: false });
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
    if (this.stage === 'plan') this.#trail.write('plan', this.#addressOf('plan'), 'replace');
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

  /** Goes on with the run on show, whatever the plan was changed to since. */
  async goOn(): Promise<void> {
    if (this.ran) this.form = structuredClone(this.ran.form);
    await this.run('replace');
  }

  async run(how: 'push' | 'replace' = 'push'): Promise<void> {
    if (!this.form || !this.subject || this.running) return;
    const id = ++this.#run;
    this.#clear('run', 'plan');
    this.running = true;
    this.paused = false;
    this.opened = false;
    this.report = null;
    this.live = [];
    this.progress = null;
    this.ran = { subject: this.subject, form: $state.snapshot(this.form), going: true };
    this.#show('result', how);
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
    if (this.ran) this.ran = { ...this.ran, going: false };
    if (this.stage === 'result') this.#show('result', 'replace');
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
