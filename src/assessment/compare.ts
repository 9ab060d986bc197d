import type { Report } from '../document/report.ts';
import type { Item } from '../document/types.ts';
import { canonical } from '../document/text.ts';
import { holm, wilson, type Bounds } from '../numeric/intervals.ts';
import { differences, type Differences, type Measured } from './differences.ts';
import { estimatesOf, type Stated } from './estimates.ts';
import {
  estimatesTest,
  meansTest,
  pairedMeansTest,
  pairedRatesTest,
  ratesTest,
  type Test,
} from './difference-tests.ts';
import { scoresOf, type Scores } from './scores.ts';

/**
 * `better`, `worse`: different after correction for all rows; `same`: the 95 % interval of the difference lies within the
 * margin; `added`, `removed`: only the second, only the first has the row.
 */
export type Verdict = 'better' | 'worse' | 'same' | 'undecided' | 'added' | 'removed';

export interface CompareFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Numerator; null where the value is a mean over several points. */
  readonly correct: number | null;
  readonly n: number;
}

export interface CompareRow {
  readonly item: string;
  /**
   * `value`: of the item; else an outcome of the document: `clean`, `correct`, `pgd@0.1`, `worst-case@0.1`; `pgd` alone: its mean;
   * `auc/loss`: the area of an attack.
   */
  readonly name: string;
  readonly first: CompareFigure | null;
  readonly second: CompareFigure | null;
  readonly verdict: Verdict;
  /** What was compared: outcomes of samples, or the intervals that the reports state. */
  readonly from: 'samples' | 'intervals';
  /** Second minus first, on the samples compared. */
  readonly difference: { readonly value: number; readonly bounds: Bounds } | null;
  /** Of the test, corrected for all rows (Holm). */
  readonly p: number | null;
  /** Samples that were compared with themselves; 0 where the samples are others. */
  readonly shared: number;
  /** Why nothing is said of better or worse. */
  readonly why: 'data' | 'settings' | 'few' | 'unreliable' | null;
}

export interface Comparison {
  readonly rows: readonly CompareRow[];
  readonly differences: Differences;
}

/** As much of a report as a comparison reads. */
export type Compared = Measured & Pick<Report, 'items'>;

export interface CompareOptions {
  /** Half the width of what counts as the same; 0.02 (two points) unless told. */
  readonly margin?: number;
  /** Called between two rows, for hosts whose thread has other work too. */
  readonly breathe?: () => Promise<void>;
}

export const defaultMargin = 0.02;
const level = 0.05;

/** Parameters that do not touch what a single attack measures at one ε. */
const besides = [
  'attacks',
  'epsilons',
  'points',
  'samples',
  'selfChecks',
  'batch',
  'mode',
  'records',
  'baselines',
];

interface Draft extends Omit<CompareRow, 'verdict' | 'p'> {
  readonly test: Test | null;
}

/**
 * Compares two reports row by row (measurement rules 3.4): on shared samples by the exact McNemar test for rates and a paired
 * bootstrap for means, on different samples of the same data by Newcombe's interval and an unpaired bootstrap. Success rates and
 * areas of membership inference are compared by their intervals.
 */
export async function compareReports(
  first: Compared,
  second: Compared,
  options: CompareOptions = {},
): Promise<Comparison> {
  return (await compareSeveral(first, [second], options))[0];
}

/** Compares several reports with one; p values are corrected for all rows of all of them. */
export async function compareSeveral(
  first: Compared,
  others: readonly Compared[],
  { margin = defaultMargin, breathe }: CompareOptions = {},
): Promise<Comparison[]> {
  const drafts: Draft[][] = [];
  for (const second of others) {
    const rows: Draft[] = [];
    for (const make of plannedRows(first, second)) {
      await breathe?.();
      rows.push(make());
    }
    drafts.push(rows);
  }
  const tested = drafts.flat().filter(({ test }) => test !== null);
  const adjusted = holm(tested.map(({ test }) => test!.p));
  const p = new Map(tested.map((draft, at) => [draft, adjusted[at]]));
  return others.map((second, at) => ({
    rows: drafts[at].map((draft) => finished(draft, p.get(draft) ?? null, margin)),
    differences: differences(first, second),
  }));
}

function finished({ test, ...row }: Draft, p: number | null, margin: number): CompareRow {
  return { ...row, p, verdict: verdictOf(row, p, margin), difference: test && { ...test } };
}

function verdictOf(
  { first, second, difference, from }: Pick<CompareRow, 'first' | 'second' | 'difference' | 'from'>,
  p: number | null,
  margin: number,
): Verdict {
  if (!first) return 'added';
  if (!second) return 'removed';
  if (p === null || !difference) return 'undecided';
  // What is stated by intervals is what attacks find: less is better.
  const gain = from === 'intervals' ? -difference.value : difference.value;
  if (p < level && gain !== 0) return gain > 0 ? 'better' : 'worse';
  const { low, high } = difference.bounds;
  return low >= -margin && high <= margin ? 'same' : 'undecided';
}

/** The rows of two reports in the order of the first, then what only the second has; each is computed when asked for. */
function plannedRows(first: Compared, second: Compared): (() => Draft)[] {
  const ids = [...new Set([...first.items, ...second.items].map(({ id }) => id))];
  const sameData = first.data.sha256 === second.data.sha256;
  return ids.flatMap((id) => {
    const [a, b] = [first, second].map(({ items }) => items.find((item) => item.id === id));
    const [ours, theirs] = [scoresOf(a), scoresOf(b)];
    const [stated, others] = [estimatesOf(a), estimatesOf(b)];
    return [
      ...namesOf(ours, theirs).map(
        (name) => () => rowOf(id, name, [a, b], [ours.get(name), theirs.get(name)], sameData),
      ),
      ...namesOf(stated, others).map(
        (name) => () => statedRow(id, name, [a, b], [stated.get(name), others.get(name)], sameData),
      ),
    ];
  });
}

const namesOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...a.keys(), ...b.keys()]),
];

/** A row of what two reports state with intervals. */
function statedRow(
  item: string,
  name: string,
  [a, b]: readonly (Item | undefined)[],
  stated: readonly (Stated | undefined)[],
  sameData: boolean,
): Draft {
  const [first, second] = stated.map((one) => (one ? { ...one, correct: null } : null));
  const row = { item, name, first, second, from: 'intervals' as const, shared: 0, difference: null };
  if (!a || !b || !first || !second) return { ...row, why: null, test: null };
  if (!sameData) return { ...row, why: 'data', test: null };
  if (settingsOf(a, name) !== settingsOf(b, name)) return { ...row, why: 'settings', test: null };
  if (a.reliable === false || b.reliable === false) return { ...row, why: 'unreliable', test: null };
  const test = estimatesTest(first, second);
  return { ...row, why: null, difference: test, test };
}

function rowOf(
  item: string,
  name: string,
  [a, b]: readonly (Item | undefined)[],
  [ours, theirs]: readonly (Scores | undefined)[],
  sameData: boolean,
): Draft {
  const [first, second] = [figureOf(ours), figureOf(theirs)];
  const row = { item, name, first, second, from: 'samples' as const, shared: 0, difference: null };
  if (!a || !b || !ours || !theirs) return { ...row, why: null, test: null };
  if (!sameData) return { ...row, why: 'data', test: null };
  if (settingsOf(a, name) !== settingsOf(b, name)) return { ...row, why: 'settings', test: null };
  const shared = ours.ids.filter((id) => theirs.at.has(id));
  const paired = shared.length > 0 && 2 * shared.length >= Math.min(ours.ids.length, theirs.ids.length);
  const test = paired
    ? pairedTest(ours, theirs, shared, [item, name])
    : unpairedTest(ours, theirs, [item, name]);
  return { ...row, shared: paired ? shared.length : 0, why: test ? null : 'few', difference: test, test };
}

function pairedTest(ours: Scores, theirs: Scores, shared: readonly number[], key: string[]): Test | null {
  const [a, b] = [ours, theirs].map(({ at }) => Float64Array.from(shared, (id) => at.get(id)!));
  return ours.rate && theirs.rate ? pairedRatesTest(a, b) : pairedMeansTest(a, b, key);
}

function unpairedTest(ours: Scores, theirs: Scores, key: string[]): Test | null {
  const [a, b] = [ours, theirs].map(({ ids, at }) => Float64Array.from(ids, (id) => at.get(id)!));
  if (a.length < 2 || b.length < 2) return null;
  return ours.rate && theirs.rate ? ratesTest(a, b) : meansTest(a, b, key);
}

function figureOf(scores: Scores | undefined): CompareFigure | null {
  if (!scores || scores.ids.length === 0) return null;
  const n = scores.ids.length;
  const sum = scores.ids.reduce((total, id) => total + scores.at.get(id)!, 0);
  if (!scores.rate) return scores.stated && { ...scores.stated, correct: null, n };
  const { low, high } = wilson(sum, n);
  return { value: sum / n, low, high, correct: sum, n };
}

/** What a row must have in common with its counterpart so that the two figures mean the same. */
function settingsOf({ parameters }: Item, name: string): string {
  const of = Object.entries(parameters).filter(([key]) => !besides.includes(key));
  const worst = name === 'value' || name.startsWith('worst-case');
  const mean = !name.includes('@');
  return canonical([
    Object.fromEntries(of),
    worst ? [...list(parameters.attacks)].sort() : null,
    mean ? (parameters.points ?? null) : null,
    worst ? (parameters.mode ?? null) : null,
  ]);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
