import { type Bounds, clopperPearson, newcombe } from './intervals.ts';
import type { Stream } from './random.ts';
import { rankingOf } from './ranking.ts';
import { isResolvable, type Roc, rocOf, stepAtFpr, stepOfAdvantage } from './roc.ts';

/**
 * Thresholds that were not chosen on the records they judge. Records are split at random into halves with equal shares of
 * positives; the threshold found on one half judges the other, and the other way round, so every record is judged once.
 */

/** What a threshold is chosen for: the largest TPR − FPR, or the largest TPR with FPR ≤ `fpr`. */
export type Aim = 'advantage' | { readonly fpr: number };

/** Records that a group needs in a half for a threshold of its own. */
export const GROUP_MINIMUM = 50;

export interface Rate extends Bounds {
  readonly value: number;
}

export interface Calibrated {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  /** Achieved rates, Clopper and Pearson. With an aim in FPR the achieved one may lie on either side of it. */
  readonly tpr: Rate;
  readonly fpr: Rate;
  /** TPR − FPR, from −1 to 1, Newcombe. */
  readonly advantage: Rate;
  /** (1 + advantage) / 2, with the interval that follows. */
  readonly balancedAccuracy: Rate;
  /** Global threshold that judged each half (+∞: nothing is positive); groups with their own are not among them. */
  readonly thresholds: readonly [number, number];
  /** Groups, by half, that had a threshold of their own. */
  readonly ownThresholds: readonly [number, number];
  /** count; 1 where the record was called positive. */
  readonly called: Uint8Array;
}

/**
 * 0 or 1 for each record: the half that it lies in. Positives and negatives are split apart, each into equal parts (of an odd
 * number half 0 has one more).
 */
export function halves(positive: ArrayLike<boolean | number>, draws: Stream): Uint8Array {
  const half = new Uint8Array(positive.length);
  const seen = { positives: 0, negatives: 0 };
  for (const i of draws.permutation(positive.length))
    half[i] = seen[positive[i] ? 'positives' : 'negatives']++ % 2;
  return half;
}

/** Place of each score among the distinct ones, 1 for the lowest: infinite scores become numbers like others. */
function denseRanks(scores: Float64Array): Float64Array {
  const { order, ends } = rankingOf(scores);
  const ranks = new Float64Array(scores.length);
  for (let k = 0, at = 0; k < ends.length; k++) for (; at < ends[k]; at++) ranks[order[at]] = ends.length - k;
  return ranks;
}

const chosenStep = (roc: Roc, aim: Aim): number =>
  aim === 'advantage' ? stepOfAdvantage(roc) : stepAtFpr(roc, aim.fpr);

/** Threshold that serves the aim best on some of the records; undefined where it cannot be told from them. */
function thresholdOf(
  ranks: Float64Array,
  positive: ArrayLike<boolean | number>,
  records: readonly number[],
  aim: Aim,
): number | undefined {
  const flags = records.map((i) => (positive[i] ? 1 : 0));
  const positives = flags.reduce<number>((sum, flag) => sum + flag, 0);
  if (positives === 0 || positives === flags.length) return undefined;
  const roc = rocOf(rankingOf(Float64Array.from(records, (i) => ranks[i])), flags);
  return roc.thresholds[chosenStep(roc, aim)];
}

/** Thresholds from one half of the records. */
interface HalfThresholds {
  readonly global: number;
  readonly own: ReadonlyMap<number, number>;
}

function thresholdsFrom(
  ranks: Float64Array,
  positive: ArrayLike<boolean | number>,
  records: readonly number[],
  aim: Aim,
  groups: ArrayLike<number> | undefined,
): HalfThresholds {
  const global = thresholdOf(ranks, positive, records, aim) ?? Infinity;
  const byGroup = new Map<number, number[]>();
  if (groups)
    for (const i of records) {
      const members = byGroup.get(groups[i]);
      if (members) members.push(i);
      else byGroup.set(groups[i], [i]);
    }
  const own = new Map<number, number>();
  for (const [group, members] of byGroup) {
    const negatives = members.filter((i) => !positive[i]).length;
    // Both halves together must resolve the rate, as for all records: this half has half of them.
    const told =
      members.length >= GROUP_MINIMUM && (aim === 'advantage' || isResolvable(aim.fpr, 2 * negatives));
    const threshold = told ? thresholdOf(ranks, positive, members, aim) : undefined;
    if (threshold !== undefined) own.set(group, threshold);
  }
  return { global, own };
}

/**
 * What a threshold achieves on records that it was not chosen on. With `groups` each group has a threshold of its own from the
 * calibration half; a group with under 50 records there (or too few negatives for the aimed FPR) takes the global one.
 * Null, *not resolvable*, where the aim is an FPR and there are fewer than 10/FPR negatives.
 * @throws RangeError with fewer than two positives or two negatives.
 */
export function calibrate(
  scores: Float64Array,
  positive: ArrayLike<boolean | number>,
  aim: Aim,
  draws: Stream,
  groups?: ArrayLike<number>,
): Calibrated | null {
  let positives = 0;
  for (let i = 0; i < scores.length; i++) if (positive[i]) positives++;
  const negatives = scores.length - positives;
  if (positives < 2 || negatives < 2)
    throw new RangeError('calibration needs two positives and two negatives');
  if (aim !== 'advantage' && !isResolvable(aim.fpr, negatives)) return null;
  const ranks = denseRanks(scores);
  const half = halves(positive, draws);
  const records: [number[], number[]] = [[], []];
  half.forEach((h, i) => records[h].push(i));
  const scoreOf = new Map<number, number>();
  ranks.forEach((rank, i) => scoreOf.set(rank, scores[i]));
  const called = new Uint8Array(scores.length);
  const judged = ([0, 1] as const).map((h) => {
    const from = thresholdsFrom(ranks, positive, records[1 - h], aim, groups);
    for (const i of records[h]) {
      const threshold = (groups && from.own.get(groups[i])) ?? from.global;
      if (ranks[i] >= threshold) called[i] = 1;
    }
    return { threshold: scoreOf.get(from.global) ?? Infinity, own: from.own.size };
  });
  let [truePositives, falsePositives] = [0, 0];
  for (let i = 0; i < called.length; i++)
    if (called[i]) {
      if (positive[i]) truePositives++;
      else falsePositives++;
    }
  const advantage = {
    value: truePositives / positives - falsePositives / negatives,
    ...newcombe(truePositives, positives, falsePositives, negatives),
  };
  return {
    truePositives,
    falseNegatives: positives - truePositives,
    falsePositives,
    trueNegatives: negatives - falsePositives,
    tpr: { value: truePositives / positives, ...clopperPearson(truePositives, positives) },
    fpr: { value: falsePositives / negatives, ...clopperPearson(falsePositives, negatives) },
    advantage,
    balancedAccuracy: {
      value: (1 + advantage.value) / 2,
      low: (1 + advantage.low) / 2,
      high: (1 + advantage.high) / 2,
      method: advantage.method,
    },
    thresholds: [judged[0].threshold, judged[1].threshold],
    ownThresholds: [judged[0].own, judged[1].own],
    called,
  };
}
