import { UserError } from '../../messages/index.ts';
import { LONGEST_NAME } from '../class-names.ts';
import { CLASS_LIMIT, checkedCount } from '../limits.ts';
import type { DecodedTable, Format, ReadOptions, SourceFile } from './types.ts';

/**
 * Tables of numbers as text (RFC 4180): one header line, then a row a line; comma, semicolon or tab between values, as the
 * header has it; quotes where a name or number wants them. One column holds the class.
 */

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const DELIMITERS = [',', ';', '\t'];
const HEAD = 65_536;
const MAX_COLUMNS = 100_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;
const MISSING = ['', '?', 'NA'];

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Where the line that begins at `start` ends: line breaks inside quotes do not end it. */
function lineEnd(bytes: Uint8Array, start: number): number {
  let quoted = false;
  for (let i = start; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) quoted = !quoted;
    else if (bytes[i] === NEWLINE && !quoted) return i;
  }
  return bytes.length;
}

/** The text of a line without its carriage return. */
function lineText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end > start && bytes[end - 1] === RETURN ? end - 1 : end));
}

/** Values of a line; undefined when its quotes do not fit. */
function splitLine(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((value) => value.trim());
  const values: string[] = [];
  const part = new RegExp(` *(?:"((?:[^"]|"")*)" *|([^"${delimiter}]*))(${delimiter}|$)`, 'y');
  for (let at = 0; ; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(line);
    if (!match) return undefined;
    values.push(match[1] === undefined ? match[2].trim() : match[1].replaceAll('""', '"'));
    if (match[3] === '') return values;
  }
}

/** Byte order mark of UTF-8. */
const markLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

/** The header line, or undefined when the beginning of the bytes is no text. */
function headerLine(bytes: Uint8Array): { text: string; next: number } | undefined {
  const head = bytes.subarray(0, HEAD);
  for (const byte of head)
    if (byte < 32 && byte !== 9 && byte !== NEWLINE && byte !== RETURN) return undefined;
  const end = lineEnd(bytes, 0);
  if (end > MAX_COLUMNS * 20) return undefined;
  try {
    return { text: lineText(bytes, markLength(bytes), end), next: end + 1 };
  } catch {
    return undefined;
  }
}

const delimiterOf = (header: string): string | undefined =>
  DELIMITERS.map((delimiter) => ({ delimiter, parts: header.split(delimiter).length }))
    .filter(({ parts }) => parts > 1)
    .sort((a, b) => b.parts - a.parts)[0]?.delimiter;

interface Layout {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly label: number;
  readonly next: number;
}

function layoutOf({ name, bytes }: SourceFile, { labelColumn = 'label' }: ReadOptions): Layout {
  const header = headerLine(bytes);
  const delimiter = header && delimiterOf(header.text);
  const columns = delimiter !== undefined ? splitLine(header!.text, delimiter) : undefined;
  if (!header || !columns || delimiter === undefined)
    throw new UserError('datasets.unknown-format', { name });
  if (columns.length > MAX_COLUMNS) throw new UserError('datasets.csv-columns', { name, limit: MAX_COLUMNS });
  if (columns.every((column) => NUMBER.test(column))) throw new UserError('datasets.csv-no-header', { name });
  const label = columns.indexOf(labelColumn);
  if (label < 0) {
    const shown = columns.slice(0, 8).join(', ') + (columns.length > 8 ? ', …' : '');
    throw new UserError('datasets.csv-no-label', { name, column: labelColumn, columns: shown });
  }
  return { columns, delimiter, label, next: header.next };
}

/** Rows of the body, blank lines at the end left out; counted before anything is allocated. */
function countRows(bytes: Uint8Array, start: number): number {
  let rows = 0;
  for (let at = start; at < bytes.length;) {
    const end = lineEnd(bytes, at);
    if (end > at && !(end === at + 1 && bytes[at] === RETURN)) rows++;
    at = end + 1;
  }
  return rows;
}

/** What is said of a word in a column, by what the column is for. */
const ids = {
  value: 'datasets.csv-categorical',
  label: 'datasets.csv-label-text',
  'numbered-label': 'datasets.csv-label-number',
} as const;

function numberIn(text: string, name: string, row: number, column: string, of: keyof typeof ids): number {
  if (NUMBER.test(text)) return Number(text);
  if (NOT_FINITE.test(text)) throw new UserError('datasets.not-finite', { name, place: `${row}, ${column}` });
  if (MISSING.includes(text)) throw new UserError('datasets.csv-missing', { name, row, column });
  const id = ids[of];
  throw new UserError(id, { name, row, column, text: text.slice(0, 20) });
}

const isWord = (text: string): boolean =>
  !NUMBER.test(text) && !NOT_FINITE.test(text) && !MISSING.includes(text);

/** Classes in words, numbered as they come. */
class Words {
  readonly #numbers = new Map<string, number>();

  /** @throws UserError for no word, or more of them than there can be classes. */
  numberOf(text: string, name: string, row: number, column: string): number {
    if (MISSING.includes(text)) throw new UserError('datasets.csv-missing', { name, row, column });
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#numbers.size === CLASS_LIMIT || text.length > LONGEST_NAME)
      throw new UserError('datasets.csv-label-text', { name, row, column, text: text.slice(0, 20) });
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get names(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** Columns of numbers and the classes beside them. */
export interface Columns<Values> {
  readonly columns: readonly string[];
  readonly count: number;
  /** Row-major, `columns.length` values a row. */
  readonly values: Values;
  readonly labels: Float64Array;
  /** Where classes are words, which was allowed: what each number in `labels` stands for, in the order of the file. */
  readonly labelNames?: readonly string[];
}

/** Names of the columns; undefined when the beginning of the bytes is no table. */
export function columnNames(bytes: Uint8Array): readonly string[] | undefined {
  const header = headerLine(bytes);
  const delimiter = header && delimiterOf(header.text);
  return delimiter === undefined ? undefined : splitLine(header!.text, delimiter);
}

/**
 * The label column and the columns that are wanted; others are not looked at.
 * @throws UserError for what is wrong with the text, its rows or their numbers.
 */
export function readColumns<Values extends Float32Array | Float64Array>(
  file: SourceFile,
  options: ReadOptions,
  allocate: (size: number) => Values,
  wanted: (column: string) => boolean = () => true,
  wordsAllowed = false,
): Columns<Values> {
  const { name, bytes } = file;
  const { columns, delimiter, label, next } = layoutOf(file, options);
  const count = countRows(bytes, next);
  if (count === 0) throw new UserError('datasets.empty', { name });
  const taken = columns.map((column, c) => c !== label && wanted(column));
  const kept = columns.filter((_, c) => taken[c]);
  const values = allocate(checkedCount(name, [count, kept.length]));
  const labels = new Float64Array(count);
  // The first row decides whether classes are numbers or words.
  let words: Words | undefined;
  let to = 0;
  let row = 0;
  for (let at = next; row < count;) {
    const end = lineEnd(bytes, at);
    let line: string;
    try {
      line = lineText(bytes, at, end);
    } catch (cause) {
      throw new UserError('datasets.csv-text', { name, row: row + 1 }, { cause });
    }
    at = end + 1;
    if (line === '') continue;
    row++;
    const parts = splitLine(line, delimiter);
    if (parts?.length !== columns.length) {
      throw new UserError('datasets.csv-row', {
        name,
        row,
        expected: columns.length,
        actual: parts?.length ?? 0,
      });
    }
    for (let c = 0; c < parts.length; c++) {
      if (c === label) {
        if (row === 1 && wordsAllowed && isWord(parts[c])) words = new Words();
        labels[row - 1] = words
          ? words.numberOf(parts[c], name, row, columns[c])
          : numberIn(parts[c], name, row, columns[c], wordsAllowed ? 'label' : 'numbered-label');
      } else if (taken[c]) values[to++] = numberIn(parts[c], name, row, columns[c], 'value');
    }
  }
  return { columns: kept, count, values, labels, ...(words && { labelNames: words.names }) };
}

export const csv: Format = {
  id: 'CSV',

  matches: (bytes) => columnNames(bytes) !== undefined,

  read: (file, options): DecodedTable => ({
    type: 'table',
    name: file.name,
    ...readColumns(file, options, (size) => new Float32Array(size), undefined, true),
  }),
};
