import { halves } from '../../numeric/calibration.ts';
import { newcombe } from '../../numeric/intervals.ts';
import { stream } from '../../numeric/random.ts';
import { rankingOf } from '../../numeric/ranking.ts';
import { rocOf, rocPoint, stepOfAdvantage } from '../../numeric/roc.ts';
import type { Estimate } from '../../document/types.ts';
import type { Measured } from './curves.ts';

/** The strongest attack, and what it achieves on records that had no part in choosing it. */
export interface Lead {
  /** The attack that was strongest on the other half, for each half. */
  readonly attacks: readonly [string, string];
  readonly successRate: Estimate;
  /** 1 where the record was taken for a member. */
  readonly called: Uint8Array;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Largest TPR − FPR over some of the records. */
function advantageOn(scores: Float64Array, members: Uint8Array, records: readonly number[]): number {
  const roc = rocOf(
    rankingOf(Float64Array.from(records, (i) => scores[i])),
    records.map((i) => members[i]),
  );
  const { tpr, fpr } = rocPoint(roc, stepOfAdvantage(roc));
  return tpr - fpr;
}

/**
 * The strongest of several attacks is chosen on one half of the records and judged on the other, both ways round: the best of many
 * figures on the very records would be too high. Thresholds too come from the half that is not judged.
 */
export function leadOf(measured: readonly Measured[], members: Uint8Array, seed: number): Lead {
  // The halves that thresholds were calibrated on.
  const half = halves(members, stream(seed, 'membership', 'calibration'));
  const records: [number[], number[]] = [[], []];
  half.forEach((h, i) => records[h].push(i));
  const chosen = ([0, 1] as const).map((h) => {
    const strength = measured.map(({ scores }) => advantageOn(scores, members, records[1 - h]));
    return measured[strength.indexOf(Math.max(...strength))];
  });
  const called = Uint8Array.from(half, (h, i) => chosen[h].calibrated.called[i]);
  let [truePositives, falsePositives, positives] = [0, 0, 0];
  called.forEach((flag, i) => {
    positives += members[i];
    if (flag && members[i]) truePositives++;
    else if (flag) falsePositives++;
  });
  const negatives = members.length - positives;
  const { low, high, method } = newcombe(truePositives, positives, falsePositives, negatives);
  const balanced = (advantage: number) => (1 + advantage) / 2;
  return {
    attacks: [chosen[0].attack, chosen[1].attack],
    successRate: {
      value: balanced(truePositives / positives - falsePositives / negatives),
      low: balanced(low),
      high: balanced(high),
      method,
    },
    called,
    truePositives,
    falsePositives,
  };
}
