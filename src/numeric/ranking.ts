import { exp, log } from './math.ts';

/**
 * Log-odds of a class, z_c − log Σ_{j≠c} e^{z_j}, in float64: they rank samples as the class's probability does, but do not
 * become equal where float32 probabilities round to 1 or 0.
 */
export function logOdds(logits: ArrayLike<number>, row: number, classes: number, c: number): number {
  const from = row * classes;
  let top = -Infinity;
  for (let j = 0; j < classes; j++) if (j !== c && logits[from + j] > top) top = logits[from + j];
  let sum = 0;
  for (let j = 0; j < classes; j++) if (j !== c) sum += exp(logits[from + j] - top);
  return logits[from + c] - top - log(sum);
}

/**
 * How well scores tell positives from negatives. Equal scores are kept together: no order among them is assumed.
 */

/** Samples from the highest score to the lowest, cut into runs of equal scores: what every figure of a ranking is made of. */
export interface Ranking {
  /** Samples in order. */
  readonly order: Int32Array;
  /** Where each run of equal scores ends (excluded), in `order`. */
  readonly ends: Int32Array;
  readonly scores: Float64Array;
}

export function rankingOf(scores: Float64Array): Ranking {
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a] || a - b);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++)
    if (i === order.length || scores[order[i]] !== scores[order[i - 1]]) ends.push(i);
  return { order, ends: Int32Array.from(ends), scores };
}

/** One threshold: how many positives and how many samples in all score at least that. */
export interface Cut {
  readonly threshold: number;
  readonly positives: number;
  readonly taken: number;
}

/** All thresholds, highest first. */
export function cuts({ order, ends, scores }: Ranking, positive: ArrayLike<boolean | number>): Cut[] {
  const result: Cut[] = [];
  let positives = 0;
  let from = 0;
  for (const end of ends) {
    for (let k = from; k < end; k++) if (positive[order[k]]) positives++;
    from = end;
    result.push({ threshold: scores[order[end - 1]], positives, taken: end });
  }
  return result;
}

/** One point of a ROC curve: everything scored at least `threshold` is called positive. */
export interface RocPoint {
  /** Infinite at the start, where nothing is. */
  readonly threshold: number;
  /** False-positive and true-positive rate. */
  readonly fpr: number;
  readonly tpr: number;
}

/** ROC curve from (0, 0) to (1, 1), one point for each distinct score. Needs positives and negatives. */
export function rocCurve(steps: readonly Cut[]): RocPoint[] {
  const { positives: all, taken: count } = steps[steps.length - 1];
  return [
    { threshold: Infinity, fpr: 0, tpr: 0 },
    ...steps.map(({ threshold, positives, taken }) => ({
      threshold,
      fpr: (taken - positives) / (count - all),
      tpr: positives / all,
    })),
  ];
}

/**
 * Area under the ROC curve as Mann and Whitney count it: the share of pairs of a positive and a negative that are ranked right,
 * ties as half. `weights` counts a sample several times. Null where there is no pair.
 */
export function rocArea(
  { order, ends }: Ranking,
  positive: ArrayLike<boolean | number>,
  weights?: ArrayLike<number>,
): number | null {
  let above = 0;
  let negatives = 0;
  let right = 0;
  let from = 0;
  for (const end of ends) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (let k = from; k < end; k++) {
      const weight = weights ? weights[order[k]] : 1;
      if (positive[order[k]]) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    right += tiedNegatives * (above + tiedPositives / 2);
    above += tiedPositives;
    negatives += tiedNegatives;
    from = end;
  }
  return above === 0 || negatives === 0 ? null : right / (above * negatives);
}

/** The area with each sample left out in turn (null where no pair is left), from each sample's own share of right pairs. */
export function areasWithoutOne(ranking: Ranking, positive: ArrayLike<boolean | number>): (number | null)[] {
  const { order, ends } = ranking;
  const own = new Float64Array(order.length);
  const all = { positives: 0, negatives: 0 };
  for (const i of order) all[positive[i] ? 'positives' : 'negatives']++;
  const above = { positives: 0, negatives: 0 };
  let right = 0;
  let from = 0;
  for (const end of ends) {
    const tied = { positives: 0, negatives: 0 };
    for (let k = from; k < end; k++) tied[positive[order[k]] ? 'positives' : 'negatives']++;
    for (let k = from; k < end; k++)
      own[order[k]] = positive[order[k]]
        ? all.negatives - above.negatives - tied.negatives / 2
        : above.positives + tied.positives / 2;
    right += tied.negatives * (above.positives + tied.positives / 2);
    above.positives += tied.positives;
    above.negatives += tied.negatives;
    from = end;
  }
  return Array.from(own, (share, i) => {
    const pairs = (all.positives - (positive[i] ? 1 : 0)) * (all.negatives - (positive[i] ? 0 : 1));
    return pairs === 0 ? null : (right - share) / pairs;
  });
}

/** Average precision: Σ (recall_k − recall_{k−1}) × precision_k over thresholds, without interpolation. Null without positives. */
export function averagePrecision(steps: readonly Cut[]): number | null {
  const positives = steps[steps.length - 1]?.positives ?? 0;
  if (positives === 0) return null;
  let sum = 0;
  let before = 0;
  for (const cut of steps) {
    if (cut.positives > before) sum += ((cut.positives - before) * cut.positives) / cut.taken;
    before = cut.positives;
  }
  return sum / positives;
}

/**
 * The thresholds where a precision–recall curve has its corners: of equal recalls the one with the best precision. Evenly
 * thinned to at most `most`, the first and the last among them.
 */
export function thinned(steps: readonly Cut[], most: number): Cut[] {
  const corners = steps.filter((cut, k) => cut.positives > (steps[k - 1]?.positives ?? 0));
  if (corners.length <= most) return corners;
  return Array.from({ length: most }, (_, k) => corners[Math.round((k * (corners.length - 1)) / (most - 1))]);
}
