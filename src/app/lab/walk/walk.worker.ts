import { expose, transfer } from 'comlink';
import { Breath, breathing } from '../../../workers/breath.ts';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { pageEngine } from '../../../workers/page/engine.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { answer } from '../answer.ts';
import { WalkRoom, type RoomInput } from './room.ts';
import type { SliceRequest, WalkRequest } from './types.ts';

/** The walk's own thread: a newer request ends an older one, and a broken one leaves the room as it was. */
class WalkService {
  readonly #breath = new Breath();
  #signal: AbortSignal | undefined;
  readonly #room = new WalkRoom(
    pageEngine((runtime) => breathing(runtime, this.#breath, () => this.#signal)),
  );
  #controller = new AbortController();
  /** Requests are answered one after the other; the one before is told to end first. */
  #door: Promise<unknown> = Promise.resolve();

  open = (source: SubjectSource) => this.#next(() => this.#room.open(source));

  /** Small, and asked for with every stroke of a drawing: it waits its turn and cuts nothing short. */
  predict = (values: Float32Array) => this.#inTurn(() => this.#room.predict(values));

  walk = (input: RoomInput, request: WalkRequest) =>
    this.#next((signal) => this.#room.walk(input, request, signal));

  slice = (input: RoomInput, request: SliceRequest) =>
    this.#next((signal) => this.#room.slice(input, request, signal));

  /** Older work is cut short. */
  #next<T>(work: (signal: AbortSignal) => Promise<T>) {
    this.#controller.abort();
    const { signal } = (this.#controller = new AbortController());
    return this.#inTurn(() => work(signal), signal);
  }

  #inTurn<T>(work: () => Promise<T>, signal?: AbortSignal) {
    const next = this.#door.then(async () => {
      this.#signal = signal;
      const outcome = await answer(work);
      // The room keeps the walk, so its buffers are copied for the way out.
      const copy = structuredClone(outcome);
      return transfer(copy, buffersIn(copy));
    });
    this.#door = next.catch(() => undefined);
    return next;
  }
}

expose(new WalkService());
