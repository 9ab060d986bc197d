import { UserError } from '../../messages/index.ts';

/** A small picture of a data set, drawn from its own samples. */
export type DataPreview =
  | {
      readonly kind: 'pictures';
      /** Of one picture: channels, height, width. */
      readonly shape: readonly number[];
      readonly count: number;
      /** Base64: one byte a value, picture after picture. */
      readonly data: string;
    }
  | {
      readonly kind: 'scatter';
      /** Names of the two features. */
      readonly features: readonly string[];
      /** 0 … 255, one per row. */
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly label: readonly number[];
    };

/** The worst-case curve of a stored report, for a small picture of it. */
export interface StoredCurve {
  /** SHA-256 of the model and the data it speaks of. */
  readonly model: string;
  readonly data: string;
  /** ISO 8601. */
  readonly made: string;
  readonly samples: number;
  readonly accuracy: CardAccuracy;
  readonly unit: string;
  /** The indicator's value with its interval. */
  readonly value: { readonly value: number; readonly low: number; readonly high: number };
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** The accuracy that a model's card states, with its Wilson interval. */
export interface CardAccuracy {
  readonly correct: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** What the first screen shows before anything is opened. */
export interface Showcase {
  /** By data set. */
  readonly previews: Readonly<Record<string, DataPreview>>;
  /** By target. */
  readonly results: Readonly<Record<string, StoredCurve>>;
}

/** Reads the index of the stored results. */
export async function readShowcase(fetchBytes: (path: string) => Promise<Uint8Array>): Promise<Showcase> {
  const path = 'results/index.json';
  try {
    return JSON.parse(new TextDecoder().decode(await fetchBytes(path))) as Showcase;
  } catch (cause) {
    throw UserError.from(cause) ?? new UserError('training.broken-file', { file: path }, { cause });
  }
}
