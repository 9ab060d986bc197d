/** How well scores tell positives from negatives. Ties are kept together: no order among equal scores is assumed. */

export interface RocPoint {
  /** Everything scored at least this is called positive; infinite at the start. */
  readonly threshold: number;
  /** False-positive rate. */
  readonly fpr: number;
  /** True-positive rate. */
  readonly tpr: number;
}

export interface PrPoint {
  readonly threshold: number;
  readonly recall: number;
  readonly precision: number;
}

interface Step {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Counts above each distinct score, from the highest down. */
function steps(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): Step[] {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const result: Step[] = [];
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((index, rank) => {
    if (positive[index]) truePositives++;
    else falsePositives++;
    const threshold = scores[index];
    if (rank + 1 === order.length || scores[order[rank + 1]] !== threshold) {
      result.push({ threshold, truePositives, falsePositives });
    }
  });
  return result;
}

/**
 * Area under the ROC curve: the probability that a positive outscores a negative, half for ties (H. B. Mann & D. R. Whitney).
 * NaN when there are no positives or no negatives.
 */
export function auc(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): number {
  let [area, truePositives, falsePositives] = [0, 0, 0];
  for (const step of steps(scores, positive)) {
    area += (step.falsePositives - falsePositives) * (truePositives + step.truePositives);
    ({ truePositives, falsePositives } = step);
  }
  return area / (2 * truePositives * falsePositives);
}

/** ROC curve from (0, 0) to (1, 1), one point for each distinct score. */
export function rocCurve(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): RocPoint[] {
  const all = steps(scores, positive);
  const { truePositives, falsePositives } = all[all.length - 1];
  return [
    { threshold: Infinity, fpr: 0, tpr: 0 },
    ...all.map((step) => ({
      threshold: step.threshold,
      fpr: step.falsePositives / falsePositives,
      tpr: step.truePositives / truePositives,
    })),
  ];
}

/** Precision against recall, one point for each distinct score, in the order of growing recall. */
export function prCurve(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): PrPoint[] {
  const all = steps(scores, positive);
  const { truePositives } = all[all.length - 1];
  return all.map((step) => ({
    threshold: step.threshold,
    recall: step.truePositives / truePositives,
    precision: step.truePositives / (step.truePositives + step.falsePositives),
  }));
}

/** Average precision: precisions weighted by the growth of recall, without interpolation. */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<boolean | number>): number {
  let [sum, before] = [0, 0];
  for (const { recall, precision } of prCurve(scores, positive)) {
    sum += (recall - before) * precision;
    before = recall;
  }
  return sum;
}
