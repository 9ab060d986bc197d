import { meanArea, type AreaAxis } from '../../extraction/areas.ts';
import { mean, tInterval } from '../../numeric/intervals.ts';
import type { TheftPart, VictimPart } from './run.ts';

/** A mean over seeds with Student's interval; with a single seed both ends are the value. */
export interface SeedMean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

/** The interval is cut to where the figure can lie. */
export function overSeeds(values: readonly number[], least = 0, most = 1): SeedMean {
  const value = mean(values);
  const { low, high } = values.length < 2 ? { low: value, high: value } : tInterval(values);
  return { value, low: Math.max(least, low), high: Math.min(most, high), seeds: values.length };
}

/** Share of places at which two lists hold the same. */
export function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let same = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) same++;
  return same / a.length;
}

/** How far a copy's accuracy lies from the victim's, as a share of the latter. */
export interface Deviation {
  /** As the draft prints it, in absolute value. */
  readonly literal: number;
  /** 0 where the copy is better than its victim. */
  readonly clipped: number;
}

/** Null where the victim gets nothing right. */
export function deviationOf(victim: number, copy: number): Deviation | null {
  if (victim === 0) return null;
  const share = (victim - copy) / victim;
  return { literal: Math.abs(share), clipped: Math.max(0, share) };
}

/** One thief's figures at one budget. */
export interface CopyFigures {
  readonly accuracy: number;
  readonly fidelity: number;
  readonly deviation: Deviation | null;
  /** Of the same network that learnt the true labels. */
  readonly truly: { readonly accuracy: number; readonly fidelity: number } | null;
  /** By ε; empty where nothing was attacked. */
  readonly transferability: readonly number[];
  /** The same among rows that copy and victim both get right. */
  readonly transferabilityBoth: readonly (number | null)[];
}

/** A thief's figures, budget by budget. */
export function figuresOf(theft: TheftPart, { labels, predicted }: VictimPart): CopyFigures[] {
  const victim = agreement(predicted, labels);
  const { attacked, bothRight, fooled, fooledBoth } = theft;
  return theft.predicted.map((copy, at): CopyFigures => {
    const accuracy = agreement(copy, labels);
    const truly = theft.truly[at];
    return {
      accuracy,
      fidelity: agreement(copy, predicted),
      deviation: deviationOf(victim, accuracy),
      truly: truly && { accuracy: agreement(truly, labels), fidelity: agreement(truly, predicted) },
      transferability: attacked === 0 ? [] : Array.from(fooled[at], (count) => count / attacked),
      transferabilityBoth: Array.from(fooledBoth[at], (count) =>
        bothRight[at] === 0 ? null : count / bothRight[at],
      ),
    };
  });
}

/** Area under a figure of each thief over the budgets, and its mean. */
export function areaOf(
  budgets: readonly number[],
  thieves: readonly (readonly CopyFigures[])[],
  of: (figures: CopyFigures) => number,
  axis: AreaAxis,
  most: number,
): SeedMean {
  return overSeeds(
    thieves.map((figures) => meanArea(budgets, figures.map(of), axis)),
    0,
    most,
  );
}
