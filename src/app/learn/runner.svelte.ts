import { SvelteMap } from 'svelte/reactivity';
import type { Report } from '../../document/report.ts';
import { UserError, type Message } from '../../messages/index.ts';
import type { ModelCard } from '../../training/card.ts';
import { valueOf } from '../lab/client.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import { sentenceOf } from '../state/complaints.svelte.ts';
import type { LabState } from '../state/lab.svelte.ts';
import { fromPlan } from '../state/plan-form.ts';
import { route, type LessonPlace } from '../state/route.svelte.ts';
import type { Run } from '../state/run.svelte.ts';
import type { Fact } from './facts.ts';
import { judge, settles, type Given, type Judged } from './judge.ts';
import { gather, storedEvidence } from './evidence.ts';
import { lessonOf, lessons } from './lessons/index.ts';
import { largest, secondsOf, sizes, type Speed } from './pace.ts';
import { answered, loadProgress, saveProgress, shown } from './progress.ts';
import { lessonRuns, type LessonRunId } from './results.ts';
import { answersTo, Shelf } from './store.ts';
import type { Enter, Evidence, Lesson, Step } from './types.ts';

/** How many samples a run here would have and about how long it would take. */
export interface Offer {
  readonly planned: number;
  readonly samples: number;
  readonly seconds: number;
}

/** A lesson that goes on beside the screens: it brings what a step shows, and judges answers by what is really there. */
export class LessonRunner {
  lesson = $state.raw<Lesson | null>(null);
  /** The step on show, from 1; 0 while there is none. */
  number = $state(0);
  entering = $state(false);
  trouble = $state.raw<Message | null>(null);
  evidence = $state.raw<Evidence | null>(null);
  facts = $state.raw<Readonly<Record<string, Fact>>>({});
  judged = $state.raw<Judged | null>(null);
  /** Hints that were asked for. */
  hints = $state(0);
  offer = $state.raw<Offer | null>(null);
  measuring = $state(false);
  /** The run that goes on here for this step. */
  live = $state.raw<Run | null>(null);
  progress = $state.raw(loadProgress());

  readonly #lab: LabState;
  readonly #shelf: Shelf;
  /** Runs on the page for stored results, and finished runs of this visit in their place. */
  readonly #opened = new SvelteMap<LessonRunId, Run>();
  readonly #own = new SvelteMap<LessonRunId, Run>();
  #asked = 0;
  #how: 'push' | 'replace' = 'replace';

  constructor(lab: LabState, shelf = new Shelf()) {
    this.#lab = lab;
    this.#shelf = shelf;
  }

  get step(): Step | null {
    return this.lesson?.steps[this.number - 1] ?? null;
  }

  /** What the step shows now: once it is answered, what its answer is about. */
  get place(): Enter | null {
    const { step } = this;
    return (this.settled && step?.reveal) || (step?.enter ?? null);
  }

  /** The plan of the step was run here, and its figures stand in the place of the stored ones. */
  get own(): Run | null {
    const id = this.step?.enter.run;
    return (id && this.#own.get(id)) ?? null;
  }

  get settled(): boolean {
    return this.judged !== null && settles(this.judged);
  }

  /** Whether the step was answered before, in this visit or an earlier one. */
  isDone(lesson: Lesson, step: Step): boolean {
    return this.progress.done[lesson.id]?.includes(step.id) ?? false;
  }

  /** The address names a step: it is brought onto the page unless it is there. */
  async follow(place: LessonPlace): Promise<void> {
    const lesson = lessonOf(place.id) ?? lessons[0];
    const number = Math.min(Math.max(1, place.step), lesson.steps.length);
    if (lesson === this.lesson && number === this.number) return;
    this.lesson = lesson;
    this.number = number;
    this.judged = this.offer = this.live = null;
    this.hints = 0;
    const how = this.#how;
    this.#how = 'replace';
    this.#keep(shown(this.progress, lesson.id, number));
    await this.enter(how);
  }

  /** Another step of this lesson, as a step of the browser's history. */
  go(number: number): void {
    if (!this.lesson || number < 1 || number > this.lesson.steps.length) return;
    this.#how = 'push';
    route.lesson = { id: this.lesson.id, step: number };
  }

  /** Shows what the step is about: its model, its result and its screen. */
  async enter(how: 'push' | 'replace' = 'push'): Promise<void> {
    const { step } = this;
    if (!step) return;
    const asked = ++this.#asked;
    this.entering = true;
    this.trouble = null;
    try {
      const { stored, cards } = await gather(step, this.#shelf);
      await this.#hold(step.enter.run);
      if (asked !== this.#asked) return;
      this.#reckon(step, stored, cards);
      for (const [id, report] of stored) this.#open(id, report);
      this.#show(how);
    } catch (error) {
      if (asked === this.#asked) this.trouble = sentenceOf(error);
    } finally {
      if (asked === this.#asked) this.entering = false;
    }
  }

  #reckon(step: Step, stored: Map<LessonRunId, Report>, cards: Map<string, ModelCard>): void {
    const reports = new SvelteMap(
      [...stored].map(([id, report]) => [id, this.#own.get(id)?.report ?? report]),
    );
    this.evidence = storedEvidence(reports, cards);
    this.facts = step.facts?.(this.evidence) ?? {};
  }

  /** The model of a result becomes the page's, with the plan of the result. */
  async #hold(id: LessonRunId): Promise<void> {
    const { target, plan } = lessonRuns[id];
    const form = fromPlan(plan);
    if (this.#lab.subject?.target === target) return void (this.#lab.plan.form = form);
    this.#lab.hold(await valueOf(this.#lab.client.api.openTarget(target)), form);
  }

  #open(id: LessonRunId, report: Report): Run {
    const known = this.#own.get(id) ?? this.#opened.get(id);
    if (known && this.#lab.runs.list.includes(known)) return known;
    this.#own.delete(id);
    const subject = this.#lab.subject?.target === lessonRuns[id].target ? this.#lab.subject : null;
    const run = this.#lab.runs.open(report, 'stored', subject);
    this.#opened.set(id, run);
    return run;
  }

  #show(how: 'push' | 'replace'): void {
    const enter = this.place;
    if (!enter) return;
    const runOf = (id: LessonRunId) => this.#own.get(id) ?? this.#opened.get(id);
    const run = runOf(enter.run);
    if (run) this.#lab.runs.select(run);
    const over = (enter.over ?? []).flatMap((id) => runOf(id)?.id ?? []);
    const view = { ...enter.view, ...(over.length ? { over: over.join('-') } : {}) };
    this.#lab.way.goTo(enter.screen, view, how);
  }

  /** Judges an answer; tasks look at the screen itself. */
  answer(given: Given): void {
    const { step, lesson, evidence } = this;
    if (!step || !lesson || !evidence) return;
    this.judged = judge(step.ask, given, evidence, { screen: route.screen, view: route.view });
    if (!this.settled) return;
    this.#keep(answered(this.progress, lesson.id, step.id));
    if (step.reveal) this.#show('push');
  }

  /** A task is done as soon as the screen shows it. */
  watch(): void {
    const { step, evidence } = this;
    if (step?.ask.kind !== 'task' || !evidence || this.entering || this.settled) return;
    if (step.ask.done({ screen: route.screen, view: route.view }, evidence)) this.answer(null);
  }

  again(): void {
    this.judged = null;
  }

  hint(): void {
    this.hints = Math.min(this.hints + 1, this.step?.hints?.length ?? 0);
  }

  /** Times a few passes of the model on this machine and says how many samples end in time. */
  async measure(): Promise<void> {
    const { step } = this;
    const { subject, client, plan } = this.#lab;
    if (!step || !subject || this.measuring) return;
    const asked = this.#asked;
    this.measuring = true;
    this.trouble = null;
    try {
      const key = keyOfSubject(subject);
      const begun = performance.now();
      const pace = await valueOf(client.api.pace(key, 'wasm'));
      // The timing itself takes about half a second; what is left is what a worker needs to start.
      overhead = Math.max(overhead, (performance.now() - begun) / 1000 - 0.5);
      const offer = await this.#offer(key, { pace, overhead, workers: plan.workers });
      if (asked === this.#asked) this.offer = offer;
    } catch (error) {
      if (asked === this.#asked) this.trouble = sentenceOf(error);
    } finally {
      this.measuring = false;
    }
  }

  async #offer(key: string, speed: Speed): Promise<Offer> {
    const { plan } = lessonRuns[this.step!.enter.run];
    const planned = plan.samples ?? 0;
    const seconds = async (samples: number) => {
      const { amount, trouble } = await valueOf(this.#lab.client.api.offer(key, { ...plan, samples }));
      if (!amount) throw new UserError(trouble?.id ?? 'app.unexpected', trouble?.values);
      return secondsOf(amount, speed);
    };
    return { planned, ...(await largest(sizes(planned), seconds)) };
  }

  /** Starts the step's plan on this machine, with as many samples as were offered; its figures then take the stored ones' place. */
  async run(): Promise<void> {
    const { step, offer } = this;
    const { subject } = this.#lab;
    if (!step || !offer || !subject || this.live?.running) return;
    const id = step.enter.run;
    const form = fromPlan({ ...lessonRuns[id].plan, samples: offer.samples });
    this.#lab.plan.form = form;
    const asked = this.#asked;
    await this.#lab.starting.run('push', (run) => (this.live = run));
    const run = this.live;
    this.offer = null;
    if (!run?.report || !answersTo(run.report, await this.#shelf.report(id))) return;
    this.#own.set(id, run);
    if (asked === this.#asked && this.step === step) await this.enter('replace');
  }

  /** The stored figures again. */
  async restore(): Promise<void> {
    if (!this.step) return;
    this.#own.delete(this.step.enter.run);
    await this.enter('replace');
  }

  /** Ends the lesson; the screens stay as they are unless asked. */
  leave(): void {
    this.#asked++;
    this.#lab.way.teach(null);
    this.#lab.way.goTo('learn', {});
  }

  #keep(progress: typeof this.progress): void {
    this.progress = progress;
    saveProgress(progress);
  }
}

/** The slowest start of a worker so far: later timings come from memory and say nothing of it. */
let overhead = 0.5;
