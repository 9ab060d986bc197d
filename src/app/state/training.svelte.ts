import { proxy } from 'comlink';
import { bundledDatasets } from '../../datasets/names.ts';
import type { Language } from '../../messages/index.ts';
import { valueOf } from '../lab/client.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type {
  EpochPoint,
  Picture,
  PictureView,
  TrainedSummary,
  TrainingDataSummary,
  TrainingEvent,
  TrainingSource,
  TrainingStart,
} from '../lab/train/types.ts';
import type { FileOptions } from '../lab/types.ts';
import { offline } from '../offline/offline.svelte.ts';
import type { LabState } from './lab.svelte.ts';
import { route } from './route.svelte.ts';
import {
  checkLayers,
  formFor,
  requestOf,
  samePlace,
  viewFor,
  workOf,
  type TrainingForm,
} from './training-form.ts';
import { trainedOf, type Trained } from './trained.svelte.ts';

export type TrainingPhase = 'idle' | 'preparing' | 'going' | 'paused' | 'ended' | 'failed';

type Progress = Extract<TrainingEvent, { event: 'progress' }>;

/** What one training has shown so far. */
export interface Live {
  readonly start: TrainingStart | null;
  readonly progress: Omit<Progress, 'event' | 'batches' | 'epochs' | 'paused'> | null;
  readonly batches: readonly { readonly at: number; readonly loss: number }[];
  readonly epochs: readonly EpochPoint[];
}

const nothing: Live = { start: null, progress: null, batches: [], epochs: [] };

/** Milliseconds between two drawings of the curves. */
const drawEvery = 250;

/** A training that is not done is kept nowhere: the browser asks before the page goes. */
const askFirst = (event: Event): void => event.preventDefault();

/** The training screen: what was chosen, what is going on, what came of it. Lives as long as the page, so that leaving the screen stops nothing. */
export class Training {
  data = $state.raw<TrainingDataSummary | null>(null);
  form = $state.raw<TrainingForm | null>(null);
  view = $state.raw<PictureView>({ kind: 'none' });
  /** What is being read. */
  reading = $state<string | null>(null);
  phase = $state<TrainingPhase>('idle');
  live = $state.raw<Live>(nothing);
  picture = $state.raw<Picture | null>(null);
  /** The data and form that the training under way, or the last one, was started with. */
  of = $state.raw<{ readonly data: TrainingDataSummary; readonly form: TrainingForm } | null>(null);
  result = $state.raw<TrainedSummary | null>(null);
  /** Multiplications a second, as measured by the last training. */
  pace = $state<number | null>(null);
  /** Names of a bundled set's classes in each language. */
  classNames = $state.raw<Readonly<Record<Language, readonly string[]>> | null>(null);
  readonly trained: Trained;

  readonly #lab: LabState;
  #turn = 0;
  #waiting: Progress[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: LabState) {
    this.#lab = lab;
    this.trained = trainedOf(lab.client);
  }

  get busy(): boolean {
    return this.phase === 'preparing' || this.phase === 'going' || this.phase === 'paused';
  }

  /** The data to begin with: those of the chosen subject where they are bundled, else the digits. */
  async begin(): Promise<void> {
    if (this.data || this.reading) return;
    const { subject } = this.#lab;
    const id = bundledDatasets.find((known) => known === subject?.dataset) ?? 'digits';
    await this.choose({ kind: 'bundled', id });
  }

  /** The data of the subject that is open, where they are a person's own. */
  get ownSubject(): TrainingSource | null {
    const { subject } = this.#lab;
    if (!subject || (bundledDatasets as readonly string[]).includes(subject.dataset)) return null;
    return { kind: 'subject', key: keyOfSubject(subject) };
  }

  async choose(source: TrainingSource): Promise<void> {
    await this.#read(source.kind === 'bundled' ? source.id : source.kind, () =>
      valueOf(this.#lab.client.api.trainingData(source)),
    );
  }

  async addFiles(files: readonly File[], options: FileOptions): Promise<void> {
    await this.#read(files.map(({ name }) => name).join(', '), () =>
      valueOf(this.#lab.client.api.trainingFiles(files, options)),
    );
  }

  change(part: Partial<TrainingForm>): void {
    if (this.form) this.form = { ...this.form, ...part };
  }

  async start(): Promise<void> {
    const { data, form } = this;
    if (!data || !form) return;
    const turn = ++this.#turn;
    this.#lab.complaints.clear('train');
    this.phase = 'preparing';
    this.live = nothing;
    this.picture = this.result = null;
    this.of = { data, form };
    window.addEventListener('beforeunload', askFirst);
    const request = $state.snapshot(requestOf(form, data, this.view)) as ReturnType<typeof requestOf>;
    const hear = proxy((event: TrainingEvent) => turn === this.#turn && this.#hear(event));
    try {
      const result = await valueOf(this.#lab.client.api.train(request, hear));
      if (turn === this.#turn) await this.#ended(result);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#flush();
      const cancelled = error instanceof Error && error.name === 'AbortError';
      this.phase = cancelled ? 'idle' : 'failed';
      if (!cancelled) this.#lab.complaints.say('train', error);
    } finally {
      if (turn === this.#turn) window.removeEventListener('beforeunload', askFirst);
    }
  }

  async pause(on: boolean): Promise<void> {
    await this.#lab.client.api.trainingPause(on);
  }

  async step(length: 'step' | 'epoch'): Promise<void> {
    await this.#lab.client.api.trainingStep(length);
  }

  async cancel(): Promise<void> {
    await this.#lab.client.api.trainingCancel();
  }

  async look(view: PictureView): Promise<void> {
    this.view = view;
    if (view.kind === 'none') this.picture = null;
    if (this.phase !== 'idle') await this.#lab.client.api.trainingView($state.snapshot(view) as PictureView);
  }

  async #read(name: string, read: () => Promise<TrainingDataSummary>): Promise<void> {
    this.reading = name;
    this.#lab.complaints.clear('train');
    try {
      const before = this.data;
      const data = await read();
      const names = bundledDatasets.find((known) => known === data.id);
      this.classNames = names ? await valueOf(this.#lab.client.api.classNames(names)) : null;
      this.data = data;
      if (before && this.form && samePlace(before, data)) return;
      this.form = formFor(data);
      this.view = viewFor(data);
    } catch (error) {
      this.#lab.complaints.say('train', error);
    } finally {
      this.reading = null;
    }
  }

  #hear(event: TrainingEvent): void {
    if (event.event === 'picture') {
      if (this.view.kind === event.picture.view.kind) this.picture = event.picture;
    } else if (event.event === 'started') {
      this.phase = 'going';
      this.live = { ...this.live, start: event };
    } else {
      this.#waiting.push(event);
      // A pause shows at once; curves are drawn now and then.
      if (event.paused || this.phase === 'paused') this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), drawEvery);
      if (this.busy) this.phase = event.paused ? 'paused' : 'going';
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const last = this.#waiting.at(-1);
    if (!last) return;
    const { step, steps, samplesPerSecond, secondsLeft } = last;
    const words = this.#waiting.splice(0);
    this.live = {
      start: this.live.start,
      progress: { step, steps, samplesPerSecond, secondsLeft },
      batches: [...this.live.batches, ...words.flatMap(({ batches }) => batches)],
      epochs: [...this.live.epochs, ...words.flatMap(({ epochs }) => epochs)],
    };
  }

  /** What this machine does in a second, for the estimate of the next training. */
  #measure({ seconds, card }: TrainedSummary): void {
    const steps = this.live.progress?.steps;
    const facts = this.of && checkLayers(this.of.form, this.of.data).facts;
    if (!facts || !this.of || !steps || seconds <= 0) return;
    this.pace = (workOf(this.of.form, this.of.data, facts) * card.steps) / steps / seconds;
  }

  async #ended(result: TrainedSummary): Promise<void> {
    this.#flush();
    this.result = result;
    this.phase = 'ended';
    this.#measure(result);
    await this.trained.refresh();
    // Whoever went on to something else is not pulled away from it.
    if (route.screen === 'train') await this.trained.open(this.#lab, result.card.id, null);
  }
}

const known = new WeakMap<LabState, Training>();

export function trainingOf(lab: LabState): Training {
  const held = known.get(lab);
  if (held) return held;
  const fresh = new Training(lab);
  known.set(lab, fresh);
  offline.busyWhen(() => fresh.busy);
  return fresh;
}
