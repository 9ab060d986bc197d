import { type Bounds, clopperPearson, mean } from './intervals.ts';
import { exp, log } from './math.ts';
import type { Ranking } from './ranking.ts';
import { normalCdf, normalQuantile } from './special.ts';

/**
 * Sampling error of areas under ROC curves (E. R. DeLong, D. M. DeLong & D. L. Clarke-Pearson, 1988), by ranks as X. Sun & W. Xu
 * (2014) compute it. It covers the choice of records, not that of the model.
 */

/** Share of the other side that each record is ranked right against, ties as half, in the order of the records. */
export interface Placements {
  readonly area: number;
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
}

/** @throws RangeError where positives or negatives are missing. */
export function placementsOf({ order, ends }: Ranking, positive: ArrayLike<boolean | number>): Placements {
  const place = new Int32Array(order.length);
  let positives = 0;
  for (let i = 0; i < order.length; i++) place[i] = positive[i] ? positives++ : i - positives;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) throw new RangeError('an area needs positives and negatives');
  const ofPositives = new Float64Array(positives);
  const ofNegatives = new Float64Array(negatives);
  let [positivesAbove, negativesAbove, doubled] = [0, 0, 0];
  for (let k = 0, from = 0; k < ends.length; from = ends[k++]) {
    let tied = 0;
    for (let at = from; at < ends[k]; at++) if (positive[order[at]]) tied++;
    const tiedNegatives = ends[k] - from - tied;
    for (let at = from; at < ends[k]; at++) {
      const i = order[at];
      if (positive[i]) ofPositives[place[i]] = (negatives - negativesAbove - tiedNegatives / 2) / negatives;
      else ofNegatives[place[i]] = (positivesAbove + tied / 2) / positives;
    }
    doubled += tiedNegatives * (2 * positivesAbove + tied);
    positivesAbove += tied;
    negativesAbove += tiedNegatives;
  }
  return { area: doubled / (2 * positives * negatives), ofPositives, ofNegatives };
}

/** Covariance of two rows over the same records, divided by n − 1; 0 for a single record. */
function covariance(a: Float64Array, b: Float64Array): number {
  if (a.length < 2) return 0;
  const [centreA, centreB] = [mean(a), mean(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - centreA) * (b[i] - centreB);
  return sum / (a.length - 1);
}

/** DeLong's covariance of two areas on the same records; of one with itself its variance. */
export function areaCovariance(a: Placements, b: Placements): number {
  return (
    covariance(a.ofPositives, b.ofPositives) / a.ofPositives.length +
    covariance(a.ofNegatives, b.ofNegatives) / a.ofNegatives.length
  );
}

/** Below this a variance is rounding: placements are multiples of 1/2n, so a true one is larger by far. */
const NO_VARIANCE = 1e-24;

/** Pairs of a positive and a negative with no record in common. */
const disjointPairs = ({ ofPositives, ofNegatives }: Placements): number =>
  Math.min(ofPositives.length, ofNegatives.length);

/**
 * Interval of an area: DeLong's standard error on the logit scale, so that it stays within [0, 1]. Where the estimated variance is
 * 0 (perfect, perfectly wrong or constant scores, one record on a side) it would be a point. There each positive is paired with a
 * negative of its own; those min(n₁, n₀) pairs are independent, each ranked right with a probability that is the area, and
 * Clopper and Pearson's interval of their share holds.
 */
export function areaInterval(placements: Placements, level = 0.95): Bounds {
  const { area, ofPositives, ofNegatives } = placements;
  const variance = areaCovariance(placements, placements);
  const single = ofPositives.length < 2 || ofNegatives.length < 2;
  if (single || variance < NO_VARIANCE || area <= 0 || area >= 1) {
    const pairs = disjointPairs(placements);
    return { ...clopperPearson(area * pairs, pairs, level), method: 'clopper-pearson-pairs' };
  }
  const half = (normalQuantile(0.5 + level / 2) * Math.sqrt(variance)) / (area * (1 - area));
  const bound = (shift: number) => {
    const odds = (area / (1 - area)) * exp(shift);
    return odds === Infinity ? 1 : odds / (1 + odds);
  };
  return { low: bound(-half), high: bound(half), method: 'delong-logit' };
}

export interface AreaDifference {
  /** First − second. */
  readonly difference: number;
  readonly bounds: Bounds;
  /** Two-sided; of the hypothesis that both areas are the same. */
  readonly p: number;
}

/**
 * Compares two areas on the same records (DeLong's paired test). Where the difference has no estimated variance: equal areas have
 * p = 1; others are judged by the sign of each disjoint pair, p = 2^(1 − pairs), with bounds put together from the two intervals
 * (R. G. Newcombe's square-and-add).
 * @throws RangeError when the records differ.
 */
export function compareAreas(first: Placements, second: Placements, level = 0.95): AreaDifference {
  if (
    first.ofPositives.length !== second.ofPositives.length ||
    first.ofNegatives.length !== second.ofNegatives.length
  )
    throw new RangeError('areas of different records');
  const difference = first.area - second.area;
  const variance =
    areaCovariance(first, first) + areaCovariance(second, second) - 2 * areaCovariance(first, second);
  if (variance < NO_VARIANCE) {
    const [a, b] = [areaInterval(first, level), areaInterval(second, level)];
    const length = (x: number, y: number) => Math.sqrt(x * x + y * y);
    const same = difference === 0;
    return {
      difference,
      bounds: {
        low: same ? 0 : difference - length(first.area - a.low, b.high - second.area),
        high: same ? 0 : difference + length(a.high - first.area, second.area - b.low),
        method: 'square-and-add',
      },
      p: same ? 1 : Math.min(1, 2 * exp(-disjointPairs(first) * log(2))),
    };
  }
  const error = Math.sqrt(variance);
  const half = normalQuantile(0.5 + level / 2) * error;
  return {
    difference,
    bounds: { low: difference - half, high: difference + half, method: 'delong' },
    p: Math.min(1, 2 * normalCdf(-Math.abs(difference) / error)),
  };
}
