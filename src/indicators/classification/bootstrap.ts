import type { Interval } from '../../document/types.ts';
import { bca, eachResample, RESAMPLES } from '../../numeric/bootstrap.ts';
import { areasWithoutOne, rocArea } from '../../numeric/ranking.ts';
import type { Ranking } from '../../numeric/ranking.ts';
import { stream } from '../../numeric/random.ts';
import { classFigures, confusionMatrix, macroFigures, supportOf } from './confusion.ts';
import type { MacroFigures } from './confusion.ts';

/**
 * Figures that are no single rate, each with an interval; null where too few resamples have them, or where the resamples leave
 * the interval without width: that would claim certainty, and a macro figure has no closed form to fall back on.
 */
export interface MacroIntervals {
  readonly precision: Interval | null;
  readonly recall: Interval | null;
  readonly f1: Interval | null;
  readonly auc: Interval | null;
}

/** Mean over the classes that have an area. */
export function macroArea(areas: readonly (number | null)[]): number | null {
  const known = areas.filter((area) => area !== null);
  return known.length === 0 ? null : known.reduce((sum, area) => sum + area, 0) / known.length;
}

type Figures = MacroFigures & { readonly auc: number };

const NAMES = ['precision', 'recall', 'f1', 'auc'] as const;

/** Bootstrap (BCa) intervals over resampled samples; all figures see the same resamples. */
export function macroIntervals(
  labels: Int32Array,
  predicted: Int32Array,
  rankings: readonly Ranking[],
  seed: number,
): MacroIntervals {
  const n = labels.length;
  const classes = rankings.length;
  const members = rankings.map((_, c) => labels.map((label) => (label === c ? 1 : 0)));
  const weights = new Uint32Array(n).fill(1);
  const figures = (): Figures => {
    const matrix = confusionMatrix(labels, predicted, classes, weights);
    const auc = macroArea(rankings.map((ranking, c) => rocArea(ranking, members[c], weights))) ?? NaN;
    return { ...macroFigures(classFigures(matrix, supportOf(labels, classes, weights))), auc };
  };
  const estimate = figures();
  const resampled = NAMES.map(() => new Float64Array(RESAMPLES));
  eachResample(n, stream(seed, 'A.3-1', 'bootstrap'), (picks, r) => {
    weights.fill(0);
    for (const pick of picks) weights[pick]++;
    const now = figures();
    NAMES.forEach((name, k) => (resampled[k][r] = now[name]));
  });
  const left = withoutOne(labels, predicted, members, rankings);
  const [precision, recall, f1, auc] = NAMES.map((name, k) => {
    const usable = resampled[k].filter((value) => !Number.isNaN(value));
    const jackknife = left[name].filter((value) => !Number.isNaN(value));
    if (usable.length < RESAMPLES / 2) return null;
    const interval = bca(estimate[name], usable, jackknife);
    return interval.low < interval.high ? interval : null;
  });
  return { precision, recall, f1, auc };
}

/** The macro figures with each sample left out in turn. A sample's cell of the confusion matrix decides the first three. */
function withoutOne(
  labels: Int32Array,
  predicted: Int32Array,
  members: readonly Int32Array[],
  rankings: readonly Ranking[],
): Record<(typeof NAMES)[number], Float64Array> {
  const classes = rankings.length;
  const matrix = confusionMatrix(labels, predicted, classes);
  const support = supportOf(labels, classes);
  const byCell = new Map<number, MacroFigures>();
  const figuresOf = (i: number): MacroFigures => {
    const cell = labels[i] * (classes + 1) + predicted[i] + 1;
    const known = byCell.get(cell);
    if (known) return known;
    const less = matrix.slice();
    if (predicted[i] >= 0) less[labels[i] * classes + predicted[i]]--;
    const figures = macroFigures(
      classFigures(
        less,
        support.map((s, c) => (c === labels[i] ? s - 1 : s)),
      ),
    );
    byCell.set(cell, figures);
    return figures;
  };
  const areas = rankings.map((ranking, c) => areasWithoutOne(ranking, members[c]));
  return {
    precision: Float64Array.from(labels, (_, i) => figuresOf(i).precision),
    recall: Float64Array.from(labels, (_, i) => figuresOf(i).recall),
    f1: Float64Array.from(labels, (_, i) => figuresOf(i).f1),
    auc: Float64Array.from(labels, (_, i) => macroArea(areas.map((one) => one[i])) ?? NaN),
  };
}
