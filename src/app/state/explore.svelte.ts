import type { Item } from '../../document/types.ts';
import type { EngineName } from '../../graph/runtime.ts';
import type { Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { jobFor, jobName, keptByName, nextBatch, type Batch, type Job } from '../components/explore/jobs.ts';
import { RunOutcomes, worstCase } from '../components/explore/outcomes.ts';
import {
  answerOf,
  atIteration,
  BoundedCache,
  pathsOf,
  shownOf,
  type Path,
  type ShownSample,
} from '../components/explore/samples.ts';
import { readView, writeView, type ExploreView } from '../components/explore/view.ts';
import { i18n } from '../i18n.svelte.ts';
import { valueOf } from '../lab/client.ts';
import type { RunSettings } from '../lab/explore/types.ts';
import { sentenceOf } from './complaints.svelte.ts';
import type { LabState } from './lab.svelte.ts';
import { route } from './route.svelte.ts';
import type { Run } from './run.svelte.ts';

/** Bytes of computed samples, and of walks, that the page keeps. */
const mostBytes = 64_000_000;
/** Samples in one question: small enough that the first answer comes soon. */
const chunk = { look: 24, path: 8 } as const;
/** A scrubber passes many places; only where it rests is computed, and the address is written. */
const restAfter = { load: 70, write: 250 };

const robustness = 'A.5-3';

/** The item that this screen explores; undefined where a run has none. */
export const exploredItem = (run: Run | null): Item | undefined =>
  run?.items.find(({ id }) => id === robustness);

/** What the explore screen knows and does: the place that is shown, and the samples there, computed on demand by the lab. */
export class ExploreState {
  view = $state.raw<ExploreView>(readView({}, none));
  /** True classes of the run's samples; null while not known, or where model and data are not at hand. */
  labels = $state.raw<ArrayLike<number> | null>(null);
  reach = $state<'asking' | 'ready' | 'gone'>('asking');
  trouble = $state.raw<Message | null>(null);
  /** Samples that are still to be computed for what is shown. */
  waiting = $state(0);
  /** On which engine samples are computed now; it may not be the run's. */
  engine = $state<EngineName | null>(null);

  readonly run: Run | null;
  readonly item: Item | undefined = $derived.by(() => exploredItem(this.run));
  readonly outcomes: RunOutcomes = $derived.by(() => (this.item ? new RunOutcomes(this.item) : none));
  readonly subject = $derived.by(() => this.run?.view(i18n.language) ?? null);

  readonly #lab: LabState;
  readonly #samples = new BoundedCache<ShownSample>(mostBytes);
  readonly #paths = new BoundedCache<Path>(mostBytes);
  readonly #kept = $derived.by(() =>
    this.item && this.subject ? keptByName(this.item, this.subject) : null,
  );
  /** Rises when samples have come. */
  #arrived = $state(0);
  #wanted: readonly { readonly id: number; readonly job: Job }[] = [];
  #asked: Batch | null = null;
  #turn = 0;
  #loading: ReturnType<typeof setTimeout> | undefined;
  #writing: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: LabState) {
    this.#lab = lab;
    this.run = lab.runs.current;
    this.view = readView(route.view, this.outcomes);
  }

  /** Called whenever the address changed by itself: Back, Forward. */
  follow(): void {
    if (this.#writing === undefined) this.view = readView(route.view, this.outcomes);
  }

  /** Another place or brush; the address follows when it rests, at once where it is a step of the history. */
  set(change: Partial<ExploreView>, how: 'push' | 'replace' = 'replace'): void {
    this.view = { ...this.view, ...change };
    clearTimeout(this.#writing);
    const write = () => {
      this.#writing = undefined;
      this.#lab.way.look(writeView(this.view), how);
    };
    if (how === 'push') write();
    else this.#writing = setTimeout(write, restAfter.write);
  }

  /** The screen goes: what waits is written or forgotten. */
  end(): void {
    this.#turn++;
    clearTimeout(this.#loading);
    clearTimeout(this.#writing);
  }

  /** What decides outcomes; null while a run has not begun. */
  get settings(): RunSettings | null {
    const { run, item } = this;
    const seed = run?.report?.seed ?? run?.form?.seed;
    if (!item || seed === undefined) return null;
    return { parameters: item.parameters, seed, engine: run?.report?.engine.name ?? 'wasm' };
  }

  /** The attack that lowers accuracy most; samples that stand are shown with it. */
  get strongest(): string {
    const named = this.item?.details.strongest;
    const { attacks, planned } = this.outcomes;
    return typeof named === 'string' && attacks.includes(named) ? named : (attacks[0] ?? planned[0] ?? '');
  }

  /** Along iterations: where the scrubber stands. */
  get iteration(): number {
    const last = this.outcomes.stops('iterations', this.view.epsilon).at(-1) ?? 0;
    return Math.min(this.view.iteration ?? last, last);
  }

  /** Where the scrubber stands on its axis. */
  get x(): number {
    return this.view.axis === 'epsilon' ? this.view.epsilon : this.iteration;
  }

  /** Where it can stand. */
  get stops(): readonly number[] {
    return this.outcomes.stops(this.view.axis, this.view.epsilon);
  }

  moveTo(x: number): void {
    if (this.stops.includes(x)) this.set(this.view.axis === 'epsilon' ? { epsilon: x } : { iteration: x });
  }

  /** Asks for the true classes; a bundled model that is not open is opened. */
  async reachOut(): Promise<void> {
    const { run, outcomes } = this;
    if (!run?.key || outcomes.count === 0) return;
    try {
      this.labels = await valueOf(this.#lab.client.api.exploreLabels(run.key, run.target, [...outcomes.ids]));
      this.reach = 'ready';
    } catch (error) {
      this.reach = 'gone';
      this.trouble = sentenceOf(error);
    }
  }

  jobOf(place: number): Job {
    return jobFor(this.outcomes, this.view, place, this.strongest);
  }

  /** How a sample's page computes it: what became of it at this ε, whichever axis is shown. */
  lookOf(place: number): Job {
    const { view, outcomes } = this;
    if (view.axis === 'epsilon' || view.attack !== worstCase)
      return jobFor(outcomes, { ...view, axis: 'epsilon' }, place, this.strongest);
    const { attacks, epsilon } = this.jobOf(place);
    return { kind: 'look', attacks, epsilon };
  }

  /** The report's own copy of a sample, where it kept one. */
  keptOf(id: number, job: Job): ShownSample | undefined {
    return this.#kept?.get(`${jobName(job)} ${id}`);
  }

  /** A sample at the place shown; undefined while it is computed, or where it cannot be. */
  sample(place: number): ShownSample | undefined {
    void this.#arrived;
    const id = this.outcomes.ids[place];
    const job = this.jobOf(place);
    const name = `${jobName(job)} ${id}`;
    if (job.kind === 'look') return this.#samples.get(name) ?? this.#kept?.get(name);
    const path = this.#paths.get(name);
    if (!path?.before) return undefined;
    const [attack] = job.attacks;
    const fall = this.outcomes.fallTime(attack, job.epsilon, place);
    const counted = this.item?.parameters.count === 'last-iterate' ? -1 : fall;
    return atIteration(path, this.iteration, counted, path.before);
  }

  /** A sample as it was last computed, wherever that was: its original is the same. */
  last(id: number): ShownSample | undefined {
    void this.#arrived;
    return this.#samples.get(`last ${id}`);
  }

  /** Whether a sample is right at the place shown, as the report counts. */
  stands(place: number): boolean {
    const { axis, attack, epsilon } = this.view;
    if (axis === 'epsilon') return this.outcomes.stands(attack, epsilon, place);
    const time = this.outcomes.fallTime(attack, epsilon, place);
    return time < 0 || time > this.iteration;
  }

  /** Computes samples for what is shown, in this order. */
  want(places: readonly number[]): void {
    const { ids } = this.outcomes;
    this.#wanted = places.map((place) => ({ id: ids[place], job: this.jobOf(place) }));
    this.waiting = this.reach === 'ready' ? this.#wanted.filter((one) => !this.#has(one)).length : 0;
    clearTimeout(this.#loading);
    if (this.reach !== 'ready' || !this.settings || this.waiting === 0) return;
    const asked = this.#asked;
    const name = asked && jobName(asked.job);
    // What is being computed is still of use: its loop goes on with what is wanted now.
    if (asked && this.#wanted.some(({ id, job }) => jobName(job) === name && asked.ids.includes(id))) return;
    this.#loading = setTimeout(() => void this.#load(), restAfter.load);
  }

  async #load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      for (;;) {
        const has = (name: string, id: number) => this.#holds(name, id);
        const batch = nextBatch(this.#wanted, has, (job) => chunk[job.kind]);
        this.#asked = batch;
        if (!batch) break;
        await this.#ask(batch);
        if (turn !== this.#turn) return;
        this.waiting = this.#wanted.filter((one) => !this.#has(one)).length;
      }
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#asked = null;
      this.waiting = 0;
      if (!isAbort(error)) this.trouble = sentenceOf(error);
    }
  }

  async #ask({ job, ids }: Batch): Promise<void> {
    const { settings, run } = this;
    if (!settings || !run?.key) return;
    const { api } = this.#lab.client;
    const asked = { ...settings, ids: [...ids], attacks: [...job.attacks], epsilon: job.epsilon };
    const name = jobName(job);
    if (job.kind === 'look') {
      const looked = await valueOf(api.exploreLook(run.key, 'grid', asked));
      this.engine = looked.engine;
      const bytes = 8 * (looked.size + looked.classes);
      for (const sample of shownOf(looked, job.epsilon)) {
        this.#samples.set(`${name} ${sample.id}`, sample, bytes);
        // The same object: it costs nothing more.
        this.#samples.set(`last ${sample.id}`, sample, 0);
      }
    } else {
      const [attack] = job.attacks;
      const paths = await valueOf(api.explorePaths(run.key, 'grid', { ...asked, attack }));
      this.engine = paths.engine;
      const bytes = 4 * (paths.size * (paths.kept.length + 1) + paths.length * (paths.classes + 1));
      const before = cleanAnswers(
        await valueOf(api.exploreLook(run.key, 'grid', { ...asked, attacks: [], epsilon: 0 })),
      );
      pathsOf(paths, attack, job.epsilon).forEach((path, i) =>
        this.#paths.set(`${name} ${path.id}`, { ...path, before: before[i] }, bytes),
      );
    }
    this.#arrived++;
  }

  #holds(name: string, id: number): boolean {
    const key = `${name} ${id}`;
    return name.startsWith('path') ? this.#paths.has(key) : this.#samples.has(key);
  }

  #has({ id, job }: { readonly id: number; readonly job: Job }): boolean {
    return this.#holds(jobName(job), id);
  }
}

const cleanAnswers = (looked: {
  readonly before: Float32Array;
  readonly classes: number;
  readonly ids: readonly number[];
}) => looked.ids.map((_, i) => answerOf(looked.before.slice(i * looked.classes, (i + 1) * looked.classes)));

/** Nothing known yet. */
const blank: Item = {
  id: robustness,
  status: 'not-run',
  value: null,
  interval: null,
  correct: null,
  n: 0,
  parameters: { attacks: [], epsilons: [] },
  curves: [],
  warnings: [],
  ids: [],
  outcomes: [],
  details: {},
};
const none = new RunOutcomes(blank);
