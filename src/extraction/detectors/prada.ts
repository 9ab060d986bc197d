import { distance } from '../../numeric/balls.ts';
import { shapiroWilk } from '../../numeric/shapiro-wilk.ts';
import type { Detector, Verdict, Watch } from './types.ts';

/** Fewest distances of a class that are looked at. */
const LEAST_OF_CLASS = 10;
/** More distances than this must be there, outliers aside. */
const LEAST = 100;
/** Standard deviations from the mean at which a distance counts as an outlier. */
const OUTLIER = 3;
/** Queries from one statistic to the next. */
const EVERY = 10;

/** Mean and population standard deviation. */
function spread(values: readonly number[]): { mean: number; std: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, std: Math.sqrt(squares / values.length) };
}

/** What is kept of the queries of one predicted class. */
interface ClassRecord {
  /** The growing set. */
  readonly kept: Float32Array[];
  /** Distances at which its members came in, 0 for the first. */
  readonly keptDistances: number[];
  threshold: number;
  /** Of every query but the first, the distance to the nearest member. */
  readonly nearest: number[];
}

class PradaWatch implements Watch {
  readonly #threshold: number;
  readonly #classes = new Map<number, ClassRecord>();
  #alarm = false;
  queries = 0;
  firstAlarm: number | undefined;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  push(input: ArrayLike<number>, label: number): Verdict {
    this.queries++;
    this.#record(Float32Array.from(input), label);
    const pooled = this.queries % EVERY === 0 ? this.distances() : undefined;
    if (!pooled || pooled.length <= LEAST) return { checked: false, alarm: this.#alarm };
    // Distances without any spread are as far from normal as can be.
    const statistic = pooled.every((value) => value === pooled[0]) ? 0 : shapiroWilk(pooled).w;
    this.#alarm = statistic < this.#threshold;
    if (this.#alarm) this.firstAlarm ??= this.queries;
    return { checked: true, statistic, alarm: this.#alarm };
  }

  #record(input: Float32Array, label: number): void {
    const known = this.#classes.get(label);
    if (!known) {
      this.#classes.set(label, { kept: [input], keptDistances: [0], threshold: 0, nearest: [] });
      return;
    }
    let nearest = Infinity;
    for (const member of known.kept) nearest = Math.min(nearest, distance('l2', input, member));
    known.nearest.push(nearest);
    if (nearest <= known.threshold) return;
    known.kept.push(input);
    known.keptDistances.push(nearest);
    const { mean, std } = spread(known.keptDistances);
    known.threshold = Math.max(known.threshold, mean - std);
  }

  distances(): Float64Array {
    const pooled: number[] = [];
    for (const { nearest } of this.#classes.values())
      if (nearest.length >= LEAST_OF_CLASS) pooled.push(...nearest);
    const { mean, std } = spread(pooled);
    return Float64Array.from(pooled.filter((value) => std === 0 || Math.abs(value - mean) < OUTLIER * std));
  }
}

/**
 * PRADA (M. Juuti, S. Szyller, S. Marchal & N. Asokan, *PRADA: protecting against DNN model stealing attacks*, EuroS&P 2019): honest
 * inputs lie at distances from each other that are spread like normal values; a thief's made ones do not. For each predicted class a
 * set grows by the queries that lie further from it than a threshold, which follows mean − standard deviation of the members'
 * distances and never falls. Every tenth query, of all distances to the nearest member (classes with at least ten, without those
 * three standard deviations off, more than 100 left) Shapiro and Wilk's W is taken; below the threshold δ the alarm stands. Paper: δ 0.95
 * for MNIST, 0.87 to 0.90 for GTSRB. The paper drops no class for being rare and counts before outliers are left out; this follows the
 * authors' code.
 */
export const prada: Detector = {
  id: 'prada',
  title: 'extraction.detector-prada',
  threshold: 0.95,
  watch: (threshold = 0.95) => new PradaWatch(threshold),
};
