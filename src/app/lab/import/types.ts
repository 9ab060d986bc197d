import type { Diagnosis } from '../../../assessment/diagnosis.ts';
import type { Flight } from '../../../assessment/flight.ts';
import type { ImportSetting } from '../../../assessment/import-setting.ts';
import type { ModelInspection } from '../../../graph/inspect.ts';
import type { Message } from '../../../messages/index.ts';
import type { Outcome } from '../../../workers/protocol.ts';

/**
 * Where a setting comes from: nothing needs to be set, the likeliest, a card among the files, one that this browser kept for
 * the same model, or a person's own choice.
 */
export type SettingOrigin = 'plain' | 'guess' | 'card' | 'kept' | 'hand';

/** How the held model is read, and why so. */
export interface ImportInfo {
  readonly setting: ImportSetting;
  readonly origin: SettingOrigin;
  /** Why it was guessed so. */
  readonly reasons: readonly Message[];
}

/** A file that a model can be saved as: from data to logits, or that with the gradient of its loss. */
export type ExportPart = 'model' | 'gradient';

/** How far a measurement is. */
export interface ImportProgress {
  readonly stage: 'diagnosis' | 'preflight';
  readonly done: number;
  readonly total: number;
}

/** How far the reading of files is. `find`: folders are opened; `read`: contents come in; `decode`: pictures become values. */
export interface ReadingProgress {
  readonly stage: 'find' | 'read' | 'decode';
  /** Files, or pictures. */
  readonly done: number;
  /** Null while folders are being opened. */
  readonly total: number | null;
  /** So many a second, since the stage began. */
  readonly rate: number;
  readonly secondsLeft: number | null;
}

/** One sample of the data, and what the model gets of it. */
export interface Seen {
  readonly id: number;
  readonly label: number;
  /** Size of the test part. */
  readonly of: number;
  readonly original: Float32Array;
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
  /** As the model gets it, its channels first. */
  readonly seen: Float32Array;
  /** The same with scale, mean and deviation taken back, so that it can be drawn in the data's range. */
  readonly drawn: Float32Array;
  readonly seenShape: readonly number[];
}

/** What the import screen asks of the lab. */
export interface ImportApi {
  /** What can be said of the held model without data. */
  importInspection(): Promise<Outcome<ModelInspection>>;
  /** Accuracy on a sample of the data, and the likeliest mistakes where it is low. @param key of the subject (`keyOf`) */
  importDiagnosis(key: string): Promise<Outcome<Diagnosis>>;
  /** Engines, agreement, gradients and times of the subject's own model. */
  importPreflight(key: string): Promise<Outcome<Flight>>;
  /** Ends what is being measured. */
  importStop(): Promise<void>;
  /** A test sample before and after the preprocessing. */
  importSeen(key: string, id: number): Promise<Outcome<Seen>>;
  /** A subject's model as an ONNX file. */
  importFile(key: string, part: ExportPart): Promise<Outcome<Uint8Array<ArrayBuffer>>>;
  /** The card's text, which says how the held model is read; kept in this browser besides. */
  importCard(): Promise<Outcome<string>>;
}
