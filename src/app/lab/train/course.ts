import type { Dataset, Samples } from '../../../datasets/types.ts';
import { stream } from '../../../numeric/random.ts';
import { subset } from '../../../training/data.ts';
import type { TrainableModel } from '../../../training/engine.ts';
import { evaluate } from '../../../training/evaluate.ts';
import { lossArea } from '../../../training/leak.ts';
import type { StepDone } from '../../../training/train.ts';
import type { Gate } from './gate.ts';
import { Painter } from './painter.ts';
import { Reporter } from './reporter.ts';
import type { EpochPoint, Leak, PictureView, TrainingEvent, TrainingStart } from './types.ts';

/** Held-out rows behind each point of the live curve; the finished model is scored on all. */
const mostWatched = 1000;

/** A picture about once a second, and never more than a fifth of the time. */
const pictureEvery = 1000;
const pictureShare = 5;

function watchedOf({ test }: Dataset): Samples {
  if (test.count <= mostWatched) return test;
  return subset(test, stream(1, 'training', 'watched').sample(test.count, mostWatched).sort());
}

/** As many rows trained on as held out: for one side all, for the other drawn by a seed of its own. */
interface Sides {
  readonly members: Samples;
  /** Places among the watched rows. */
  readonly others: Int32Array;
}

function sidesOf({ train }: Dataset, members: Int32Array, watched: Samples): Sides {
  const rows = Math.min(members.length, watched.count);
  const drawn = (purpose: string, from: number) => stream(1, 'training', purpose).sample(from, rows).sort();
  const chosen = drawn('watched-members', members.length).map((at) => members[at]);
  return { members: subset(train, Int32Array.from(chosen)), others: drawn('watched-others', watched.count) };
}

export interface CourseOptions {
  readonly dataset: Dataset;
  readonly epochs: number;
  readonly view: PictureView;
  readonly gate: Gate;
  readonly signal: AbortSignal;
  readonly start: Pick<TrainingStart, 'engine' | 'reason' | 'milliseconds'>;
  readonly say: (event: TrainingEvent) => void;
  readonly now: () => number;
}

/** What is done between the steps of one training: curves, pictures, pauses. Nothing of it changes a weight. */
export class Course {
  readonly #options: CourseOptions;
  readonly #painter: Painter;
  readonly #watched: Samples;
  #sides: Sides | undefined;
  #reporter: Reporter | undefined;
  #nextPicture = 0;

  constructor(options: CourseOptions) {
    this.#options = options;
    this.#painter = new Painter(options.dataset, options.view);
    this.#watched = watchedOf(options.dataset);
  }

  /** Seconds of training, without pauses. */
  get seconds(): number {
    return this.#reporter?.seconds ?? 0;
  }

  look(view: PictureView): void {
    this.#painter.look(view);
    this.#nextPicture = 0;
    this.#options.gate.nudge();
  }

  async afterStep(done: StepDone): Promise<void> {
    const { gate, signal } = this.#options;
    const reporter = (this.#reporter ??= this.#begin(done));
    reporter.stepped(done);
    if (done.epoch) reporter.epoch(await this.#measured(done, done.epoch));
    gate.stepped(done.epoch !== undefined);
    const paused = gate.closed && !signal.aborted;
    if (paused || this.#options.now() >= this.#nextPicture) await this.#picture(done.model, done.step);
    const striking = paused || done.step === 1 || done.step === done.steps;
    reporter.tell(done, paused, striking ? 'now' : 'in time');
    if (paused) await this.#wait(done, reporter);
    reporter.resumed();
  }

  /** The picture of the finished model. */
  async finish(model: TrainableModel, step: number): Promise<void> {
    const picture = await this.#painter.paint(model, step, 'final');
    if (picture) this.#options.say({ event: 'picture', picture });
  }

  /** Said with the first step, when the number of steps is known. */
  #begin({ steps }: StepDone): Reporter {
    const { start, epochs, say, now } = this.#options;
    say({ event: 'started', ...start, steps, heldOut: this.#watched.count });
    return new Reporter(say, now, steps, epochs);
  }

  async #measured(
    { model, members }: StepDone,
    { epoch, loss, accuracy }: NonNullable<StepDone['epoch']>,
  ): Promise<EpochPoint> {
    const held = await evaluate(model, this.#watched);
    const leak = await this.#leak(model, members, held.losses);
    const point = { epoch, loss, accuracy, heldOutLoss: held.loss, heldOutAccuracy: held.accuracy };
    return { ...point, ...(leak ? { leak } : {}) };
  }

  async #leak(model: TrainableModel, rows: Int32Array, held: Float64Array): Promise<Leak | undefined> {
    const { members, others } = (this.#sides ??= sidesOf(this.#options.dataset, rows, this.#watched));
    const { losses } = await evaluate(model, members);
    const area = lossArea(
      losses,
      Float64Array.from(others, (at) => held[at]),
    );
    return area ? { auc: area.value, low: area.low, high: area.high, rows: members.count } : undefined;
  }

  /** Until the gate opens or the training is cancelled; another view is drawn meanwhile. */
  async #wait(done: StepDone, reporter: Reporter): Promise<void> {
    const { gate, signal } = this.#options;
    while (gate.closed && !signal.aborted) {
      await gate.change(signal);
      if (gate.closed && !signal.aborted) await this.#picture(done.model, done.step);
    }
    reporter.tell(done, false, 'now');
  }

  async #picture(model: TrainableModel, step: number): Promise<void> {
    const { now, say } = this.#options;
    const before = now();
    const picture = await this.#painter.paint(model, step, 'live');
    if (picture) say({ event: 'picture', picture });
    this.#nextPicture = before + Math.max(pictureEvery, pictureShare * (now() - before));
  }
}
