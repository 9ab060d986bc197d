import type { RocCurve, RocPoint } from '../../../document/types.ts';

/** How an attack sorts the records at one threshold. */
export interface Sorted {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly tpr: number;
  readonly fpr: number;
  /** Share of members among those called so on a half-and-half set; null where nobody is. */
  readonly precision: number | null;
}

/**
 * Counts at a point of a curve. Rates of a report are counts divided by the number of records on a side: rounding gives the
 * counts back exactly.
 */
export function sortedAt({ fpr, tpr }: RocPoint, { members, nonMembers }: RocCurve['counts']): Sorted {
  const truePositives = Math.round(tpr * members);
  const falsePositives = Math.round(fpr * nonMembers);
  return {
    truePositives,
    falsePositives,
    falseNegatives: members - truePositives,
    trueNegatives: nonMembers - falsePositives,
    tpr,
    fpr,
    precision: tpr + fpr > 0 ? tpr / (tpr + fpr) : null,
  };
}

/** The point of the largest TPR − FPR, of equal ones the one with the fewest false alarms: where a reader begins. */
export function bestStep(points: readonly RocPoint[]): number {
  const gain = ({ tpr, fpr }: RocPoint) => tpr - fpr;
  return points.reduce((best, point, step) => (gain(point) > gain(points[best]) ? step : best), 0);
}

/** The last point whose threshold is not below a value: what is sorted there scores at least that much. */
export function stepOfThreshold(points: readonly RocPoint[], threshold: number): number {
  const above = points.findLastIndex((point) => point.threshold === null || point.threshold >= threshold);
  return Math.max(0, above);
}

/** The point that an attacker reaches at a false positive rate: the greatest true positive rate with no more false alarms. */
export function stepOfRate(points: readonly RocPoint[], rate: number): number {
  return points.reduce(
    (best, point, step) => (point.fpr <= rate && point.tpr > points[best].tpr ? step : best),
    0,
  );
}

/** Where a threshold lies among the bars of a histogram, whose outer ones hold all scores beyond. */
export const placeAmong = (threshold: number | null, { low, high }: { low: number; high: number }): number =>
  threshold === null ? high : Math.min(high, Math.max(low, threshold));
