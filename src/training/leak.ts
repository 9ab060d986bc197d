import { areaInterval, placementsOf } from '../numeric/delong.ts';
import type { Bounds } from '../numeric/intervals.ts';
import { rankingOf } from '../numeric/ranking.ts';

/**
 * How well the loss tells rows that were trained on from others (Yeom et al. 2018): area under the ROC curve of −loss, i.e. the share
 * of pairs in which the member has the smaller loss, ties as half, with DeLong's interval.
 * @returns null where a loss is not a number.
 * @throws RangeError where either side is empty.
 */
export function lossArea(members: Float64Array, others: Float64Array): (Bounds & { value: number }) | null {
  const scores = new Float64Array(members.length + others.length);
  members.forEach((loss, i) => (scores[i] = -loss));
  others.forEach((loss, i) => (scores[members.length + i] = -loss));
  if (scores.some(Number.isNaN)) return null;
  const placements = placementsOf(
    rankingOf(scores),
    Array.from(scores, (_, i) => i < members.length),
  );
  return { value: placements.area, ...areaInterval(placements) };
}
