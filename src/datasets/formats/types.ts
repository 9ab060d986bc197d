/** A file as it was given; what it is is found from its bytes. */
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
}

export type Decoded = DecodedArray | DecodedTable;

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
