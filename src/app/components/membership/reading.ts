import type { Estimate, Item, RocCurve } from '../../../document/types.ts';
import { figure, isNumber, isRecord, list, numbersOf } from '../../kept.ts';

/**
 * Details of a membership item, read with care: a report may come from anywhere, and the schema leaves details open. What does not
 * have the form of its kind is left out.
 */

export interface HistogramView {
  readonly attack: string;
  readonly defence?: string;
  readonly low: number;
  readonly high: number;
  readonly members: readonly number[];
  readonly nonMembers: readonly number[];
}

export interface BaselineView {
  readonly id: string;
  readonly auc: Estimate;
  readonly passed: boolean;
}

export interface ClassView {
  readonly class: number;
  readonly members: number;
  readonly nonMembers: number;
  readonly auc: Estimate | null;
}

export interface ShadowScore {
  readonly inside: boolean;
  /** φ of the record under this shadow. */
  readonly logit: number;
}

export interface RiskView {
  readonly row: number;
  readonly label: number;
  readonly score: number | null;
  readonly nonMembersAbove: number;
  readonly shadows: readonly ShadowScore[];
  readonly logit: number;
}

const isEstimate = (value: unknown): value is Estimate =>
  isRecord(value) && [value.value, value.low, value.high].every(isNumber);

/** Same attack, same defence or none. */
export const sameSubject = (
  a: { readonly attack: string; readonly defence?: string },
  b: { readonly attack: string; readonly defence?: string },
): boolean => a.attack === b.attack && a.defence === b.defence;

const mostBars = 400;

const isHistogram = (value: unknown): value is HistogramView =>
  isRecord(value) &&
  typeof value.attack === 'string' &&
  isNumber(value.low) &&
  isNumber(value.high) &&
  value.high > value.low &&
  [value.members, value.nonMembers].every(
    (bars) =>
      Array.isArray(bars) &&
      bars.length > 0 &&
      bars.length <= mostBars &&
      bars.every((bar) => Number.isInteger(bar) && bar >= 0),
  ) &&
  list(value.members).length === list(value.nonMembers).length;

export const histogramOf = (item: Item, curve: RocCurve): HistogramView | undefined =>
  list(item.details.histograms)
    .filter(isHistogram)
    .find((one) => sameSubject(one, curve));

export const baselinesOf = (item: Item): BaselineView[] =>
  list(item.details.checks).filter(
    (value): value is BaselineView =>
      isRecord(value) &&
      typeof value.id === 'string' &&
      typeof value.passed === 'boolean' &&
      isEstimate(value.auc),
  );

export const classesOf = (item: Item): ClassView[] =>
  list(item.details.classes).filter(
    (value): value is ClassView =>
      isRecord(value) &&
      [value.class, value.members, value.nonMembers].every(isNumber) &&
      (value.auc === null || isEstimate(value.auc)),
  );

const isShadow = (value: unknown): value is ShadowScore =>
  isRecord(value) && typeof value.inside === 'boolean' && isNumber(value.logit);

export const atRiskOf = (item: Item): RiskView[] =>
  list(item.details.atRisk).filter(
    (value): value is RiskView =>
      isRecord(value) &&
      [value.row, value.label, value.nonMembersAbove, value.logit].every(isNumber) &&
      (value.score === null || isNumber(value.score)) &&
      list(value.shadows).every(isShadow) &&
      Array.isArray(value.shadows),
  );

/** Attacks that were strongest on a half of the records, best first. */
export const leadOf = (item: Item): string[] =>
  list(item.details.lead).filter((id): id is string => typeof id === 'string');

/** Curves that can be walked over. */
export const curvesOf = (item: Item): RocCurve[] =>
  (item.roc ?? []).filter(({ points }) => points.length > 1);

/** Attacks that were measured without a defence on two of the items at least, in the order of the first that has them. */
export function comparableAttacks(items: readonly Item[]): string[] {
  const times = new Map<string, number>();
  for (const item of items)
    for (const { attack, defence } of curvesOf(item))
      if (defence === undefined) times.set(attack, (times.get(attack) ?? 0) + 1);
  return [...times].filter(([, count]) => count > 1).map(([attack]) => attack);
}

export interface AccuracyView {
  readonly members: number;
  readonly nonMembers: number;
}

export function accuracyOf(item: Item): AccuracyView | null {
  const members = figure(item.details, 'accuracy', 'members');
  const nonMembers = figure(item.details, 'accuracy', 'nonMembers');
  return members === null || nonMembers === null ? null : { members, nonMembers };
}

/** Bars as values in their middles: a report keeps how many scores lie in each bar, not the scores. */
export function valuesOfBars(bars: readonly number[], low: number, high: number): Float64Array {
  const width = (high - low) / bars.length;
  const values = new Float64Array(numbersOf(bars).reduce((sum, bar) => sum + bar, 0));
  let at = 0;
  bars.forEach((bar, index) => {
    values.fill(low + (index + 0.5) * width, at, at + bar);
    at += bar;
  });
  return values;
}

/** Edges of equally wide bars. */
export const edgesOfBars = (bars: number, low: number, high: number): number[] =>
  Array.from({ length: bars + 1 }, (_, index) =>
    index === bars ? high : low + ((high - low) * index) / bars,
  );
