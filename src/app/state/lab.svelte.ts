import type { Plan } from '../../assessment/plan.ts';
import type { Report } from '../../document/report.ts';
import type { Language, Message } from '../../messages/index.ts';
import { fits, fittingAddress, readAddress, type Address } from '../address.ts';
import { pseudo } from '../i18n.svelte.ts';
import { LabClient, valueOf } from '../lab/client.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { ImportInfo } from '../lab/import/types.ts';
import type { LabEvent, SubjectSummary } from '../lab/types.ts';
import { Complaints } from './complaints.svelte.ts';
import { Importing } from './import.svelte.ts';
import { Intake, type Arrival } from './intake.svelte.ts';
import { fromPlan, type PlanForm } from './plan-form.ts';
import { notices } from './notices.svelte.ts';
import { PlanState } from './plan.svelte.ts';
import { route, type LessonPlace } from './route.svelte.ts';
import { Runs, type Run } from './runs.svelte.ts';
import { save } from './save.ts';
import { isScreen, type Screen, type View } from './screens.ts';
import { addressNotes, planFor, sameSubject, speaksOf } from './subjects.ts';
import { entryOf, Trail, type Entry } from './trail.ts';

/** The lesson of an address; `view.lesson` is how a link to the lessons' own screen names it. */
function lessonOf({ lesson, step, screen, view }: Address): LessonPlace | null {
  if (lesson !== undefined) return { id: lesson, step: step ?? 1 };
  if (screen !== 'learn' || view?.lesson === undefined || view.paper !== undefined) return null;
  return { id: view.lesson, step: Math.max(1, Math.trunc(Number(view.step)) || 1) };
}

/** Screens that show the run chosen last. */
const isOfRun = (screen: Screen): boolean => screen === 'run' || screen === 'explore' || screen === 'report';

/** Everything the screens show, and everything a person can do. The work itself is done by the lab's worker. */
export class LabState {
  readonly client: LabClient;
  readonly complaints = new Complaints();
  readonly intake: Intake;
  readonly importing: Importing;
  readonly plan: PlanState;
  readonly runs: Runs;
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

  readonly #trail: Trail;
  /** What each screen showed of itself when it was left. */
  readonly #views: Partial<Record<Screen, View>> = {};
  /** What the address asked for, until a subject came that it fits. */
  #fromAddress: Address;
  #cut = false;
  #restored: Promise<void> | undefined;
  /** Where the page itself was loaded anew: the run that was on show, and those that had not ended. */
  #before = entryOf(history.state);

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
    this.#fromAddress = readAddress(location.hash);
    this.#trail = new Trail((entry, hash) => this.#walked(entry, hash));
    void this.#start();
  }

  async #start(): Promise<void> {
    this.#enter();
    const { going, run } = this.#before ?? {};
    this.#trail.write({ screen: route.screen, going, run }, location.hash, 'replace');
    try {
      await this.intake.list();
    } catch (error) {
      return this.complaints.say('page', error);
    }
    if (!going?.length && !run) setTimeout(() => void this.#restore(), 300);
    await this.#openNamed('replace');
    if (going?.length) await this.#takeUp();
    else if (run) await this.#showAgain(run);
  }

  /** What an address asks for takes effect, but for what needs its model and data first. */
  #enter(): void {
    const { screen, view, hidden } = this.#fromAddress;
    route.hidden = hidden ?? [];
    route.lesson = lessonOf(this.#fromAddress);
    this.notes = addressNotes(this.#fromAddress);
    this.intake.await(this.#fromAddress);
    const first = isScreen(screen) && this.reachable(screen) ? screen : 'start';
    if (view) this.#views[isScreen(screen) ? screen : first] = view;
    route.screen = first;
    route.view = this.#views[first] ?? {};
  }

  /** A lesson brings its own target. */
  async #openNamed(how: 'push' | 'replace'): Promise<void> {
    const { target } = this.#fromAddress;
    if (target && !route.lesson) await this.intake.openTarget(target, how);
  }

  /** Settings from a file, as a link would bring them; a file may be longer than a link. */
  async #follow(text: string): Promise<void> {
    this.#fromAddress = readAddress(text, Infinity);
    this.#enter();
    this.#trail.write(this.#entry(route.screen), fittingAddress(this.#fromAddress), 'push');
    await this.#openNamed('replace');
  }

  /** The screens that can be looked at now. */
  reachable(screen: Screen): boolean {
    const { subject, runs } = this;
    if (screen === 'import') return this.intake.files.length > 0;
    if (screen === 'plan' || screen === 'walk') return subject !== null;
    if (screen === 'run') return runs.list.length > 0;
    if (screen === 'explore') return runs.list.length > 0;
    if (screen === 'report') return runs.current?.report != null;
    return screen !== 'assessment';
  }

  /** A screen of the page, as a step of the browser's history; with a view of its own, or as it was left. */
  goTo(screen: Screen, view?: View, how: 'push' | 'replace' = 'push'): void {
    if (!this.reachable(screen) || (screen === route.screen && !view)) return;
    this.#show(screen, how, view);
  }

  /** What the screen shows of itself changed (a chosen ε, a sample): kept in the address. Undefined takes a part away. */
  look(view: Readonly<Record<string, string | undefined>>, how: 'push' | 'replace' = 'replace'): void {
    const merged = Object.entries({ ...route.view, ...view }).filter(([, value]) => value !== undefined);
    this.#show(route.screen, how, Object.fromEntries(merged) as View);
  }

  /** A lesson's step beside the screens; null ends the lesson. The screens that the step speaks of are shown by `goTo`. */
  teach(lesson: LessonPlace | null, how: 'push' | 'replace' = 'replace'): void {
    route.lesson = lesson;
    this.#show(route.screen, how, route.view);
  }

  /** Takes a bundled subject and a plan without going anywhere: a lesson does so before it shows its own screen. */
  hold(subject: SubjectSummary, form: PlanForm): void {
    this.subject = subject;
    this.modelName = null;
    this.intake.empty();
    void this.#nameClasses(subject);
    this.plan.form = form;
    this.#fromAddress = { run: false };
    this.complaints.clear('plan', 'run');
  }

  /** The parts of the page that the address takes away. */
  hide(ids: readonly string[]): void {
    route.hidden = [...ids];
    this.#show(route.screen, 'replace', route.view);
  }

  /** Back and Forward: the screen as it is now, unless the entry speaks of another model or data. */
  #walked({ screen, run }: Entry, hash: string): boolean {
    const address = readAddress(hash);
    const { target, model, data, view } = address;
    const { subject } = this;
    route.lesson = lessonOf(address);
    // The lesson itself brings what its step is about.
    if (route.lesson && this.reachable(screen)) {
      this.#show(screen, 'replace', view ?? {});
      return true;
    }
    const shown = this.runs.find(run);
    if (shown && isOfRun(screen)) {
      this.runs.select(shown);
      this.#show(this.reachable(screen) ? screen : 'run', 'replace', view ?? {});
      return true;
    }
    const named = target !== undefined || model !== undefined;
    const same =
      subject !== null &&
      (subject.target
        ? subject.target === target
        : subject.modelSha256 === model && subject.dataSha256 === data);
    const opened = this.runs.current !== null && this.runs.current.subject === null;
    // Nothing that goes on is lost by loading the page anew.
    if (target !== undefined && screen !== 'start' && !same && !opened && !this.intake.opening) {
      this.#fromAddress = address;
      void this.intake.openTarget(target, 'replace');
      return true;
    }
    if (!this.reachable(screen) || (screen !== 'start' && named && !same && !opened)) return false;
    this.#show(screen, 'replace', view ?? {});
    return true;
  }

  #show(screen: Screen, how: 'push' | 'replace', view?: View): void {
    this.#views[route.screen] = route.view;
    route.screen = screen;
    route.view = view ?? this.#views[screen] ?? {};
    this.#views[screen] = route.view;
    this.#trail.write(this.#entry(screen), this.address(screen), how);
  }

  #entry(screen: Screen): Entry {
    const run = isOfRun(screen) ? this.runs.current?.uid : undefined;
    return { screen, going: [...this.runs.unfinished], ...(run === undefined ? {} : { run }) };
  }

  /** Another run on the screen that shows runs; its address is that run's. */
  showRun(run: Run): void {
    this.runs.select(run);
    if (isOfRun(route.screen)) this.#show(route.screen, 'replace', route.view);
  }

  /** Each screen's address leads back to what it shows, as far as an address has room for it. */
  address(screen: Screen = route.screen): string {
    return fittingAddress(this.setting(screen));
  }

  /** What leads back to what a screen shows, however long it is in writing. */
  setting(screen: Screen = route.screen): Address {
    const { subject } = this;
    const current = this.runs.current;
    const { view, hidden, lesson } = route;
    const lang = pseudo ? 'x-pseudo' : undefined;
    const shared = { view, hidden, lesson: lesson?.id, step: lesson?.step, lang };
    if (lesson) return { screen, ...shared, run: false };
    if (screen === 'start' && this.intake.awaited) return { ...this.#fromAddress, hidden, lang };
    const beside = screen === 'class' || screen === 'learn' || screen === 'train';
    if (screen === 'start' || beside || (screen === 'import' && subject?.target !== null))
      return { screen, ...shared, run: false };
    const shown = isOfRun(screen) ? current : null;
    const of = shown ? shown.subject : subject;
    const plan = (shown ? shown.form : this.plan.snapshot) ?? undefined;
    if (!of || !plan) return { screen, ...shared, run: false };
    const run = shown !== null;
    const { target, modelSha256: model, dataSha256: data } = of;
    return target
      ? { screen, target, plan, ...shared, run }
      : { screen, model, data, reading: this.intake.readingOf(of), plan, ...shared, run };
  }

  openReport(report: Report, origin: 'file' | 'stored' = 'file', subject: SubjectSummary | null = null): Run {
    const run = this.runs.open(report, origin, subject);
    this.complaints.clear('run');
    this.#show(origin === 'file' ? 'report' : 'explore', 'push', {});
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
    this.#show('plan', 'push', {});
    this.notes = [{ id: 'app.plan-opened', values: { name } }];
  }

  /** A bundled model by its first plan, started with one click. */
  async runNow(target: string): Promise<void> {
    await this.#holding(
      target,
      (subject) => planFor(subject, null, null),
      () => void this.run(),
    );
  }

  /** The report that is stored with the lab: shown at once, while its model is opened behind it. */
  async openStored(target: string): Promise<void> {
    this.complaints.clear('target');
    try {
      const report = await valueOf(this.client.api.stored(target));
      const run = this.openReport(report, 'stored');
      await this.#holding(target, () => fromPlan(run.report!.plan));
    } catch (error) {
      this.complaints.say('target', error);
    }
  }

  /** The plan of a stored report, run on this machine. */
  async runHere({ target, report }: Run): Promise<void> {
    if (target && report)
      await this.#holding(
        target,
        () => fromPlan(report.plan),
        () => void this.run(),
      );
  }

  /** Opens a bundled model with a plan and stays on the screen; then goes on. */
  async #holding(
    target: string,
    plan: (subject: SubjectSummary) => PlanForm,
    then: () => void = () => undefined,
  ): Promise<void> {
    if (this.intake.opening) return;
    this.intake.opening = target;
    this.complaints.clear('target', 'files');
    try {
      const subject = await valueOf(this.client.api.openTarget(target));
      this.hold(subject, plan(subject));
      void this.#nameClasses(subject);
      then();
    } catch (error) {
      this.complaints.say('target', error);
    } finally {
      this.intake.opening = null;
    }
  }

  #lost(): void {
    if (!this.subject || this.subject.target) return;
    this.subject = this.plan.form = null;
    this.importing.forget();
    const place = this.reachable('import') ? 'import' : 'start';
    if (route.screen !== 'start' && route.screen !== place) this.#show(place, 'replace');
  }

  /** Files came that are no subject yet: what was found of them stands on their own screen. */
  #held(info: ImportInfo | null, goOn: boolean): void {
    this.importing.took(info, this.intake.files.find(({ role }) => role === 'model')?.sha256);
    if (goOn && route.screen !== 'import') this.#show('import', 'push', {});
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
    this.goTo('plan');
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
    const asked = this.#fromAddress;
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
    if (!other) this.#fromAddress = { run: false };
    if (how) this.#arrive(asked, meant && named !== undefined, how, files);
    else if (route.screen === 'import') this.#show('import', 'replace', route.view);
    else if (route.screen !== 'start' && route.screen !== 'train') this.#show('plan', 'replace');
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
    const screen = meant && isScreen(asked.screen) && this.reachable(asked.screen) ? asked.screen : first;
    // A plan's address names no screen: it is where a subject leads.
    const shown = meant && screen === (asked.screen ?? 'plan') ? (asked.view ?? {}) : {};
    this.#show(screen, screen === route.screen ? 'replace' : how, shown);
    // A link never starts heavy work; a page that was loaded anew in the middle of its own run goes on with it.
    if (this.#before?.going?.length || this.#before?.run) void this.#afterReload(asked, meant);
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
    if (route.screen === 'plan') this.#trail.write(this.#entry('plan'), this.address('plan'), 'replace');
    this.#sayCut(!fits(this.setting('plan')));
    await this.plan.weigh(this.subject);
  }

  /** The address does not hold the plan any more: said once, until it does again. */
  #sayCut(cut: boolean): void {
    if (cut && !this.#cut) notices.add('warning', { id: 'shell.address-cut' });
    this.#cut = cut;
  }

  /** What earlier visits left, once the first view stands. */
  #restore(): Promise<void> {
    return (this.#restored ??= this.runs.restore());
  }

  /** The subject of a page that was loaded anew is here. Where nothing was kept, a new run of the same plan takes the old one's place. */
  async #afterReload(asked: Address, meant: boolean): Promise<void> {
    const { going, run } = this.#before ?? {};
    if (!going?.length) return void (run && this.#showAgain(run));
    const left = await this.#takeUp();
    if (!left && meant && asked.run && !asked.unclear && !this.runs.list.length) void this.run('replace');
  }

  /** After a reload in the middle of runs, those go on; a person's own as soon as their files are open. Whether there was one. */
  async #takeUp(): Promise<boolean> {
    await this.#restore();
    const { going = [], run: shown, screen } = this.#before ?? {};
    const left = this.runs.leftBehind(going, this.subject);
    if (!left.length) return false;
    const place = screen && isOfRun(screen) ? screen : route.screen;
    for (const run of left) void this.goOn(run);
    this.runs.select(this.runs.find(shown) ?? left[0]);
    this.#show(this.reachable(place) ? place : 'run', 'replace');
    return true;
  }

  /** After a reload of a screen that showed a run of this browser's: the same screen shows it again. */
  async #showAgain(uid: string): Promise<void> {
    const { screen } = this.#before ?? {};
    this.#before = undefined;
    await this.#restore();
    const run = this.runs.find(uid);
    if (!run) this.notes = [...this.notes, { id: 'app.link-waits' }];
    if (!run || !screen) return;
    this.runs.select(run);
    this.notes = [];
    this.#show(this.reachable(screen) ? screen : 'run', 'replace', this.#views[screen] ?? {});
  }

  /** Goes on with a run that was cut short, whatever the plan was changed to since; with all its items unless told. */
  async goOn(run: Run, aside: readonly string[] = []): Promise<void> {
    const { subject, form } = run;
    if (!subject || !form || run.running) return;
    // From now on it is a person's to stop and to start.
    const going = this.#before?.going?.filter((uid) => uid !== run.uid);
    if (this.#before) this.#before = { ...this.#before, going };
    run.aside = aside;
    await this.#begin(() => this.runs.start(subject, form, this.plan.workers, run), 'replace');
  }

  /** A copy of a run's plan on its model and data, to be changed and run anew. */
  async again(run: Run): Promise<void> {
    const form = run.form ?? (run.report && fromPlan(run.report.plan));
    const isHere = () => this.subject && keyOfSubject(this.subject) === run.key;
    const before = isHere();
    this.complaints.clear('run');
    if (!before && run.target) await this.intake.openTarget(run.target, 'push');
    if (!form || !isHere()) return this.complaints.tell('run', { id: 'run.own-files-gone' });
    this.plan.form = structuredClone(form);
    this.#show('plan', before ? 'push' : 'replace', {});
  }

  /** One input step by step, on the model and data of a run (null: those chosen now); bundled ones are opened. */
  async stepThrough(run: Run | null, view?: View): Promise<void> {
    const form = run && (run.form ?? (run.report && fromPlan(run.report.plan)));
    const isHere = () => this.subject && (!run?.key || keyOfSubject(this.subject) === run.key);
    this.complaints.clear('run');
    if (!isHere() && run?.target)
      await this.#holding(run.target, (subject) => form ?? planFor(subject, null, null));
    if (isHere()) this.goTo('walk', view);
    else if (!this.complaints.at.target) this.complaints.tell('run', { id: 'run.own-files-gone' });
  }

  /** The first look at an attack: one input of the model chosen, or else of a bundled one. */
  async firstSteps(target: string): Promise<void> {
    if (!this.subject) await this.#holding(target, (subject) => planFor(subject, null, null));
    this.goTo('walk');
  }

  /** @param begun Told of the run as soon as there is one. */
  async run(how: 'push' | 'replace' = 'push', begun?: (run: Run) => void): Promise<void> {
    const { subject } = this;
    const form = this.plan.snapshot;
    if (!form || !subject) return;
    this.notes = [];
    const file = this.modelName;
    await this.#begin(() => {
      const running = this.runs.start(subject, form, this.plan.workers, undefined, file);
      if (this.runs.current) begun?.(this.runs.current);
      return running;
    }, how);
  }

  async #begin(start: () => Promise<Run>, how: 'push' | 'replace'): Promise<void> {
    this.complaints.clear('run', 'plan');
    const running = start();
    this.#show('run', how, {});
    try {
      await running;
      if (route.screen === 'run') this.#show('run', 'replace');
    } finally {
      // The run is over: loading the page anew starts nothing.
      this.#trail.mark([...this.runs.unfinished]);
      this.engineLoading = null;
    }
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
    if (event.event === 'turn') this.#trail.mark([...this.runs.unfinished]);
  }
}
