import type { Plan } from '../../assessment/plan.ts';
import type { Report } from '../../document/report.ts';
import type { Language, Message } from '../../messages/index.ts';
import { fits, readAddress, type Address } from '../address.ts';
import { LabClient } from '../lab/client.ts';
import type { ImportInfo } from '../lab/import/types.ts';
import type { LabEvent, SubjectSummary } from '../lab/types.ts';
import { Complaints } from './complaints.svelte.ts';
import { Importing } from './import.svelte.ts';
import { Intake, type Arrival } from './intake.svelte.ts';
import type { PlanForm } from './plan-form.ts';
import { notices } from './notices.svelte.ts';
import { PlanState } from './plan.svelte.ts';
import { route } from './route.svelte.ts';
import type { Run } from './run.svelte.ts';
import { Runs } from './runs.svelte.ts';
import { save } from './save.ts';
import { Reload } from './reload.ts';
import { isScreen } from './screens.ts';
import { Starting } from './starting.ts';
import { addressNotes, planFor, sameSubject, speaksOf } from './subjects.ts';
import { Way } from './way.svelte.ts';

/** Everything the screens show, and everything a person can do. The work itself is done by the lab's worker. */
export class LabState {
  readonly client: LabClient;
  readonly complaints = new Complaints();
  readonly intake: Intake;
  readonly importing: Importing;
  readonly plan: PlanState;
  readonly runs: Runs;
  readonly way: Way;
  readonly starting = new Starting(this);
  readonly reload = new Reload(this);
  /** The model and data chosen now. */
  subject = $state.raw<SubjectSummary | null>(null);
  /** Name of the person's own model file; null for bundled models. It stands on the page and in no report. */
  modelName = $state<string | null>(null);
  /** Names of the bundled set's classes in each language; null for a person's own data. */
  classNames = $state.raw<Readonly<Record<Language, readonly string[]>> | null>(null);
  /** Share of the engine that is loaded; null while nothing is. */
  engineLoading = $state<number | null>(null);
  /** Said at the beginning of a screen, e.g. that other files came than the address speaks of. */
  notes = $state.raw<readonly Message[]>([]);

  #cut = false;

  constructor() {
    this.client = new LabClient(
      (event) => this.#hear(event),
      (error) => {
        this.complaints.say('page', error);
        this.runs.lost(error);
      },
    );
    this.importing = new Importing(this.client);
    this.plan = new PlanState(this.client, this.complaints);
    this.runs = new Runs(this.client);
    this.intake = new Intake(this.client, {
      complaints: this.complaints,
      busy: () => false,
      chosen: (subject, how, files) => {
        this.importing.subject = files ? subject : null;
        this.choose(subject, how, files);
      },
      held: (info, goOn) => this.#held(info, goOn),
      reported: (report) => this.openReport(report),
      planned: (plan, name) => this.#takePlan(plan, name),
      lost: () => this.#lost(),
      settings: (text) => this.#follow(text),
    });
    this.way = new Way(this);
    void this.#start();
  }

  async #start(): Promise<void> {
    this.#enter();
    const { going, run } = this.reload.left;
    this.way.begin({ going, run });
    try {
      await this.intake.list();
    } catch (error) {
      return this.complaints.say('page', error);
    }
    if (!going.length && !run) setTimeout(() => void this.reload.restore(), 300);
    await this.#openNamed('replace');
    if (going.length) await this.reload.takeUp();
    else if (run) await this.reload.showAgain(run);
  }

  #enter(): void {
    this.way.enter();
    this.notes = addressNotes(this.way.asked);
  }

  /** A lesson brings its own target. */
  async #openNamed(how: 'push' | 'replace'): Promise<void> {
    const { target } = this.way.asked;
    if (target && !route.lesson) await this.intake.openTarget(target, how);
  }

  /** Settings from a file, as a link would bring them; a file may be longer than a link. */
  async #follow(text: string): Promise<void> {
    this.way.asked = readAddress(text, Infinity);
    this.#enter();
    this.way.pushAsked();
    await this.#openNamed('replace');
  }

  /** Takes a bundled subject and a plan without going anywhere: a lesson does so before it shows its own screen. */
  hold(subject: SubjectSummary, form: PlanForm): void {
    this.subject = subject;
    this.modelName = null;
    this.intake.empty();
    void this.#nameClasses(subject);
    this.plan.form = form;
    this.way.asked = { run: false };
    this.complaints.clear('plan', 'run');
  }

  openReport(report: Report, origin: 'file' | 'stored' = 'file', subject: SubjectSummary | null = null): Run {
    const run = this.runs.open(report, origin, subject);
    this.complaints.clear('run');
    this.way.show(origin === 'file' ? 'report' : 'explore', 'push', {});
    return run;
  }

  /** A plan file: it takes effect at once, or as soon as there is a subject for it. */
  #takePlan(plan: Plan, name: string): void {
    if (!this.subject) {
      this.plan.waiting = plan;
      this.notes = [{ id: 'app.plan-file-waits', values: { name } }];
      return;
    }
    this.plan.replace(plan);
    this.way.show('plan', 'push', {});
    this.notes = [{ id: 'app.plan-opened', values: { name } }];
  }

  #lost(): void {
    if (!this.subject || this.subject.target) return;
    this.subject = this.plan.form = null;
    this.importing.forget();
    const place = this.way.reachable('import') ? 'import' : 'start';
    if (route.screen !== 'start' && route.screen !== place) this.way.show(place, 'replace');
  }

  /** Files came that are no subject yet: what was found of them stands on their own screen. */
  #held(info: ImportInfo | null, goOn: boolean): void {
    this.importing.took(info, this.intake.files.find(({ role }) => role === 'model')?.sha256);
    if (goOn && route.screen !== 'import') this.way.show('import', 'push', {});
  }

  /** What can be taken back on this screen: changes of the plan, or of how the model is read. */
  get edits(): { readonly canUndo: boolean; readonly canRedo: boolean } {
    return route.screen === 'import' ? this.importing : this.plan;
  }

  undo(): void {
    if (route.screen === 'import') this.#stepImport('undo');
    else this.plan.undo();
  }

  redo(): void {
    if (route.screen === 'import') this.#stepImport('redo');
    else this.plan.redo();
  }

  #stepImport(way: 'undo' | 'redo'): void {
    const setting = this.intake.opening === null ? this.importing.step(way) : undefined;
    if (setting) void this.intake.readModel(setting);
  }

  /** The model is read as is likeliest, whatever was chosen or kept. */
  guessImport(): Promise<void> {
    return this.intake.readModel('guess');
  }

  /** From what was found of the files to their plan. */
  planOwn(): void {
    const { subject } = this.importing;
    if (subject && this.subject !== subject) this.choose(subject, null, true);
    this.way.goTo('plan');
  }

  /**
   * @param how How the plan comes into the history; null where the person stays on the screen they are at.
   * @param files The subject comes of the files that are held.
   */
  choose(subject: SubjectSummary, how: Arrival, files = false): void {
    const before = this.subject;
    if (how === null && before && sameSubject(before, subject)) {
      this.subject = subject;
      return void this.#nameClasses(subject);
    }
    const asked = this.way.asked;
    const named = asked.target ?? asked.model ?? asked.data;
    const meant = named === undefined || speaksOf(asked, subject);
    const other = !meant && !subject.target && asked.target === undefined;
    this.notes = this.#notesOn(asked, meant, other);
    this.subject = subject;
    void this.#nameClasses(subject);
    const { intake } = this;
    this.modelName = subject.target
      ? null
      : (intake.files.find(({ role }) => role === 'model')?.name ?? null);
    intake.awaited = null;
    const form = how === null ? before : null;
    this.plan.form = planFor(subject, form, this.plan.form, meant || other ? asked.plan : {});
    if (this.plan.waiting) this.plan.replace(this.plan.waiting);
    this.plan.waiting = null;
    this.complaints.clear('plan', 'run');
    if (!other) this.way.asked = { run: false };
    if (how) this.#arrive(asked, meant && named !== undefined, how, files);
    else if (route.screen === 'import') this.way.show('import', 'replace', route.view);
    else if (route.screen !== 'start' && route.screen !== 'train') this.way.show('plan', 'replace');
  }

  async #nameClasses({ dataset, classNames }: SubjectSummary): Promise<void> {
    const names = await this.runs.classNames(dataset, classNames);
    if (this.subject?.dataset === dataset) this.classNames = names;
  }

  /**
   * Where a chosen subject leads: to the screen that the address names, for what came from files to what was found of them, and
   * else to its plan. @param meant the address speaks of this subject
   */
  #arrive(asked: Address, meant: boolean, how: 'push' | 'replace', files: boolean): void {
    const first = files && !meant ? 'import' : 'plan';
    const screen = meant && isScreen(asked.screen) && this.way.reachable(asked.screen) ? asked.screen : first;
    // A plan's address names no screen: it is where a subject leads.
    const shown = meant && screen === (asked.screen ?? 'plan') ? (asked.view ?? {}) : {};
    this.way.show(screen, screen === route.screen ? 'replace' : how, shown);
    const { going, run } = this.reload.left;
    // A link never starts heavy work; a page that was loaded anew in the middle of its own run goes on with it.
    if (going.length || run) void this.reload.subjectCame(asked, meant);
    else if (meant && asked.run) this.notes = [...this.notes, { id: 'app.link-waits' }];
  }

  #notesOn(asked: Address, meant: boolean, other: boolean): Message[] {
    const lacking =
      asked.reading?.statistics !== undefined && !this.intake.files.some(({ role }) => role === 'statistics');
    return [
      ...(meant || other ? addressNotes(asked) : []),
      ...(other ? [{ id: lacking ? 'app.awaited-statistics-missing' : 'app.awaited-other' } as const] : []),
    ];
  }

  /** Called whenever the form changed: the amount of work is stated before the start. */
  async planChanged(): Promise<void> {
    if (!this.plan.form || !this.subject) return;
    this.plan.record(this.subject);
    if (route.screen === 'plan') this.way.rewrite();
    this.#sayCut(!fits(this.way.setting('plan')));
    await this.plan.weigh(this.subject);
  }

  /** The address does not hold the plan any more: said once, until it does again. */
  #sayCut(cut: boolean): void {
    if (cut && !this.#cut) notices.add('warning', { id: 'shell.address-cut' });
    this.#cut = cut;
  }

  async save(run: Run): Promise<void> {
    if (run.report) await save(run.report, this.client);
  }

  #hear(event: LabEvent): void {
    if (event.event === 'engine-loading')
      this.engineLoading = event.total ? event.loaded / event.total : null;
    if (event.event === 'import') this.importing.hear(event.progress);
    if (event.event === 'reading') this.intake.hear(event.progress);
    this.runs.hear(event);
    if (event.event === 'turn') this.way.mark();
  }
}
