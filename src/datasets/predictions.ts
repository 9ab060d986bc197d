import { UserError, type Message } from '../messages/index.ts';
import { log } from '../numeric/math.ts';
import type { ClassNames } from './class-names.ts';
import { checkClassNames } from './class-names.ts';
import { columnNames, readColumns } from './formats/csv.ts';
import type { ReadOptions, SourceFile } from './formats/types.ts';
import { CLASS_LIMIT, checkedCount } from './limits.ts';
import { sealed, statsOf, takeRows } from './samples.ts';
import type { Samples, TableDataset } from './types.ts';

/**
 * What a model said elsewhere, as a table: `label` and either `score_0`, `score_1`, … (one for each class), or `score` (of class 1 of
 * two), or `prediction` (a class); and `member`, 1 where a row was trained on and 0 where not, if that is known.
 */
export interface Recorded {
  /** Logits as features: what the identity returns as they are. Rows of members are the training part. */
  readonly dataset: TableDataset;
  /** What was recorded: a score for each class, or nothing but the class. */
  readonly access: 'score' | 'label';
}

export interface PredictionOptions extends ReadOptions {
  readonly classNames?: ClassNames;
}

/** Of many columns the first are named. */
const mostListed = 8;
const SCORE = /^score_(0|[1-9]\d{0,4})$/;
/** Columns that tables of predictions have beside those that are read. */
const COMPANION = /^(id|index|row|sample|name|file|filename|path|image)?$/i;
/** The logit of a class that was not predicted, where labels alone are known. */
const NOT_PREDICTED = -10_000;
/** Sums of probabilities this near to 1 are 1, written with few digits. */
const SUM_TOLERANCE = 1e-3;
/** Probabilities below are taken as this, so that their logarithm is finite. */
const LEAST = 1e-38;
/** Relative distance of neighbouring float32 numbers, 2⁻²³, at most. */
const UNIT = 1 / 8_388_608;

const isRead = (column: string): boolean =>
  SCORE.test(column) || column === 'score' || column === 'prediction' || column === 'member';

/**
 * Whether bytes are a table of predictions, by its header alone: it names scores or predictions, and nothing that could be a
 * feature.
 */
export function isPredictions(bytes: Uint8Array, { labelColumn = 'label' }: ReadOptions = {}): boolean {
  const columns = columnNames(bytes);
  if (!columns?.includes(labelColumn)) return false;
  const says = columns.some((column) => isRead(column) && column !== 'member');
  return (
    says && columns.every((column) => column === labelColumn || isRead(column) || COMPANION.test(column))
  );
}

const wholeLabel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < CLASS_LIMIT;

function checkLabels(name: string, labels: ArrayLike<number>, limit: number): void {
  for (let i = 0; i < labels.length; i++) {
    if (!wholeLabel(labels[i]) || labels[i] >= limit)
      throw new UserError('datasets.label', {
        name,
        row: i + 1,
        label: String(labels[i]),
        limit: limit - 1,
      });
  }
}

/** Values of one column. */
type Column = (row: number) => number;

interface Table {
  readonly name: string;
  /** Names of all columns. */
  readonly listed: readonly string[];
  readonly count: number;
  readonly labels: Float64Array;
  readonly column: (name: string) => Column | undefined;
  /** How many columns `score_0` … there are. */
  readonly scores: number;
}

function tableOf(file: SourceFile, options: ReadOptions): Table {
  const { name } = file;
  const listed = columnNames(file.bytes) ?? [];
  const twice = listed.find((column, i) => isRead(column) && listed.indexOf(column) < i);
  const scores = listed.filter((column) => SCORE.test(column)).length;
  const gap = Array.from({ length: scores }, (_, c) => `score_${c}`).find(
    (column) => !listed.includes(column),
  );
  if (gap !== undefined) throw new UserError('datasets.predictions-gap', { name, column: gap });
  const kinds = [scores > 0, listed.includes('score'), listed.includes('prediction')];
  if (twice !== undefined || scores === 1 || (kinds[0] && kinds[1]) || !kinds.includes(true))
    throw new UserError('datasets.predictions-columns', { name });
  const { columns, count, values, labels } = readColumns(
    file,
    options,
    (size) => new Float64Array(size),
    isRead,
  );
  const column = (wanted: string): Column | undefined => {
    const at = columns.indexOf(wanted);
    return at < 0 ? undefined : (row) => values[row * columns.length + at];
  };
  return { name, listed, count, labels, column, scores };
}

/** Position of the largest; the first of several. */
function largest(row: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < row.length; c++) if (row[c] > row[best]) best = c;
  return best;
}

/** Scores of every class, row by row; a single column is completed by its counterpart. */
function scoreRows({ column, count, scores }: Table): { classes: number; rows: Float64Array } {
  const single = column('score');
  if (!single) {
    const columns = Array.from({ length: scores }, (_, c) => column(`score_${c}`)!);
    const rows = new Float64Array(count * scores);
    columns.forEach((score, c) => {
      for (let i = 0; i < count; i++) rows[i * scores + c] = score(i);
    });
    return { classes: scores, rows };
  }
  let within = true;
  for (let i = 0; i < count; i++) within &&= single(i) >= 0 && single(i) <= 1;
  const rows = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    rows[2 * i] = within ? 1 - single(i) : 0;
    rows[2 * i + 1] = single(i);
  }
  return { classes: 2, rows };
}

/** Whether all rows are probabilities: within [0, 1] and with sum 1. */
function areProbabilities(rows: Float64Array, classes: number): boolean {
  for (let start = 0; start < rows.length; start += classes) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = rows[start + c];
      if (!(value >= 0 && value <= 1)) return false;
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) return false;
  }
  return true;
}

/**
 * Logits as float32: logarithms of probabilities, other scores as they are. Where rounding makes the largest score of a row equal
 * to an earlier one, it is lifted by one unit in the last place, so that the predicted class stays the recorded one.
 */
function logitsOf(name: string, rows: Float64Array, classes: number) {
  const probabilities = areProbabilities(rows, classes);
  const logits = new Float32Array(checkedCount(name, [rows.length / classes, classes]));
  const exact = probabilities ? rows.map((p) => log(Math.max(p, LEAST))) : rows;
  for (let i = 0; i < rows.length; i++) {
    logits[i] = exact[i];
    if (!Number.isFinite(logits[i]))
      throw new UserError('datasets.not-finite', {
        name,
        place: `${Math.floor(i / classes) + 1}, score_${i % classes}`,
      });
  }
  for (let start = 0; start < rows.length; start += classes) {
    const best = largest(rows.subarray(start, start + classes));
    const value = logits[start + best];
    if (largest(logits.subarray(start, start + classes)) !== best)
      logits[start + best] = value + Math.max(Math.abs(value), LEAST) * UNIT;
  }
  return { logits, exact };
}

function ofScores(table: Table) {
  const { classes, rows } = scoreRows(table);
  return { classes, ...logitsOf(table.name, rows, classes) };
}

function ofLabels({ name, count, labels, column }: Table, named: number | undefined) {
  const prediction = column('prediction')!;
  const predicted = Float64Array.from({ length: count }, (_, i) => prediction(i));
  checkLabels(name, predicted, CLASS_LIMIT);
  const most = [labels, predicted].reduce((top, list) => list.reduce((a, b) => Math.max(a, b), top), 1);
  const classes = Math.max(most + 1, named ?? 0);
  const logits = new Float32Array(checkedCount(name, [count, classes])).fill(NOT_PREDICTED);
  predicted.forEach((label, i) => (logits[i * classes + label] = 0));
  return { classes, logits, exact: undefined };
}

/** Rows by their member flag: members are the training part where there are others too, else all are test. */
function partsOf({ name, count, column }: Table, all: Samples, classes: number) {
  const member = column('member');
  const rows = { train: [] as number[], test: [] as number[] };
  for (let i = 0; i < count; i++) {
    const flag = member?.(i) ?? 0;
    if (flag !== 0 && flag !== 1)
      throw new UserError('datasets.predictions-member', { name, row: i + 1, value: String(flag) });
    rows[flag === 1 ? 'train' : 'test'].push(i);
  }
  if (rows.train.length === 0 || rows.test.length === 0)
    return { train: takeRows(all, classes, []), test: all };
  return { train: takeRows(all, classes, rows.train), test: takeRows(all, classes, rows.test) };
}

/** Which columns were taken for what, and which were not looked at. */
function understood({ listed, scores }: Table, label: string): Message {
  const taken = [
    label,
    ...(scores > 0 ? [`score_0 … score_${scores - 1}`] : []),
    ...['score', 'prediction', 'member'].filter((column) => listed.includes(column)),
  ].join(', ');
  const others = listed.filter((column) => column !== label && !isRead(column));
  if (others.length === 0) return { id: 'datasets.predictions-read', values: { taken } };
  const named = others.slice(0, mostListed).join(', ') + (others.length > mostListed ? ', …' : '');
  return { id: 'datasets.predictions-read-others', values: { taken, others: named } };
}

/** Rows whose `prediction` is not the class of the largest score, where a table has both. */
function disagreement({ name, count, column }: Table, logits: Float32Array, classes: number): Message[] {
  const prediction = column('prediction');
  if (!prediction) return [];
  let differ = 0;
  for (let i = 0; i < count; i++)
    if (largest(logits.subarray(i * classes, (i + 1) * classes)) !== prediction(i)) differ++;
  return differ === 0 ? [] : [{ id: 'datasets.predictions-differ', values: { name, count: differ } }];
}

/**
 * Recorded predictions as data. Scores that are all in [0, 1] with rows of sum 1 are probabilities, others are raw scores; their
 * order and the recorded classes stay exactly what they were.
 * @throws UserError with one sentence on what is wrong with the table.
 */
export function readPredictions(file: SourceFile, options: PredictionOptions = {}): Recorded {
  const table = tableOf(file, options);
  const { name, count, labels } = table;
  checkLabels(name, labels, CLASS_LIMIT);
  const scored = table.scores > 0 || table.column('score') !== undefined;
  const named = options.classNames?.names.length;
  const { classes, logits, exact } = scored ? ofScores(table) : ofLabels(table, named);
  checkLabels(name, labels, classes);
  const classNames = options.classNames && checkClassNames(options.classNames, classes);
  const all: Samples = { x: logits, y: Int32Array.from(labels), count, ...(exact ? { exact } : {}) };
  const { train, test } = partsOf(table, all, classes);
  const { labelColumn = 'label' } = options;
  const notes = [understood(table, labelColumn), ...(scored ? disagreement(table, logits, classes) : [])];
  const dataset = sealed({
    id: 'file',
    kind: 'table' as const,
    shape: [classes],
    classes,
    featureNames: Array.from({ length: classes }, (_, c) => `score_${c}`),
    ...(classNames && { classNames }),
    notes,
    train,
    test,
    stats: statsOf(train.count > 0 ? train : test, classes),
  });
  return { dataset, access: scored ? 'score' : 'label' };
}
