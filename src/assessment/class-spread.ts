import type { Report } from '../document/report.ts';
import { canonical } from '../document/text.ts';
import type { Curve, Item } from '../document/types.ts';
import { quantile } from '../numeric/intervals.ts';
import { differences, isSame, type Differences, type Measured } from './differences.ts';

/** What a class keeps of an item: what charts and tables show. */
export type ClassItem = Pick<
  Item,
  'id' | 'status' | 'value' | 'interval' | 'n' | 'curves' | 'reliable' | 'parameters'
>;

/** As much of a report as the class overlay needs. */
export interface ClassReport extends Measured {
  readonly items: readonly ClassItem[];
  readonly timings: Pick<Report['timings'], 'started' | 'host'>;
}

export interface ClassEntry {
  readonly id: string;
  readonly report: ClassReport;
}

/** The report without what the overlay has no use for, so that forty of them are small. */
export function classReport({
  model,
  data,
  samples,
  seed,
  engine,
  plan,
  items,
  timings,
}: Report): ClassReport {
  return {
    ...{ model, data, samples, seed, engine, plan },
    items: items.map(({ id, status, value, interval, n, curves, reliable, parameters }) => ({
      ...{ id, status, value, interval, n, parameters },
      curves: curves.filter(({ x }) => x.name === 'epsilon'),
      ...(reliable === undefined ? {} : { reliable }),
    })),
    timings: { started: timings.started, host: timings.host },
  };
}

/** Whether two files are one result saved twice: a class may well get the same figures, but not at the same moment. */
export const isTwice = (a: ClassReport, b: ClassReport): boolean =>
  a.timings.started === b.timings.started &&
  isSame(differences(a, b)) &&
  canonical(a.items) === canonical(b.items);

/** Which curve is drawn: of an item, against ε. */
export interface CurveChoice {
  readonly item: string;
  readonly attack: string;
  readonly kind: Curve['kind'];
}

/** Curves that at least one file has: worst cases first, then as the files list them. */
export function curveChoices(entries: readonly ClassEntry[]): CurveChoice[] {
  const found = new Map<string, CurveChoice>();
  for (const { report } of entries)
    for (const { id: item, curves } of report.items)
      for (const { attack, kind } of curves) found.set(`${item} ${attack} ${kind}`, { item, attack, kind });
  const rank = ({ attack, kind }: CurveChoice) => (attack === 'worst-case' ? 0 : kind === 'raw' ? 1 : 2);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

export function curveOf({ report }: ClassEntry, { item, attack, kind }: CurveChoice): Curve | undefined {
  const curve = report.items
    .find(({ id }) => id === item)
    ?.curves.find((one) => one.attack === attack && one.kind === kind);
  return curve && curve.points.length > 0 ? curve : undefined;
}

/** What must be equal within a group: model, data and plan; the seed and so the samples too; or nothing. */
export type GroupBy = 'plan' | 'seed' | 'nothing';

/** Files that measure the same thing. */
export interface ClassGroup {
  /** A is the largest. */
  readonly letter: string;
  readonly entries: readonly ClassEntry[];
  /** From group A, by their first files. */
  readonly differences: Differences;
}

function groupKey({ model, data, plan, seed, samples }: ClassReport, by: GroupBy): string {
  const { indicators, order, offset } = plan;
  const same = { model: model.sha256, data: data.sha256, indicators, order, offset, count: samples.count };
  return by === 'nothing' ? '' : canonical(by === 'seed' ? { ...same, seed, runs: samples.runs } : same);
}

/** A … Z, then AA, AB …: forty files may be forty groups. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/** The largest group first; equals in the order of their first files. */
export function groupsOf(entries: readonly ClassEntry[], by: GroupBy): ClassGroup[] {
  const found = new Map<string, ClassEntry[]>();
  for (const entry of entries) {
    const key = groupKey(entry.report, by);
    found.set(key, [...(found.get(key) ?? []), entry]);
  }
  const sorted = [...found.values()].sort((a, b) => b.length - a.length);
  return sorted.map((group, index) => ({
    letter: letterOf(index),
    entries: group,
    differences: differences(sorted[0][0].report, group[0].report),
  }));
}

/** The middle and the ends of some curves at one ε. */
export interface SpreadPoint {
  readonly x: number;
  readonly count: number;
  readonly lowest: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly highest: number;
}

/** At every ε that at least half of the curves have; a partial file may lack some. */
export function spreadOf(curves: readonly Curve[]): SpreadPoint[] {
  const byX = new Map<number, number[]>();
  for (const { points } of curves) for (const { x, y } of points) byX.set(x, [...(byX.get(x) ?? []), y]);
  return [...byX]
    .filter(([, values]) => 2 * values.length >= curves.length)
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => {
      const sorted = values.sort((a, b) => a - b);
      return {
        x,
        count: sorted.length,
        lowest: sorted[0],
        lowerQuartile: quantile(sorted, 0.25),
        median: quantile(sorted, 0.5),
        upperQuartile: quantile(sorted, 0.75),
        highest: sorted[sorted.length - 1],
      };
    });
}

/** With fewer, a quartile says little. */
const fewestForOutliers = 5;

/** Values beyond J. W. Tukey's inner fences (1977): 1.5 times the quartiles' distance outside of them. */
export function outliers(values: readonly number[]): ('above' | 'below' | null)[] {
  if (values.length < fewestForOutliers) return values.map(() => null);
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = 1.5 * (high - low);
  return values.map((value) => (value < low - reach ? 'below' : value > high + reach ? 'above' : null));
}

/** A line of the table. */
export interface ClassRow {
  readonly id: string;
  readonly letter: string;
  /** The item's value, the mean over the points of its plan; null where it is not known. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The end of the chosen curve. */
  readonly largest: { readonly x: number; readonly y: number } | null;
  readonly n: number;
  readonly seed: number;
  readonly partial: boolean;
  readonly unreliable: boolean;
  readonly outlier: 'above' | 'below' | null;
  readonly from: 'page' | 'terminal';
}

export function classRows(groups: readonly ClassGroup[], choice: CurveChoice): ClassRow[] {
  return groups.flatMap((group) => {
    const items = group.entries.map(({ report }) => report.items.find(({ id }) => id === choice.item));
    const whole = items.flatMap((item) =>
      item?.value == null || item.status === 'partial' ? [] : [item.value],
    );
    const marks = outliers(whole);
    let next = 0;
    return group.entries.map((entry, place): ClassRow => {
      const item = items[place];
      const { report } = entry;
      const partial = item?.status === 'partial';
      const judged = item?.value != null && !partial;
      return {
        id: entry.id,
        letter: group.letter,
        value: item?.value ?? null,
        low: item?.interval?.low ?? null,
        high: item?.interval?.high ?? null,
        largest: curveOf(entry, choice)?.points.at(-1) ?? null,
        n: item?.n ?? 0,
        seed: report.seed,
        partial,
        unreliable: item?.reliable === false,
        outlier: judged ? marks[next++] : null,
        from: report.timings.host.startsWith('node ') ? 'terminal' : 'page',
      };
    });
  });
}

export type RowKey = 'name' | 'letter' | 'value' | 'largest' | 'n' | 'seed';

/** Rows by one column; rows without a value come last either way, and equals stay as they were. */
export function sortedRows(
  rows: readonly ClassRow[],
  by: RowKey,
  descending: boolean,
  nameOf: (id: string) => string,
): ClassRow[] {
  const of = (row: ClassRow): string | number | null =>
    by === 'name' ? nameOf(row.id) : by === 'largest' ? (row.largest?.y ?? null) : row[by];
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    if (typeof one === 'string') return sign * one.localeCompare(String(other), undefined, { numeric: true });
    return sign * (one - Number(other));
  });
}
