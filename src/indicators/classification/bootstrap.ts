import type { Interval } from '../../document/types.ts';
import { stream } from '../../numeric/random.ts';
import { classFigures, confusionMatrix, macroFigures, supportOf } from './confusion.ts';
import { rocArea } from './ranking.ts';
import type { Ranking } from './ranking.ts';

const RESAMPLES = 2000;

/** Figures that are no single rate, each with an interval. */
export interface MacroIntervals {
  readonly precision: Interval;
  readonly recall: Interval;
  readonly f1: Interval;
  readonly auc: Interval | null;
}

/** 2.5 % and 97.5 % of the resampled values, by order statistics. */
function percentiles(values: Float64Array): Interval {
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(0.025), high: at(0.975), method: 'bootstrap-percentile' };
}

/** Mean over the classes that have an area. */
export function macroArea(areas: readonly (number | null)[]): number | null {
  const known = areas.filter((area) => area !== null);
  return known.length === 0 ? null : known.reduce((sum, area) => sum + area, 0) / known.length;
}

/** Percentile intervals over resampled samples (2,000, seeded); all figures see the same resamples. */
export function macroIntervals(
  labels: Int32Array,
  predicted: Int32Array,
  rankings: readonly Ranking[],
  seed: number,
): MacroIntervals {
  const n = labels.length;
  const classes = rankings.length;
  const members = rankings.map((_, c) => labels.map((label) => (label === c ? 1 : 0)));
  const draws = stream(seed, 'A.3-1', 'bootstrap');
  const values = { precision: make(), recall: make(), f1: make(), auc: make() };
  const weights = new Uint32Array(n);
  for (let r = 0; r < RESAMPLES; r++) {
    weights.fill(0);
    for (let i = 0; i < n; i++) weights[draws.integer(r * n + i, n)]++;
    const matrix = confusionMatrix(labels, predicted, classes, weights);
    const macro = macroFigures(classFigures(matrix, supportOf(labels, classes, weights)));
    values.precision[r] = macro.precision;
    values.recall[r] = macro.recall;
    values.f1[r] = macro.f1;
    const areas = rankings.map((ranking, c) => rocArea(ranking, members[c], weights));
    values.auc[r] = macroArea(areas) ?? NaN;
  }
  const { precision, recall, f1, auc } = values;
  return {
    precision: percentiles(precision),
    recall: percentiles(recall),
    f1: percentiles(f1),
    auc: auc.some(Number.isNaN) ? null : percentiles(auc),
  };
}

const make = (): Float64Array => new Float64Array(RESAMPLES);
