import type { Flight } from '../../assessment/flight.ts';
import type { Diagnosis } from '../../assessment/diagnosis.ts';
import type { ImportSetting } from '../../assessment/import-setting.ts';
import type { ModelInspection } from '../../graph/inspect.ts';
import type { Message } from '../../messages/index.ts';
import { valueOf, type LabClient } from '../lab/client.ts';
import type { ExportPart, ImportInfo, ImportProgress, Seen } from '../lab/import/types.ts';
import type { IndicatorOffer } from '../lab/plan/types.ts';
import { keyOfSubject } from '../lab/subjects-key.ts';
import type { SubjectSummary } from '../lab/types.ts';
import { sentenceOf, type Complaints } from './complaints.svelte.ts';
import { Edits } from './edits.ts';
import { download } from './save.ts';

/** Something that is computed on demand: not yet, here, or why not. */
export interface Asked<T> {
  readonly value: T | null;
  readonly trouble: Message | null;
  readonly going: boolean;
}

const nothing = { value: null, trouble: null, going: false } as const;

/** What the import screen knows of the model that was dropped, and how it is to be read. */
export class Importing {
  /** How the model is read now, and why so. */
  info = $state.raw<ImportInfo | null>(null);
  /** The subject that the files make; null until they are complete. */
  subject = $state.raw<SubjectSummary | null>(null);
  inspection = $state.raw<Asked<ModelInspection>>(nothing);
  diagnosis = $state.raw<Asked<Diagnosis>>(nothing);
  preflight = $state.raw<Asked<Flight>>(nothing);
  seen = $state.raw<Asked<Seen>>(nothing);
  progress = $state.raw<ImportProgress | null>(null);
  /** The sample that is shown as the model sees it. */
  sample = $state(0);
  /** What can be measured of the subject, and why something cannot. */
  offers = $state.raw<readonly IndicatorOffer[]>([]);
  /** What is being saved. */
  saving = $state<'card' | ExportPart | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);

  readonly #client: LabClient;
  #edits: Edits<ImportSetting> | null = null;
  #model = '';
  /** The model and what is taken of it, as they were looked at last. */
  #inspected = '';
  #measured = '';
  #looked = 0;

  constructor(client: LabClient) {
    this.#client = client;
  }

  /** The files that are held changed, or how they are read. @param model SHA-256 of the model's file; undefined where none is held */
  took(info: ImportInfo | null, model: string | undefined): void {
    const other = model !== this.#model;
    if (other) {
      this.#model = model ?? '';
      this.#edits = null;
      this.sample = 0;
    }
    const { output, single } = info?.setting ?? {};
    const read = JSON.stringify([model, output, single]);
    if (read !== this.#inspected) this.inspection = nothing;
    this.#inspected = read;
    this.info = info;
    if (info && model) {
      if (this.#edits) this.#edits.record(info.setting);
      else this.#edits = new Edits(info.setting);
    }
    this.#showEdits();
  }

  /** The setting before the last change, or after the one taken back; undefined where there is none. */
  step(way: 'undo' | 'redo'): ImportSetting | undefined {
    const setting = this.#edits?.[way]();
    this.#showEdits();
    return setting;
  }

  #showEdits(): void {
    this.canUndo = this.#edits?.canUndo ?? false;
    this.canRedo = this.#edits?.canRedo ?? false;
  }

  /** What can be said of the held model without data. */
  async inspect(): Promise<void> {
    const read = this.#inspected;
    if (!this.#model || this.inspection.going || this.inspection.value) return;
    this.inspection = { ...nothing, going: true };
    const asked = await ask(valueOf(this.#client.api.importInspection()));
    if (read === this.#inspected) this.inspection = asked;
  }

  /** Accuracy, engines and memory of model and data as they are read now; a newer question cuts an older one short. */
  async measure(subject: SubjectSummary): Promise<void> {
    const key = keyOfSubject(subject);
    if (key === this.#measured) return;
    this.#measured = key;
    this.progress = null;
    this.diagnosis = this.preflight = nothing;
    const current = () => key === this.#measured;
    void this.#offer(subject, key);
    // Predictions that were made elsewhere have no model that could be tried.
    if (subject.recorded) return;
    this.diagnosis = this.preflight = { ...nothing, going: true };
    const diagnosis = await ask(valueOf(this.#client.api.importDiagnosis(key)));
    if (!current()) return;
    this.diagnosis = diagnosis;
    this.progress = null;
    const preflight = await ask(valueOf(this.#client.api.importPreflight(key)));
    if (current()) this.preflight = preflight;
  }

  /** What the registry says of the subject; the plan's own screen asks again with the plan as it then is. */
  async #offer(subject: SubjectSummary, key: string): Promise<void> {
    const offer = await valueOf(this.#client.api.offer(key, subject.firstPlan)).catch(() => null);
    if (key === this.#measured) this.offers = offer?.indicators ?? [];
  }

  /** The card, for the terminal and for the next time; this browser keeps it too. */
  async saveCard(complaints: Complaints, model: string | null): Promise<void> {
    await this.#save('card', complaints, async () => {
      const text = await valueOf(this.#client.api.importCard());
      download(`${stem(model)}.card.json`, new Blob([text], { type: 'application/json' }));
    });
  }

  async saveModel(
    part: ExportPart,
    subject: SubjectSummary,
    complaints: Complaints,
    model: string | null,
  ): Promise<void> {
    await this.#save(part, complaints, async () => {
      const file = await valueOf(this.#client.api.importFile(keyOfSubject(subject), part));
      const name = `${stem(model)}.${part === 'gradient' ? 'gradient' : 'touchstone'}.onnx`;
      download(name, new Blob([file], { type: 'application/octet-stream' }));
    });
  }

  async #save(what: 'card' | ExportPart, complaints: Complaints, work: () => Promise<void>): Promise<void> {
    this.saving = what;
    complaints.clear('files');
    try {
      await work();
    } catch (error) {
      complaints.say('files', error);
    } finally {
      this.saving = null;
    }
  }

  /** Stops what is being measured; what is there stays. */
  async stop(): Promise<void> {
    await this.#client.api.importStop();
  }

  /** Measures anew what was stopped or went wrong. */
  again(subject: SubjectSummary): void {
    this.#measured = '';
    void this.measure(subject);
  }

  /** The model and data are not whole any more. */
  forget(): void {
    this.subject = null;
    if (!this.#measured) return;
    this.#measured = '';
    this.diagnosis = this.preflight = this.seen = nothing;
    this.progress = null;
    void this.#client.api.importStop();
  }

  /** One sample, before and after what is done to it. */
  async look(subject: SubjectSummary, id: number): Promise<void> {
    const turn = ++this.#looked;
    this.sample = id;
    this.seen = { ...this.seen, going: true };
    const seen = await ask(valueOf(this.#client.api.importSeen(keyOfSubject(subject), id)));
    if (turn === this.#looked) this.seen = seen;
  }

  hear(progress: ImportProgress): void {
    if (this.diagnosis.going || this.preflight.going) this.progress = progress;
  }
}

async function ask<T>(answer: Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await answer, trouble: null, going: false };
  } catch (error) {
    const stopped = error instanceof Error && error.name === 'AbortError';
    return { value: null, trouble: stopped ? { id: 'import.stopped' } : sentenceOf(error), going: false };
  }
}

/** A model's file name without its folders and ending. */
const stem = (name: string | null): string => (name ?? 'model').replace(/^.*\//, '').replace(/\.\w+$/, '');
