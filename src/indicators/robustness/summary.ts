import type { Interval } from '../../document/types.ts';
import { stream } from '../../numeric/random.ts';
import { meanIntervals, rateInterval } from '../intervals.ts';
import { optionsOf, isPlanned } from '../../attacks/settings.ts';
import type { SubjectInfo } from '../types.ts';
import type { Down, Form, OutcomeTable } from './outcomes.ts';
import { attacksOf, chosenOptions } from './parameters.ts';

/** A rate with its parts. */
export interface Rate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** Mean of accuracies over the chosen points, with its bootstrap interval over samples. */
export interface MeanAccuracy {
  readonly value: number;
  readonly interval: Interval;
  readonly n: number;
}

/** Newly wrong ÷ initially correct, at one ε. */
export interface SuccessRate extends Rate {
  readonly epsilon: number;
  /** Numerator when judged in the stored form. */
  readonly stored?: number;
}

/** What the report says of one attack. */
export interface AttackSummary {
  readonly attack: string;
  /** Raw accuracy averaged over `points`; null in a cascade, where it would be conditional. */
  readonly mean: MeanAccuracy | null;
  readonly success: readonly SuccessRate[];
  readonly steps: number;
  readonly stepSize: unknown;
  readonly restarts: number;
  readonly randomStart: boolean;
  readonly loss: string;
  /** Whether its iteration axis speaks of a run planned for that many. */
  readonly planned: boolean;
  readonly gradients: number;
  readonly forwards: number;
  readonly zeroGradients: number;
  readonly nonFiniteGradients: number;
}

export function rate(numerator: number, denominator: number): Rate | null {
  if (denominator === 0) return null;
  const { low, high } = rateInterval(numerator, denominator);
  return { value: numerator / denominator, low, high, numerator, denominator };
}

/** Which outcome a mean speaks of: whether a sample is down at an ε. */
export type Look = (epsilon: number, place: number) => Down;

/**
 * Means over the points: each sample's survival averaged over them, then over the samples known at all of them. Those over the
 * same number of samples share their resamples.
 * @returns null where there is no such sample
 */
export function meansOverPoints(
  table: OutcomeTable,
  seed: number,
  looks: readonly Look[],
): (MeanAccuracy | null)[] {
  const { points } = table.parameters;
  const counts = looks.map((look) => standingCounts(table, look));
  const sizes = [...new Set(counts.map(({ length }) => length))].filter((n) => n > 0);
  const intervals = new Map<Int32Array, Interval>();
  for (const n of sizes) {
    const same = counts.filter(({ length }) => length === n);
    const found = meanIntervals(same, points.length, stream(seed, 'bootstrap', 'mean-over-points', n));
    same.forEach((one, k) => intervals.set(one, found[k]));
  }
  return counts.map((one) => {
    const interval = intervals.get(one);
    const total = one.reduce((sum, value) => sum + value, 0);
    return interval ? { value: total / (one.length * points.length), interval, n: one.length } : null;
  });
}

/** At how many of the points each sample stands; samples that are not known at all of them are left out. */
function standingCounts(table: OutcomeTable, look: Look): Int32Array {
  const { points } = table.parameters;
  const counts: number[] = [];
  for (let place = 0; place < table.ids.length; place++) {
    const downs = points.map((epsilon) => look(epsilon, place));
    if (!downs.includes(undefined)) counts.push(downs.filter((down) => !down).length);
  }
  return Int32Array.from(counts);
}

/** Among the samples correct before, those that a run broke. */
function success(
  table: OutcomeTable,
  epsilon: number,
  subject: SubjectInfo,
  look: (place: number, form: Form) => Down,
) {
  let before = 0;
  let broken = 0;
  let stored = 0;
  for (let place = 0; place < table.ids.length; place++) {
    if (table.wrongBefore(place) !== false) continue;
    const down = look(place, 'continuous');
    if (down === undefined) continue;
    before++;
    if (down) broken++;
    if (look(place, 'stored')) stored++;
  }
  const result = rate(broken, before);
  return result === null ? [] : [{ epsilon, ...result, ...(subject.gridStep !== undefined && { stored }) }];
}

export function worstSuccess(table: OutcomeTable, subject: SubjectInfo): SuccessRate[] {
  return above0(table).flatMap((epsilon) =>
    success(table, epsilon, subject, (place, form) => table.enveloped('worst-case', epsilon, place, form)),
  );
}

/** @param means of each attack's raw curve, in the plan's order; none in a cascade */
export function attackSummaries(
  table: OutcomeTable,
  subject: SubjectInfo,
  means: readonly (MeanAccuracy | null)[],
): AttackSummary[] {
  const { parameters } = table;
  const chosen = chosenOptions(parameters);
  return attacksOf(parameters).map((attack, index) => {
    const { id } = attack;
    const full = parameters.mode === 'full';
    const parts = above0(table).flatMap((epsilon) => table.partsOf(id, epsilon));
    const sum = (value: (part: (typeof parts)[number]) => number) =>
      parts.reduce((all, part) => all + value(part), 0);
    return {
      attack: id,
      mean: means[index] ?? null,
      success: full
        ? above0(table).flatMap((e) =>
            success(table, e, subject, (place, form) => table.down(id, e, place, form)),
          )
        : [],
      ...optionsOf(attack, parameters.norm, chosen),
      planned: isPlanned(attack, parameters.norm, chosen),
      gradients: sum((part) => part.gradients),
      forwards: sum((part) => part.forwards),
      zeroGradients: sum((part) => part.zeroGradients),
      nonFiniteGradients: sum((part) => part.nonFiniteGradients),
    };
  });
}

/** The attack with the lowest mean; of equal ones the first of the plan. */
export function strongest(summaries: readonly AttackSummary[]): string | null {
  let best: AttackSummary | null = null;
  for (const one of summaries) if (one.mean && (!best?.mean || one.mean.value < best.mean.value)) best = one;
  return best?.attack ?? null;
}

const above0 = (table: OutcomeTable): readonly number[] =>
  table.parameters.epsilons.filter((epsilon) => epsilon > 0);
