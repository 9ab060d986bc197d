import type { CurvePoint, Interval, Item } from '../document/types.ts';
import { speaksAgainst, type CheckResult } from '../indicators/robustness/checks/judge.ts';
import type { ReportSample } from '../indicators/robustness/merge.ts';
import type { EncodedInput } from '../indicators/robustness/samples.ts';
import { fromBase64, unpackFloats } from '../numeric/bits.ts';

/**
 * The closed kinds of detail inside a report's item, read with care: a report may come from anywhere, and the schema leaves
 * details open. What does not have the form of its kind is left out.
 */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const isEncoded = (value: unknown): value is EncodedInput =>
  isRecord(value) &&
  (value.encoding === 'levels' || value.encoding === 'float32') &&
  typeof value.data === 'string' &&
  value.data.length < 4_000_000;

const isPrediction = (value: unknown): boolean =>
  isRecord(value) && isNumber(value.label) && list(value.confidences).every(isNumber);

const isSample = (value: unknown): value is ReportSample =>
  isRecord(value) &&
  typeof value.attack === 'string' &&
  [value.epsilon, value.id, value.label, value.iteration].every(isNumber) &&
  isEncoded(value.clean) &&
  isEncoded(value.adversarial) &&
  isPrediction(value.before) &&
  isPrediction(value.after) &&
  isRecord(value.distance) &&
  isNumber(value.distance.linf) &&
  isNumber(value.distance.l2);

const isCheck = (value: unknown): value is CheckResult =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.title === 'string' &&
  (value.passed === null || typeof value.passed === 'boolean') &&
  isNumber(value.limit) &&
  Array.isArray(value.variants) &&
  value.variants.every(
    (variant) =>
      isRecord(variant) &&
      typeof variant.variant === 'string' &&
      isNumber(variant.violations) &&
      isNumber(variant.n),
  );

export const keptSamples = (item: Item): ReportSample[] => list(item.details.samples).filter(isSample);

export const selfChecks = (item: Item): CheckResult[] => list(item.details.checks).filter(isCheck);

/** The most violations among n samples with which a check still passes. */
export function mostViolations(limit: number, n: number): number {
  let most = 0;
  while (most < n && most < 1000 && !speaksAgainst(limit, most + 1, n)) most++;
  return most;
}

/** Values of a kept input, or null where they are not of this shape. */
export function decodeInput(
  input: EncodedInput,
  size: number,
  { low, step }: { low: number; step: number },
): Float32Array | null {
  try {
    const values =
      input.encoding === 'levels'
        ? Float32Array.from(fromBase64(input.data), (level) => low + level * step)
        : unpackFloats(input.data);
    return values.length === size ? values : null;
  } catch {
    return null;
  }
}

/** A number somewhere inside details, or null. */
export function figure(value: unknown, ...path: string[]): number | null {
  const found = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  return isNumber(found) ? found : null;
}

/** A rate with its interval; the numerator is null where it is a mean over several points. */
export interface RateView {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly numerator: number | null;
  readonly denominator: number;
}

/** One attack of a robustness item: its mean accuracy and its success at one ε. */
export interface AttackRow {
  readonly attack: string;
  readonly mean: RateView | null;
  readonly success: RateView | null;
  /** Numerator of the success judged in the stored form. */
  readonly stored: number | null;
  readonly steps: number | null;
  readonly restarts: number | null;
  /** Its iteration axis speaks of a run planned for `steps`. */
  readonly planned: boolean;
}

function rateView(value: unknown): RateView | null {
  if (!isRecord(value)) return null;
  const { low, high } = isRecord(value.interval) ? value.interval : value;
  const denominator = value.denominator ?? value.n;
  const numerator = isNumber(value.numerator) ? value.numerator : null;
  return isNumber(value.value) && isNumber(low) && isNumber(high) && isNumber(denominator)
    ? { value: value.value, low, high, numerator, denominator }
    : null;
}

const at = (successes: unknown, epsilon: number | null) =>
  list(successes).find((entry) => isRecord(entry) && entry.epsilon === epsilon);

/** Each attack's row and the worst case's. */
export function attackRows(item: Item, epsilon: number | null): AttackRow[] {
  const row = (attack: string, mean: unknown, successes: unknown, settings: unknown): AttackRow => {
    const success = at(successes, epsilon);
    return {
      attack,
      mean: rateView(mean),
      success: rateView(success),
      stored: figure(success, 'stored'),
      steps: figure(settings, 'steps'),
      restarts: figure(settings, 'restarts'),
      planned: isRecord(settings) && settings.planned === true,
    };
  };
  const rows = list(item.details.attacks).flatMap((summary) =>
    isRecord(summary) && typeof summary.attack === 'string' && summary.mean !== null
      ? [row(summary.attack, summary.mean, summary.success, summary)]
      : [],
  );
  const worst = { value: item.value, interval: item.interval, n: item.n };
  return item.value === null ? rows : [...rows, row('worst-case', worst, item.details.worstSuccess, null)];
}

/** The mean judged in the stored form, where the data have one. */
export const storedMean = (item: Item): RateView | null => rateView(item.details.stored);

export const numbersOf = (value: unknown): number[] => list(value).filter(isNumber);

/** One of the macro figures of A.3-1. */
export interface MacroView {
  readonly value: number;
  readonly interval: Interval | null;
  /** Classes where it is undefined and counts as 0. */
  readonly undefined: number;
}

export function macroFigure(item: Item, name: 'precision' | 'recall' | 'f1' | 'auc'): MacroView | null {
  const found = isRecord(item.details.macro) ? item.details.macro[name] : undefined;
  if (!isRecord(found) || !isNumber(found.value)) return null;
  const { interval } = found;
  const known = isRecord(interval) && isNumber(interval.low) && isNumber(interval.high);
  return {
    value: found.value,
    interval: known
      ? { low: interval.low as number, high: interval.high as number, method: String(interval.method) }
      : null,
    undefined: isNumber(found.undefined) ? found.undefined : 0,
  };
}

/** Row = label, column = prediction; null where it is no square of counts. */
export function confusion(item: Item): number[][] | null {
  const rows = list(item.details.confusion).map(numbersOf);
  return rows.length > 1 && rows.length <= 100 && rows.every((row) => row.length === rows.length)
    ? rows
    : null;
}

/** Precision (y) against recall (x) of one class against the rest. */
export interface ClassCurve {
  readonly label: number;
  readonly points: readonly CurvePoint[];
}

/** The precision–recall curves of A.3-1. */
export function precisionRecall(item: Item): ClassCurve[] {
  const point = (value: unknown): CurvePoint[] => {
    if (!isRecord(value)) return [];
    const { recall: x, precision: y, low, high, positives: correct, taken: n } = value;
    const known = [x, y, low, high, correct, n].every(isNumber);
    return known ? [{ x, y, low, high, correct, n } as CurvePoint] : [];
  };
  return list(item.details.precisionRecall).flatMap((curve) => {
    if (!isRecord(curve) || !isNumber(curve.class)) return [];
    const points = list(curve.points).flatMap(point);
    return points.length > 0 ? [{ label: curve.class, points }] : [];
  });
}
