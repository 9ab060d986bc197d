import { proxy, wrap, type Remote } from 'comlink';
import { prepareSubject } from '../../../assessment/subject.ts';
import { fitTo } from '../../../datasets/fit.ts';
import { checkFileSize, loadFiles } from '../../../datasets/load.ts';
import type { Dataset } from '../../../datasets/types.ts';
import { knowledgeOf } from '../../../training/card.ts';
import { UserError } from '../../../messages/index.ts';
import type { TrainedCard } from '../../../training/card-of-trained.ts';
import { reviveError } from '../../../workers/errors.ts';
import type { StartThread } from '../../../workers/link.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { answer } from '../answer.ts';
import { loadBundled } from '../../../datasets/bundled.ts';
import { bundledSet } from '../bundled-sets.ts';
import type { Subject } from '../../../assessment/subject.ts';
import type { Subjects } from '../subjects.ts';
import type { FileOptions, SubjectSummary } from '../types.ts';
import type { Trained, TrainingJob } from './room.ts';
import { trainable } from './split.ts';
import type { TrainedShelf } from './shelf.ts';
import type {
  PictureView,
  TrainApi,
  TrainedSummary,
  TrainingDataSummary,
  TrainingEvent,
  TrainingSource,
  TrainRequest,
} from './types.ts';

export interface TrainHost {
  readonly start: StartThread;
  /** Reads a file of the lab's own `public` folder. */
  fetchBytes(path: string): Promise<Uint8Array>;
  /** Makes a subject the current one and says what the page needs to know of it. */
  take(subject: Subject): SubjectSummary;
  /** Keeps trained models beyond this page. */
  readonly shelf: TrainedShelf;
}

/** The training's worker, as the desk calls it. */
interface TrainThread {
  bundled(id: string): Promise<Outcome<Dataset>>;
  train(job: TrainingJob, say: (event: TrainingEvent) => void): Promise<Outcome<Trained>>;
  pause(on: boolean): Promise<void>;
  step(length: 'step' | 'epoch'): Promise<void>;
  cancel(): Promise<void>;
  look(view: PictureView): Promise<void>;
}

interface Started {
  readonly api: Remote<TrainThread>;
  /** Rejects when the worker dies: its calls would never settle. */
  readonly dead: Promise<never>;
  end(): void;
}

interface Rows {
  readonly dataset: Dataset;
  readonly split: boolean;
}

interface Held {
  readonly summary: TrainedSummary;
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Absent for a model of an earlier visit until it is opened. */
  readonly dataset?: Dataset;
}

const nameOf = (source: TrainingSource): string =>
  source.kind === 'files' ? 'files' : `${source.kind} ${source.kind === 'bundled' ? source.id : source.key}`;

/** Answers the training screen: holds data and finished models, and leaves the computing to a worker of its own. */
export class TrainDesk implements TrainApi {
  readonly #host: TrainHost;
  readonly #subjects: Subjects;
  readonly #models = new Map<string, Held>();
  /** The rows asked for last, and the person's own. */
  readonly #rows = new Map<string, Rows>();
  #started: Started | undefined;
  /** Number of the training that is going on. */
  #turn = 0;
  #going = false;

  constructor(host: TrainHost, subjects: Subjects) {
    this.#host = host;
    this.#subjects = subjects;
  }

  async trainingData(source: TrainingSource) {
    return answer(async () => summaryOf(source, await this.#data(source)));
  }

  async trainingFiles(files: readonly File[], { labelColumn, scale }: FileOptions) {
    return answer(async () => {
      const sources = [];
      for (const file of files) {
        checkFileSize(file.name, file.size);
        sources.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      }
      const how = { ...(labelColumn ? { labelColumn } : {}), ...(scale === undefined ? {} : { scale }) };
      const rows = trainable(loadFiles(sources, how));
      this.#rows.set('files', rows);
      return summaryOf({ kind: 'files' }, rows);
    });
  }

  async train({ source, ...request }: TrainRequest, listener: (event: TrainingEvent) => void) {
    return answer(async () => {
      if (this.#going) this.#started?.end();
      const turn = ++this.#turn;
      this.#going = true;
      try {
        return await this.#train(turn, source, request, listener);
      } finally {
        if (this.#turn === turn) this.#going = false;
      }
    });
  }

  async #train(
    turn: number,
    source: TrainingSource,
    request: Omit<TrainRequest, 'source'>,
    listener: (event: TrainingEvent) => void,
  ): Promise<TrainedSummary> {
    const { dataset, split } = await this.#data(source);
    if (turn !== this.#turn) throw new UserError('training.thread-lost');
    const { api, dead } = this.#thread();
    const trained = api.train(
      { dataset, ...request },
      proxy((event: TrainingEvent) => listener(event)),
    );
    const { onnx, card, seconds } = taken(await Promise.race([trained, dead]));
    const summary = { card, data: { id: dataset.id, sha256: dataset.sha256, split }, seconds };
    this.#models.set(card.id, { summary, onnx, dataset });
    if (source.kind === 'bundled') await this.#host.shelf.put({ summary, onnx });
    return summary;
  }

  async trainingPause(on: boolean): Promise<void> {
    await this.#started?.api.pause(on);
  }

  async trainingStep(length: 'step' | 'epoch'): Promise<void> {
    await this.#started?.api.step(length);
  }

  async trainingCancel(): Promise<void> {
    await this.#started?.api.cancel();
  }

  async trainingView(view: PictureView): Promise<void> {
    await this.#started?.api.look(view);
  }

  async trainedModels() {
    return answer(async () => {
      for (const { summary, onnx } of await this.#host.shelf.all())
        if (!this.#models.has(summary.card.id)) this.#models.set(summary.card.id, { summary, onnx });
      return [...this.#models.values()].map(({ summary }) => summary);
    });
  }

  async openTrained(id: string) {
    return answer(async () => {
      const { onnx, summary, dataset } = this.#held(id);
      const data = dataset ?? (await bundledSet(summary.data.id, this.#host.fetchBytes));
      if (data.sha256 !== summary.data.sha256)
        throw new UserError('training.other-data', { id: summary.data.id });
      const subject = prepareSubject({
        model: new Uint8Array(onnx),
        target: null,
        dataset: data,
        training: knowledgeOf(summary.card),
        ...(dataset ? {} : { whole: () => loadBundled(summary.data.id, this.#host.fetchBytes) }),
      });
      return this.#host.take(subject);
    });
  }

  async trainedFile(id: string) {
    return answer(async () => {
      const { onnx, summary } = this.#held(id);
      return {
        onnx: new Uint8Array(onnx),
        card: `${JSON.stringify(summary.card satisfies TrainedCard, null, 2)}\n`,
      };
    });
  }

  async forgetTrained(id: string): Promise<void> {
    this.#models.delete(id);
    await this.#host.shelf.remove(id);
  }

  #held(id: string): Held {
    const held = this.#models.get(id);
    if (!held) throw new UserError('app.subject-gone');
    return held;
  }

  async #data(source: TrainingSource): Promise<Rows> {
    const name = nameOf(source);
    const known = this.#rows.get(name);
    if (known) return known;
    if (source.kind === 'files') throw new UserError('training.no-rows');
    const rows = trainable(
      source.kind === 'subject' ? await this.#ofSubject(source.key) : await this.#bundled(source.id),
    );
    for (const old of this.#rows.keys()) if (old !== 'files') this.#rows.delete(old);
    this.#rows.set(name, rows);
    return rows;
  }

  /** Subjects of a bundled set may lack its training part. */
  async #ofSubject(key: string): Promise<Dataset> {
    const { dataset } = this.#subjects.get(key);
    return dataset.trainLeftOut ? fitTo(await this.#bundled(dataset.id), dataset.shape) : dataset;
  }

  /** Generating a set takes a while: the worker does it. */
  async #bundled(id: string): Promise<Dataset> {
    const { api, dead } = this.#thread();
    return taken(await Promise.race([api.bundled(id), dead]));
  }

  #thread(): Started {
    return (this.#started ??= this.#start());
  }

  #start(): Started {
    const thread = this.#host.start();
    const api = wrap<TrainThread>(thread.endpoint);
    let died: (reason: Error) => void = () => undefined;
    const dead = new Promise<never>((_, reject) => (died = reject));
    dead.catch(() => undefined);
    const end = () => {
      if (this.#started?.api === api) this.#started = undefined;
      thread.end();
      died(new UserError('training.thread-lost'));
    };
    thread.onDeath(end);
    return { api, dead, end };
  }
}

function summaryOf(source: TrainingSource, { dataset, split }: Rows): TrainingDataSummary {
  const { id, sha256, kind, shape, classes, classNames, featureNames, train, test } = dataset;
  return {
    source,
    id,
    sha256,
    kind,
    shape,
    ...(dataset.kind === 'image' ? { range: dataset.range } : {}),
    classes,
    ...(classNames ? { classNames } : {}),
    ...(featureNames ? { featureNames } : {}),
    train: train.count,
    test: test.count,
    split,
  };
}

function taken<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw reviveError(outcome.error);
}
