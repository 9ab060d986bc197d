import type { Message } from '../../messages/index.ts';

/** A file as it was given; what it is is found from its bytes. `name` is a path with `/` where the file came out of a folder. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How a person says the files are to be read. */
export interface ReadOptions {
  /** Column of a CSV file that holds the class; `label` when left out. */
  readonly labelColumn?: string;
}

/** An array of a file. Labels keep float64; everything of two axes and more is float32 or, for stored pixels, uint8. */
export interface DecodedArray {
  readonly type: 'array';
  readonly name: string;
  readonly shape: readonly number[];
  /** What the file holds: bytes, other whole numbers, or fractions. */
  readonly dtype: 'uint8' | 'integer' | 'float';
  readonly values: Uint8Array | Float32Array | Float64Array;
}

/** Rows with their classes, as a CSV file has them. */
export interface DecodedTable {
  readonly type: 'table';
  readonly name: string;
  readonly columns: readonly string[];
  readonly count: number;
  /** Row-major, `columns.length` values a row. */
  readonly values: Float32Array;
  readonly labels: Float64Array;
  /** Where classes are words: what each number in `labels` stands for. */
  readonly labelNames?: readonly string[];
}

/** Data with their labels. */
export interface DecodedPair {
  readonly data: DecodedArray;
  readonly labels: DecodedArray;
}

/** A file, or a tree of them, that holds labelled samples: of the parts it names, or of the part that its own name names. */
export interface DecodedSet {
  readonly type: 'set';
  readonly name: string;
  readonly parts: {
    readonly train?: DecodedPair;
    readonly test?: DecodedPair;
    readonly unnamed?: DecodedPair;
  };
  /** Names of the classes, where what was read has them. */
  readonly classNames?: readonly string[];
  /** What a person should know of the way it was read. */
  readonly notes: readonly Message[];
}

export type Decoded = DecodedArray | DecodedTable | DecodedSet;

/** One file format. A new one is a file here and a line in the registry. */
export interface Format {
  readonly id: string;
  /** Whether bytes begin as this format does. */
  matches(bytes: Uint8Array): boolean;
  /** The size in bytes that the header at the beginning of a file promises, when the format has one. */
  promisedSize?(file: SourceFile): number;
  /** Decodes a file that matches; throws UserError for what is wrong with it. */
  read(file: SourceFile, options: ReadOptions): Decoded;
}
