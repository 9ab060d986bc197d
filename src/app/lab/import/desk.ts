import type { Diagnosis } from '../../../assessment/diagnosis.ts';
import { sampleOf } from '../../../assessment/diagnosis/predictor.ts';
import type { SubjectSource } from '../../../assessment/executor.ts';
import type { ImportSetting } from '../../../assessment/import-setting.ts';
import type { Flight } from '../../../assessment/flight.ts';
import { importCard, importCardText } from '../../../assessment/model-card.ts';
import { select } from '../../../assessment/selection.ts';
import type { Subject } from '../../../assessment/subject.ts';
import type { Dataset } from '../../../datasets/types.ts';
import type { ModelInspection } from '../../../graph/inspect.ts';
import type { ImportOptions } from '../../../graph/model.ts';
import { UserError } from '../../../messages/index.ts';
import { fileHash } from '../../../numeric/hash.ts';
import { abortError, reviveError } from '../../../workers/errors.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { answer } from '../answer.ts';
import type { Subjects } from '../subjects.ts';
import type { CardShelf } from './cards.ts';
import type { SeenRequest, SeenValues } from './room.ts';
import type { ExportPart, ImportApi, ImportProgress } from './types.ts';

/** A model and a sample of its data as they were read: labels as in the files, not yet fitted. */
export interface DiagnosisRequest {
  readonly model: Uint8Array;
  readonly dataset: Dataset;
  readonly setting: ImportSetting;
}

/** The import's worker, as the desk calls it. */
export interface ImportThread {
  inspect(model: Uint8Array, options: ImportOptions): Promise<Outcome<ModelInspection>>;
  diagnose(request: DiagnosisRequest, say: (done: number, of: number) => void): Promise<Outcome<Diagnosis>>;
  preflight(source: SubjectSource): Promise<Outcome<Flight>>;
  see(request: SeenRequest): Promise<Outcome<SeenValues>>;
  write(source: SubjectSource, part: ExportPart): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  /** Rejects when the worker dies: its calls would never settle. */
  readonly dead: Promise<never>;
  end(): void;
}

/** The model among a person's files, the subject's data as they were read, and how the model is read. */
export interface HeldModel {
  readonly model: Uint8Array;
  readonly name: string;
  readonly dataset: Dataset | undefined;
  readonly setting: ImportSetting;
}

export interface ImportHost {
  start(): ImportThread;
  /** The model that is held, as one ONNX file, and how it is read. */
  held(): HeldModel | undefined;
  readonly cards: CardShelf;
  say(progress: ImportProgress): void;
}

/** Test samples that a diagnosis looks at. */
const mostDiagnosed = 400;

/** Milliseconds after which a thread that nobody asks ends, with all it holds. */
const idleFor = 60_000;

/**
 * Answers the import screen. What is measured of one pair of model and data has a thread of its own, which ends as soon as
 * another pair or another reading is asked about; small looks have a second one.
 */
export class ImportDesk implements ImportApi {
  readonly #host: ImportHost;
  readonly #subjects: Subjects;
  #measuring:
    | {
        readonly thread: ImportThread;
        readonly stop: (reason: Error) => void;
        readonly stopped: Promise<never>;
      }
    | undefined;
  #looking: ImportThread | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ImportHost, subjects: Subjects) {
    this.#host = host;
    this.#subjects = subjects;
  }

  async importInspection() {
    return answer(async () => {
      const { model, setting } = this.#held();
      const { output, single } = setting;
      return this.#look((thread) => thread.inspect(model, { output, single }));
    });
  }

  async importDiagnosis(key: string) {
    return answer(async () => {
      const { model, dataset, setting } = this.#held();
      // The page speaks of the files that are held; another subject of this key would be told in its words.
      if (!dataset || !this.#subjects.has(key)) throw new UserError('app.subject-gone');
      const wanted = { order: 'random', samples: Math.min(mostDiagnosed, dataset.test.count) } as const;
      const { indices } = select(dataset.test.y, dataset.classes, { ...wanted, offset: 0, seed: 0 });
      const request = { model, dataset: sampleOf(dataset, indices), setting };
      return this.#measure((thread) =>
        thread.diagnose(request, (done, total) => this.#host.say({ stage: 'diagnosis', done, total })),
      );
    });
  }

  async importPreflight(key: string) {
    return answer(async () => {
      const source = spread(this.#subjects.get(key), 1, 'auto');
      return this.#measure((thread) => thread.preflight(source));
    });
  }

  async importStop(): Promise<void> {
    this.#measuring?.stop(abortError('stopped'));
  }

  async importSeen(key: string, id: number) {
    return answer(async () => {
      const { dataset, model } = this.#subjects.get(key);
      const { test, shape } = dataset;
      if (dataset.kind !== 'image' || shape.length !== 3) throw new UserError('import.no-pictures');
      const at = Math.min(Math.max(0, Math.trunc(id)), test.count - 1);
      const size = test.x.length / test.count;
      const original = test.x.slice(at * size, (at + 1) * size);
      const steps = model.setting?.preprocessing ?? {};
      const made = await this.#look((thread) => thread.see({ values: original, shape, steps }));
      return { id: at, label: test.y[at], of: test.count, original, shape, range: dataset.range, ...made };
    });
  }

  async importCard() {
    return answer(async () => {
      const { model, name, setting } = this.#held();
      const sha256 = fileHash(model);
      await this.#host.cards.put(sha256, setting);
      const file = name.replace(/^.*[/\\]/, '');
      return importCardText(importCard({ sha256, file }, setting));
    });
  }

  async importFile(key: string, part: ExportPart) {
    return answer(async () => {
      const source = spread(this.#subjects.get(key), 0);
      return this.#look((thread) => thread.write(source, part));
    });
  }

  /** Others need the memory. */
  rest(): void {
    this.#measuring?.stop(abortError('others need the memory'));
    this.#endLooking();
  }

  #held() {
    const held = this.#host.held();
    if (!held) throw new UserError('import.no-model');
    return held;
  }

  /** A newer measurement ends the one before, in the middle of whatever it does. */
  async #measure<T>(work: (thread: ImportThread) => Promise<Outcome<T>>): Promise<T> {
    this.#measuring?.stop(abortError('a newer question came'));
    const thread = this.#host.start();
    let stop: (reason: Error) => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => (stop = reject));
    stopped.catch(() => undefined);
    const mine = { thread, stop, stopped };
    this.#measuring = mine;
    try {
      return taken(await Promise.race([work(thread), thread.dead, stopped]));
    } finally {
      thread.end();
      if (this.#measuring === mine) this.#measuring = undefined;
    }
  }

  async #look<T>(work: (thread: ImportThread) => Promise<Outcome<T>>): Promise<T> {
    clearTimeout(this.#timer);
    const thread = (this.#looking ??= this.#host.start());
    try {
      return taken(await Promise.race([work(thread), thread.dead]));
    } finally {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#endLooking(), idleFor);
    }
  }

  #endLooking(): void {
    clearTimeout(this.#timer);
    this.#looking?.end();
    this.#looking = undefined;
  }
}

/** A source with this many test samples, spread evenly over the file, which may be sorted by class. */
function spread(subject: Subject, most: number, engine: 'wasm' | 'auto' = 'wasm'): SubjectSource {
  const { count } = subject.dataset.test;
  const taken = Math.min(count, most);
  const indices = Array.from({ length: taken }, (_, at) => Math.floor((at * count) / taken));
  return subject.source({ order: 'file', indices, of: count }, engine);
}

function taken<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw reviveError(outcome.error);
}
