import { releaseProxy, transfer, wrap, type Remote } from 'comlink';
import { prepareSubject, type Subject } from '../../../assessment/subject.ts';
import type { EngineName } from '../../../graph/runtime.ts';
import { resolveParameters } from '../../../indicators/robustness/parameters.ts';
import type { SampleRows } from '../../../indicators/robustness/single.ts';
import { pick } from '../../../indicators/space.ts';
import { UserError } from '../../../messages/index.ts';
import { loadTarget } from '../../../training/bundled.ts';
import { abortError, reviveError } from '../../../workers/errors.ts';
import type { StartThread } from '../../../workers/link.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { answer } from '../answer.ts';
import { bundledSet } from '../bundled-sets.ts';
import { keyOf } from '../subjects-key.ts';
import type { Subjects } from '../subjects.ts';
import type { ExploreWorkerApi } from './service.ts';
import { mostLooked } from './types.ts';
import type { Channel, ExploreApi, LookRequest, PathsRequest, RunSettings } from './types.ts';

export interface ExploreHost {
  readonly start: StartThread;
  /** Reads a file of the lab's own `public` folder. */
  fetchBytes(path: string): Promise<Uint8Array>;
  /** Milliseconds after which a worker that nobody asks ends, with all it holds. */
  readonly idle?: number;
}

/** Models that the worker holds open at once. */
const mostOpen = 3;
const idleFor = 120_000;

interface Started {
  readonly api: Remote<ExploreWorkerApi>;
  /** Rejects when the worker dies: its calls would never settle. */
  readonly dead: Promise<never>;
  /** Open subjects with the engine asked for, the one used last at the end. */
  readonly open: Map<string, Promise<void>>;
  end(): void;
}

/** Answers what the explore screen asks: holds the data, and leaves the computing to a worker of its own. */
export class ExploreDesk implements ExploreApi {
  readonly #host: ExploreHost;
  readonly #subjects: Subjects;
  readonly #latest = new Map<Channel, number>();
  #started: Started | undefined;
  #next = 1;
  #busy = 0;
  #restSoon = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ExploreHost, subjects: Subjects) {
    this.#host = host;
    this.#subjects = subjects;
  }

  async exploreLabels(key: string, target: string | null, ids: readonly number[]) {
    return answer(async () => {
      if (!this.#subjects.has(key) && target !== null) await this.#open(key, target);
      const { y } = checked(this.#subjects.get(key), ids).dataset.test;
      return Int32Array.from(ids, (id) => y[id]);
    });
  }

  async exploreLook(key: string, channel: Channel, request: LookRequest) {
    const { attacks, epsilon } = request;
    return this.#ask(key, channel, request, ({ api }, id, name, job) =>
      api.look(id, name, { ...job, attacks, epsilon }),
    );
  }

  async explorePaths(key: string, channel: Channel, request: PathsRequest) {
    const { attack, epsilon } = request;
    return this.#ask(key, channel, request, ({ api }, id, name, job) =>
      api.paths(id, name, { ...job, attack, epsilon }),
    );
  }

  /** Others need the memory: the worker ends now, or with its last answer. The next question starts another. */
  rest(): void {
    if (this.#busy === 0) this.end();
    else this.#restSoon = true;
  }

  /** Ends the worker; the next question starts another. */
  end(): void {
    clearTimeout(this.#timer);
    this.#restSoon = false;
    this.#started?.end();
    this.#started = undefined;
  }

  async #ask<T>(
    key: string,
    channel: Channel,
    request: RunSettings & { readonly ids: readonly number[] },
    call: (started: Started, id: number, name: string, job: JobOf) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const id = this.#next++;
    const before = this.#latest.get(channel);
    this.#latest.set(channel, id);
    this.#busy++;
    clearTimeout(this.#timer);
    const outcome = await answer(async () => {
      if (request.ids.length > mostLooked)
        throw new RangeError(`${request.ids.length} samples asked at once`);
      const started = (this.#started ??= this.#start());
      if (before !== undefined) void started.api.cancel(before);
      const subject = checked(this.#subjects.get(key), request.ids);
      const name = `${key} ${request.engine}`;
      await Promise.race([this.#ready(started, name, subject, request.engine), started.dead]);
      if (this.#latest.get(channel) !== id) throw abortError('a newer question came');
      return Promise.race([call(started, id, name, jobOf(subject, request)), started.dead]);
    });
    if (--this.#busy === 0) {
      const wait = this.#restSoon ? 0 : (this.#host.idle ?? idleFor);
      this.#timer = setTimeout(() => this.end(), wait);
    }
    if (!outcome.ok) return outcome;
    return transfer(outcome.value, buffersIn(outcome.value));
  }

  /** The subject is open in the worker; the one unused for longest makes room. */
  async #ready({ api, open }: Started, name: string, subject: Subject, engine: EngineName): Promise<void> {
    const known = open.get(name);
    open.delete(name);
    const source = subject.source({ order: 'file', indices: [], of: subject.data.test }, engine);
    // Samples come with each question, so that a large test part is not copied.
    const opening = known ?? opened(api.open(name, { ...source, testCount: 0 }));
    open.set(name, opening);
    for (const old of open.keys()) {
      if (open.size <= mostOpen) break;
      open.delete(old);
      void api.close(old);
    }
    await opening.catch((error: unknown) => {
      open.delete(name);
      throw error;
    });
  }

  #start(): Started {
    const thread = this.#host.start();
    const api = wrap<ExploreWorkerApi>(thread.endpoint);
    const end = () => {
      api[releaseProxy]();
      thread.end();
    };
    const dead = new Promise<never>((_, reject) =>
      thread.onDeath((reason) => {
        if (this.#started?.api === api) this.#started = undefined;
        end();
        reject(new UserError('explore.worker-died', {}, { cause: reason }));
      }),
    );
    dead.catch(() => undefined);
    return { api, dead, open: new Map(), end };
  }

  /** A bundled model that a report speaks of; it does not become the one on screen. */
  async #open(key: string, target: string): Promise<void> {
    const { card, bytes } = await loadTarget(target, this.#host.fetchBytes);
    const dataset = await bundledSet(card.dataset.id, this.#host.fetchBytes);
    const subject = prepareSubject({ model: bytes, target, dataset });
    // Another release's model of the same name would give other figures.
    if (keyOf(subject.model.sha256, subject.data.sha256, subject.model.setting) === key)
      this.#subjects.keep(subject);
  }
}

type JobOf = ReturnType<typeof jobOf>;

function jobOf({ dataset, info }: Subject, request: RunSettings & { readonly ids: readonly number[] }) {
  const { batch, labels } = pick(dataset, request.ids);
  const rows: SampleRows = { ids: request.ids, x: batch.data, y: labels };
  return { parameters: resolveParameters('A.5-3', request.parameters, info), seed: request.seed, rows };
}

async function opened(opening: Promise<Outcome<EngineName>>): Promise<void> {
  const outcome = await opening;
  if (!outcome.ok) throw reviveError(outcome.error);
}

/** Positions from a report are not trusted. */
function checked(subject: Subject, ids: readonly number[]): Subject {
  const { test } = subject.data;
  const known = ids.every((id) => Number.isInteger(id) && id >= 0 && id < test);
  if (!known) throw new UserError('explore.ids', { of: test });
  return subject;
}
