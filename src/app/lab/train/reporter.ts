import type { StepDone } from '../../../training/train.ts';
import type { EpochPoint, TrainingEvent } from './types.ts';

/** Milliseconds between two words on progress: often enough for the eye, seldom enough for the page. */
const every = 120;

/** Losses of single batches are a faint line; more points than this are not seen. */
const mostBatches = 600;

/** Gathers what happens between two steps and says it now and then, in one piece. */
export class Reporter {
  readonly #say: (event: TrainingEvent) => void;
  readonly #now: () => number;
  readonly #perEpoch: number;
  readonly #thin: number;
  #batches: { at: number; loss: number }[] = [];
  #epochs: EpochPoint[] = [];
  #last = -Infinity;
  /** Milliseconds of training, without pauses. */
  #busy = 0;
  #since: number;

  constructor(say: (event: TrainingEvent) => void, now: () => number, steps: number, epochs: number) {
    this.#say = say;
    this.#now = now;
    this.#perEpoch = steps / epochs;
    this.#thin = Math.max(1, Math.ceil(steps / mostBatches));
    this.#since = now();
  }

  get seconds(): number {
    return this.#busy / 1000;
  }

  stepped({ step, loss }: StepDone): void {
    const now = this.#now();
    this.#busy += now - this.#since;
    this.#since = now;
    if (step % this.#thin === 0) this.#batches.push({ at: step / this.#perEpoch, loss });
  }

  epoch(point: EpochPoint): void {
    this.#epochs.push(point);
  }

  /** The clock stood while nothing was trained. */
  resumed(): void {
    this.#since = this.#now();
  }

  tell({ step, steps, samples }: StepDone, paused: boolean, at: 'now' | 'in time'): void {
    const now = this.#now();
    if (at === 'in time' && now - this.#last < every) return;
    this.#last = now;
    this.#say({
      event: 'progress',
      step,
      steps,
      samplesPerSecond: this.#busy > 0 ? samples / this.seconds : 0,
      secondsLeft: (this.seconds / step) * (steps - step),
      batches: this.#batches,
      epochs: this.#epochs,
      paused,
    });
    this.#batches = [];
    this.#epochs = [];
  }
}
