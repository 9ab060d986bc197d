import type { Message } from '../../messages/index.ts';
import { isAbort } from '../../workers/errors.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import type { Directions, Sliced, TestSamples, Walked, WalkRequest } from '../lab/walk/types.ts';
import { sentenceOf } from './complaints.svelte.ts';

/** Milliseconds a step is on show, slowest first. */
export const paces = [2000, 1000, 500, 200] as const;

/** One sample's walk on screen: what was asked for last, and where the player stands. */
export class WalkState {
  walked = $state.raw<Walked | null>(null);
  sliced = $state.raw<Sliced | null>(null);
  samples = $state.raw<TestSamples | null>(null);
  /** A person's own drawing or picture; it stands in no address. */
  own = $state.raw<Float32Array | null>(null);
  /** Probabilities of the own input, as it is drawn. */
  guess = $state.raw<Float32Array | null>(null);
  busy = $state(false);
  trouble = $state.raw<Message | null>(null);
  /** The step on show. */
  at = $state(0);
  playing = $state(false);
  pace = $state<(typeof paces)[number]>(1000);

  readonly #client: LabClient;
  #asked = 0;
  #guessed = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(client: LabClient) {
    this.#client = client;
  }

  get last(): number {
    return (this.walked?.views.length ?? 1) - 1;
  }

  /** Walks, then looks around; only the newest request counts. The step on show is kept where the walk is as long. */
  async take(walk: WalkRequest, directions: Directions): Promise<void> {
    const asked = ++this.#asked;
    this.busy = true;
    this.trouble = null;
    try {
      const walked = await valueOf(this.#client.api.walkOne(walk));
      if (asked !== this.#asked) return;
      this.walked = walked;
      this.at = Math.min(this.at, walked.views.length - 1);
      const sliced = await valueOf(this.#client.api.sliceOne({ walk, directions }));
      if (asked === this.#asked) this.sliced = sliced;
    } catch (error) {
      if (asked !== this.#asked || isAbort(error)) return;
      this.walked = this.sliced = null;
      this.trouble = sentenceOf(error);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }

  async list(key: string, from: number, count: number, label: number | null): Promise<void> {
    try {
      this.samples = await valueOf(this.#client.api.testSamples(key, from, count, label));
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  async predict(key: string, values: Float32Array): Promise<void> {
    const asked = ++this.#guessed;
    try {
      const guess = await valueOf(this.#client.api.predictOne(key, values));
      if (asked === this.#guessed) this.guess = guess;
    } catch (error) {
      if (asked === this.#guessed && !isAbort(error)) this.trouble = sentenceOf(error);
    }
  }

  show(step: number): void {
    this.at = Math.max(0, Math.min(this.last, step));
  }

  /** From the beginning where the end was reached. */
  play(): void {
    this.pause();
    if (this.at >= this.last) this.at = 0;
    this.playing = true;
    this.#timer = setInterval(() => {
      if (this.at < this.last) this.at++;
      if (this.at >= this.last) this.pause();
    }, this.pace);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }

  setPace(pace: (typeof paces)[number]): void {
    this.pace = pace;
    if (this.playing) this.play();
  }
}
