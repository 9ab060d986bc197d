import { rateInterval } from '../intervals.ts';
import { macroArea, macroIntervals } from './bootstrap.ts';
import { classFigures, confusionMatrix, macroFigures, supportOf } from './confusion.ts';
import { averagePrecision, cuts, logOdds, rankingOf, rocArea, thinned } from '../../numeric/ranking.ts';

/** Points of one precision–recall curve at most. */
const MOST_POINTS = 100;

/** What the model said of a set of samples. */
export interface Predictions {
  readonly labels: Int32Array;
  /** −1 where a logit was not a number. */
  readonly predicted: Int32Array;
  /** count × classes */
  readonly logits: Float32Array;
}

/**
 * The standard's *accuracy, precision, recall, F1, P-R curve, AUC* for a classifier, macro over classes. A binary task has class 1
 * as its positive class; its own figures are those of class 1 in `classes`. Where a model gives nothing but the class, there is
 * nothing to rank by: areas and curves are left out.
 */
export function classificationDetails(
  { labels, predicted, logits }: Predictions,
  classes: number,
  seed: number,
  withScores = true,
) {
  const matrix = confusionMatrix(labels, predicted, classes);
  const figures = classFigures(matrix, supportOf(labels, classes));
  const members = Array.from({ length: classes }, (_, c) => labels.map((label) => (label === c ? 1 : 0)));
  const rankings = members.map((_, c) =>
    rankingOf(Float64Array.from(labels, (__, i) => logOdds(logits, i, classes, c))),
  );
  const areas = rankings.map((ranking, c) => rocArea(ranking, members[c]));
  const steps = rankings.map((ranking, c) => cuts(ranking, members[c]));
  const precisions = steps.map(averagePrecision);
  const macro = macroFigures(figures);
  const intervals = macroIntervals(labels, predicted, rankings, seed);
  const count = (of: (one: (typeof figures)[number]) => number | null) =>
    figures.filter((one) => of(one) === null).length;
  return {
    positiveClass: classes === 2 ? 1 : null,
    macro: {
      precision: {
        value: macro.precision,
        interval: intervals.precision,
        undefined: count((one) => one.precision),
      },
      recall: { value: macro.recall, interval: intervals.recall, undefined: count((one) => one.recall) },
      f1: { value: macro.f1, interval: intervals.f1, undefined: count((one) => one.f1) },
      ...(withScores
        ? {
            auc: {
              value: macroArea(areas),
              interval: intervals.auc,
              undefined: areas.filter((a) => a === null).length,
            },
            averagePrecision: {
              value: macroArea(precisions),
              undefined: precisions.filter((a) => a === null).length,
            },
          }
        : {}),
    },
    classes: figures.map((one, c) => ({
      ...one,
      precisionInterval: one.predicted === 0 ? null : rateInterval(one.correct, one.predicted),
      recallInterval: one.support === 0 ? null : rateInterval(one.correct, one.support),
      ...(withScores ? { auc: areas[c], averagePrecision: precisions[c] } : {}),
    })),
    /** Row = label, column = prediction. */
    confusion: Array.from({ length: classes }, (_, c) =>
      Array.from(matrix.subarray(c * classes, (c + 1) * classes)),
    ),
    noClass: predicted.filter((label) => label < 0).length,
    precisionRecall: withScores
      ? steps.map((cut, c) => precisionRecall(cut, c)).filter(({ points }) => points.length > 0)
      : [],
  };
}

/** A threshold on the odds of a class: what it takes for that class, and how much of it is. */
export interface PrecisionRecallPoint {
  readonly recall: number;
  readonly precision: number;
  /** Wilson 95 % of the precision. */
  readonly low: number;
  readonly high: number;
  /** Of the `taken` samples those of the class. */
  readonly positives: number;
  readonly taken: number;
}

/** Precision against recall for one class against the rest. */
export interface PrecisionRecallCurve {
  readonly class: number;
  readonly points: readonly PrecisionRecallPoint[];
}

function precisionRecall(steps: ReturnType<typeof cuts>, c: number): PrecisionRecallCurve {
  const all = steps[steps.length - 1]?.positives ?? 0;
  const points = thinned(steps, MOST_POINTS).map(({ positives, taken }) => {
    const { low, high } = rateInterval(positives, taken);
    return { recall: positives / all, precision: positives / taken, low, high, positives, taken };
  });
  return { class: c, points };
}
