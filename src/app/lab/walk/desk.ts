import type { SubjectSource } from '../../../assessment/executor.ts';
import type { Subject } from '../../../assessment/subject.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { reviveError } from '../../../workers/errors.ts';
import { answer } from '../answer.ts';
import type { Subjects } from '../subjects.ts';
import type { RoomInput } from './room.ts';
import type { Sliced, SliceRequest, WalkApi, Walked, WalkInput, WalkRequest } from './types.ts';

/** The walk's worker, as the desk calls it. */
export interface WalkThread {
  open(source: SubjectSource): Promise<Outcome<void>>;
  predict(values: Float32Array): Promise<Outcome<Float32Array>>;
  walk(input: RoomInput, request: WalkRequest): Promise<Outcome<Walked>>;
  slice(input: RoomInput, request: SliceRequest): Promise<Outcome<Sliced>>;
  end(): void;
}

const mostShown = 60;

/** Milliseconds after which a thread that nobody asks ends, with all it holds. */
const idleFor = 120_000;

/** Answers the step-by-step screen: samples from the data at hand, walks from a worker that is started when first needed. */
export class WalkDesk implements WalkApi {
  readonly #subjects: Subjects;
  readonly #start: () => WalkThread;
  #thread: WalkThread | undefined;
  #opened: { readonly key: string; readonly done: Promise<void> } | undefined;
  #busy = 0;
  #restSoon = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(subjects: Subjects, start: () => WalkThread) {
    this.#subjects = subjects;
    this.#start = start;
  }

  async testSamples(key: string, from: number, count: number, label: number | null) {
    return answer(async () => {
      const { test, shape } = this.#subjects.get(key).dataset;
      const size = shape.reduce((product, dim) => product * dim, 1);
      const ids: number[] = [];
      for (let id = Math.max(0, from); id < test.count && ids.length < Math.min(count, mostShown); id++)
        if (label === null || test.y[id] === label) ids.push(id);
      const values = new Float32Array(ids.length * size);
      ids.forEach((id, at) => values.set(test.x.subarray(id * size, (id + 1) * size), at * size));
      return { ids, labels: ids.map((id) => test.y[id]), values, of: test.count };
    });
  }

  async predictOne(key: string, values: Float32Array) {
    return this.#ask(async () => taken(await (await this.#open(key)).predict(values)));
  }

  async walkOne(request: WalkRequest) {
    return this.#ask(async () => {
      const thread = await this.#open(request.key);
      return taken(await thread.walk(this.#input(request.key, request.input), request));
    });
  }

  async sliceOne(request: SliceRequest) {
    return this.#ask(async () => {
      const { key, input } = request.walk;
      const thread = await this.#open(key);
      return taken(await thread.slice(this.#input(key, input), request));
    });
  }

  /** Others need the memory: the thread ends now, or with its last answer. The next question starts another. */
  rest(): void {
    if (this.#busy === 0) this.#end();
    else this.#restSoon = true;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#restSoon = false;
    this.#thread?.end();
    this.#thread = this.#opened = undefined;
  }

  async #ask<T>(work: () => Promise<T>): Promise<Outcome<T>> {
    this.#busy++;
    clearTimeout(this.#timer);
    const outcome = await answer(work);
    if (--this.#busy === 0) this.#timer = setTimeout(() => this.#end(), this.#restSoon ? 0 : idleFor);
    return outcome;
  }

  #input(key: string, input: WalkInput): RoomInput {
    if (input.kind === 'own') return { raw: input.values, label: input.label, id: 0 };
    const { test, shape } = this.#subjects.get(key).dataset;
    const size = shape.reduce((product, dim) => product * dim, 1);
    const id = Math.min(Math.max(0, Math.trunc(input.id)), test.count - 1);
    return { raw: test.x.slice(id * size, (id + 1) * size), label: test.y[id], id };
  }

  /** The thread with this subject open; another one is opened in its place. */
  async #open(key: string): Promise<WalkThread> {
    const thread = (this.#thread ??= this.#start());
    if (this.#opened?.key !== key) {
      const done = thread.open(withoutSamples(this.#subjects.get(key))).then(taken);
      this.#opened = { key, done };
      done.catch(() => (this.#opened = undefined));
    }
    await this.#opened?.done;
    return thread;
  }
}

/** The model and what is known of its data; single samples travel with each request. */
function withoutSamples(subject: Subject): SubjectSource {
  const none = { order: 'file' as const, indices: [], of: subject.dataset.test.count };
  return subject.source(none, 'wasm');
}

function taken<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw reviveError(outcome.error);
}
