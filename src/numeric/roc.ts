import { log } from './math.ts';
import type { Ranking, RocPoint } from './ranking.ts';

/**
 * A ROC curve as counts, exact, one step for each distinct score: at step k everything that scores **at least** `thresholds[k]`
 * is called positive. Step 0 calls nothing positive; its threshold is +∞ and stands above every score, also above scores of +∞.
 * The last step calls everything positive. The area under it is `rocArea` of the ranking.
 */
export interface Roc {
  readonly positives: number;
  readonly negatives: number;
  /** Descending. */
  readonly thresholds: Float64Array;
  readonly truePositives: Int32Array;
  readonly falsePositives: Int32Array;
}

/**
 * The curve of ranked scores, which may be infinite.
 * @throws RangeError where a score is NaN, or where positives or negatives are missing.
 */
export function rocOf({ order, ends, scores }: Ranking, positive: ArrayLike<boolean | number>): Roc {
  const steps = ends.length + 1;
  const thresholds = new Float64Array(steps).fill(Infinity);
  const truePositives = new Int32Array(steps);
  const falsePositives = new Int32Array(steps);
  let right = 0;
  for (let k = 0, from = 0; k < ends.length; from = ends[k++]) {
    for (let at = from; at < ends[k]; at++) if (positive[order[at]]) right++;
    thresholds[k + 1] = scores[order[from]];
    truePositives[k + 1] = right;
    falsePositives[k + 1] = ends[k] - right;
  }
  for (const score of scores) if (score !== score) throw new RangeError('a score is not a number');
  const negatives = order.length - right;
  if (right === 0 || negatives === 0) throw new RangeError('a ROC curve needs positives and negatives');
  return { positives: right, negatives, thresholds, truePositives, falsePositives };
}

/** One step of a curve in rates. */
export function rocPoint(roc: Roc, step: number): RocPoint {
  return {
    threshold: roc.thresholds[step],
    fpr: roc.falsePositives[step] / roc.negatives,
    tpr: roc.truePositives[step] / roc.positives,
  };
}

/** How many false positives of n negatives a false-positive rate allows: the largest count with count / n ≤ rate. */
export function falsePositivesAllowed(rate: number, negatives: number): number {
  let count = Math.min(negatives, Math.max(0, Math.floor(rate * negatives)));
  // The product may have been rounded across an integer.
  while (count < negatives && (count + 1) / negatives <= rate) count++;
  while (count > 0 && count / negatives > rate) count--;
  return count;
}

/**
 * The step with the largest true-positive rate among those whose false-positive rate is at most `rate`, without interpolation; of
 * equal ones the highest threshold.
 */
export function stepAtFpr({ negatives, truePositives, falsePositives }: Roc, rate: number): number {
  const allowed = falsePositivesAllowed(rate, negatives);
  let best = 0;
  for (let k = 1; k < truePositives.length && falsePositives[k] <= allowed; k++)
    if (truePositives[k] > truePositives[best]) best = k;
  return best;
}

/**
 * The step with the largest advantage, TPR − FPR; of equal ones the highest threshold. Signed: a score that ranks the wrong way
 * round has no advantage (step 0), where |TPR − FPR| would hide it.
 */
export function stepOfAdvantage({ positives, negatives, truePositives, falsePositives }: Roc): number {
  let best = 0;
  let most = 0;
  for (let k = 1; k < truePositives.length; k++) {
    const advantage = truePositives[k] * negatives - falsePositives[k] * positives;
    if (advantage > most) [most, best] = [advantage, k];
  }
  return best;
}

/**
 * Whether a true-positive rate at this false-positive rate can be measured at all: at least ten negatives must be expected among
 * the false positives. Below that *not resolvable* is the answer.
 */
export const isResolvable = (rate: number, negatives: number): boolean =>
  negatives * rate >= 10 * (1 - 1e-12);

/**
 * At most `most` (from 3) points that draw the curve. Points on a straight line between their neighbours go first, so nothing of
 * the line is lost; where more are left, they are taken at even distances along the curve and along the logarithm of the
 * false-positive rate, half and half, so that low rates stay dense. First and last point are always among them. For drawing
 * alone: figures come from the curve.
 */
export function thinnedRoc(roc: Roc, most = 1000): RocPoint[] {
  const { truePositives: tp, falsePositives: fp, positives, negatives } = roc;
  const last = tp.length - 1;
  const corners = [0];
  for (let k = 1; k < last; k++) {
    const before = corners[corners.length - 1];
    const turn = (tp[k] - tp[before]) * (fp[k + 1] - fp[k]) - (tp[k + 1] - tp[k]) * (fp[k] - fp[before]);
    if (turn !== 0) corners.push(k);
  }
  corners.push(last);
  if (corners.length <= most) return corners.map((k) => rocPoint(roc, k));
  const decades = log(1 + negatives);
  const along = (k: number): number =>
    (tp[k] / positives + fp[k] / negatives) / 4 + log(1 + fp[k]) / decades / 2;
  const kept = [rocPoint(roc, 0)];
  let next = 1;
  for (const k of corners.slice(1, -1))
    if (along(k) * (most - 1) >= next) {
      kept.push(rocPoint(roc, k));
      next = Math.floor(along(k) * (most - 1)) + 1;
    }
  kept.push(rocPoint(roc, last));
  return kept;
}
