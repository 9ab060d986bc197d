import { pseudo } from '../i18n.svelte.ts';
import { fittingAddress, readAddress, type Address } from '../address.ts';
import type { SubjectSummary } from '../lab/types.ts';
import type { Intake } from './intake.svelte.ts';
import type { PlanState } from './plan.svelte.ts';
import { route, type LessonPlace } from './route.svelte.ts';
import type { Run } from './run.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import { isScreen, type Screen, type View } from './screens.ts';
import { Trail, type Entry } from './trail.ts';

/** What the page holds, as far as screens and addresses depend on it. */
export interface WayHost {
  readonly intake: Intake;
  readonly plan: PlanState;
  readonly runs: Runs;
  readonly subject: SubjectSummary | null;
}

/** The lesson of an address; `view.lesson` is how a link to the lessons' own screen names it. */
function lessonOf({ lesson, step, screen, view }: Address): LessonPlace | null {
  if (lesson !== undefined) return { id: lesson, step: step ?? 1 };
  if (screen !== 'learn' || view?.lesson === undefined || view.paper !== undefined) return null;
  return { id: view.lesson, step: Math.max(1, Math.trunc(Number(view.step)) || 1) };
}

/** Screens that show the run chosen last. */
export const isOfRun = (screen: Screen): boolean =>
  screen === 'run' || screen === 'explore' || screen === 'report';

/** Where the page is: its screens and what each shows of itself, in the address and in the browser's history. */
export class Way {
  /** What the address asked for, until a subject came that it fits. */
  asked: Address;
  readonly #host: WayHost;
  readonly #trail: Trail;
  /** What each screen showed of itself when it was left. */
  readonly #views: Partial<Record<Screen, View>> = {};

  constructor(host: WayHost) {
    this.#host = host;
    this.asked = readAddress(location.hash);
    this.#trail = new Trail((entry, hash) => this.#walked(entry, hash));
  }

  /** What an address asks for takes effect, but for what needs its model and data first. */
  enter(): void {
    const { screen, view, hidden } = this.asked;
    route.hidden = hidden ?? [];
    route.lesson = lessonOf(this.asked);
    this.#host.intake.await(this.asked);
    const first = isScreen(screen) && this.reachable(screen) ? screen : 'start';
    if (view) this.#views[isScreen(screen) ? screen : first] = view;
    route.screen = first;
    route.view = this.#views[first] ?? {};
  }

  /** The screens that can be looked at now. */
  reachable(screen: Screen): boolean {
    const { intake, runs, subject } = this.#host;
    if (screen === 'import') return intake.files.length > 0;
    if (screen === 'plan' || screen === 'walk') return subject !== null;
    if (screen === 'run') return runs.list.length > 0;
    if (screen === 'explore') return runs.list.length > 0;
    if (screen === 'report') return runs.current?.report != null;
    return screen !== 'assessment';
  }

  /** A screen of the page, as a step of the browser's history; with a view of its own, or as it was left. */
  goTo(screen: Screen, view?: View, how: 'push' | 'replace' = 'push'): void {
    if (!this.reachable(screen) || (screen === route.screen && !view)) return;
    this.show(screen, how, view);
  }

  /** What the screen shows of itself changed (a chosen ε, a sample): kept in the address. Undefined takes a part away. */
  look(view: Readonly<Record<string, string | undefined>>, how: 'push' | 'replace' = 'replace'): void {
    const merged = Object.entries({ ...route.view, ...view }).filter(([, value]) => value !== undefined);
    this.show(route.screen, how, Object.fromEntries(merged) as View);
  }

  /** A lesson's step beside the screens; null ends the lesson. The screens that the step speaks of are shown by `goTo`. */
  teach(lesson: LessonPlace | null, how: 'push' | 'replace' = 'replace'): void {
    route.lesson = lesson;
    this.show(route.screen, how, route.view);
  }

  /** The parts of the page that the address takes away. */
  hide(ids: readonly string[]): void {
    route.hidden = [...ids];
    this.show(route.screen, 'replace', route.view);
  }

  /** Back and Forward: the screen as it is now, unless the entry speaks of another model or data. */
  #walked({ screen, run }: Entry, hash: string): boolean {
    const address = readAddress(hash);
    const { target, model, data, view } = address;
    const { intake, runs, subject } = this.#host;
    route.lesson = lessonOf(address);
    // The lesson itself brings what its step is about.
    if (route.lesson && this.reachable(screen)) {
      this.show(screen, 'replace', view ?? {});
      return true;
    }
    const shown = runs.find(run);
    if (shown && isOfRun(screen)) {
      runs.select(shown);
      this.show(this.reachable(screen) ? screen : 'run', 'replace', view ?? {});
      return true;
    }
    const named = target !== undefined || model !== undefined;
    const same =
      subject !== null &&
      (subject.target
        ? subject.target === target
        : subject.modelSha256 === model && subject.dataSha256 === data);
    const opened = runs.current !== null && runs.current.subject === null;
    // Nothing that goes on is lost by loading the page anew.
    if (target !== undefined && screen !== 'start' && !same && !opened && !intake.opening) {
      this.asked = address;
      void intake.openTarget(target, 'replace');
      return true;
    }
    if (!this.reachable(screen) || (screen !== 'start' && named && !same && !opened)) return false;
    this.show(screen, 'replace', view ?? {});
    return true;
  }

  /** @param view what the screen shows of itself; absent: as it was left */
  show(screen: Screen, how: 'push' | 'replace', view?: View): void {
    this.#views[route.screen] = route.view;
    route.screen = screen;
    route.view = view ?? this.#views[screen] ?? {};
    this.#views[screen] = route.view;
    this.#trail.write(this.#entry(screen), this.address(screen), how);
  }

  #entry(screen: Screen): Entry {
    const { runs } = this.#host;
    const run = isOfRun(screen) ? runs.current?.uid : undefined;
    return { screen, going: [...runs.unfinished], ...(run === undefined ? {} : { run }) };
  }

  /** Another run on the screen that shows runs; its address is that run's. */
  showRun(run: Run): void {
    this.#host.runs.select(run);
    if (isOfRun(route.screen)) this.show(route.screen, 'replace', route.view);
  }

  /** Each screen's address leads back to what it shows, as far as an address has room for it. */
  address(screen: Screen = route.screen): string {
    return fittingAddress(this.setting(screen));
  }

  /** What leads back to what a screen shows, however long it is in writing. */
  setting(screen: Screen = route.screen): Address {
    const { intake, plan: planned, runs, subject } = this.#host;
    const { current } = runs;
    const { view, hidden, lesson } = route;
    const lang = pseudo ? 'x-pseudo' : undefined;
    const shared = { view, hidden, lesson: lesson?.id, step: lesson?.step, lang };
    if (lesson) return { screen, ...shared, run: false };
    if (screen === 'start' && intake.awaited) return { ...this.asked, hidden, lang };
    const beside = screen === 'class' || screen === 'learn' || screen === 'train';
    if (screen === 'start' || beside || (screen === 'import' && subject?.target !== null))
      return { screen, ...shared, run: false };
    const shown = isOfRun(screen) ? current : null;
    const of = shown ? shown.subject : subject;
    const plan = (shown ? shown.form : planned.snapshot) ?? undefined;
    if (!of || !plan) return { screen, ...shared, run: false };
    const run = shown !== null;
    const { target, modelSha256: model, dataSha256: data } = of;
    return target
      ? { screen, target, plan, ...shared, run }
      : { screen, model, data, reading: intake.readingOf(of), plan, ...shared, run };
  }

  /** The first entry of a page that was loaded: it stands for what the address says. */
  begin({ going, run }: Pick<Entry, 'going' | 'run'>): void {
    this.#trail.write({ screen: route.screen, going, run }, location.hash, 'replace');
  }

  /** Settings came as a file: what they ask for is an entry of its own. */
  pushAsked(): void {
    this.#trail.write(this.#entry(route.screen), fittingAddress(this.asked), 'push');
  }

  /** The plan changed while its screen stands. */
  rewrite(): void {
    this.#trail.write(this.#entry(route.screen), this.address(), 'replace');
  }

  /** Which runs have not ended: what loading the page anew goes on with. */
  mark(): void {
    this.#trail.mark([...this.#host.runs.unfinished]);
  }

  /** What a screen was shown of, before the page was loaded anew. */
  viewOf(screen: Screen): View {
    return this.#views[screen] ?? {};
  }
}
