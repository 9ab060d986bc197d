import { quantile } from './intervals.ts';
import { pow } from './math.ts';
import type { Stream } from './random.ts';
import { falsePositivesAllowed, type Roc } from './roc.ts';

/** Resamples behind a band. */
export const BAND_RESAMPLES = 500;

/** False-positive rates at which bands are given: 0, eight to a decade from 10⁻⁵ to 0.1, then every fiftieth. */
export const FPR_GRID: readonly number[] = [
  0,
  ...Array.from({ length: 32 }, (_, k) => pow(10, k / 8 - 5)),
  ...Array.from({ length: 46 }, (_, k) => (k + 5) / 50),
];

/** Where the true-positive rate at one false-positive rate lies; each rate for itself, not the curve as a whole. */
export interface BandPoint {
  readonly fpr: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Pointwise stratified bootstrap band of ROC curves: members and non-members are drawn again, each with repetition, and the
 * largest true-positive rate with FPR ≤ f is read at every f of a grid; the band lies between its 2.5 % and 97.5 % quantiles.
 *
 * What is drawn are ranks, which know nothing of the scores: so one object serves every score with the same numbers of members
 * and non-members, and a band costs a table look-up for each resample and rate. That is exact: with k false positives allowed the
 * threshold of a resample lies just above its (k + 1)-th highest non-member, and its true positives are the drawn members above.
 */
export class RocResamples {
  readonly #resamples: number;
  readonly #allowed: readonly number[];
  /** resamples × grid; rank among non-members (0: highest) of the one that ends the threshold, −1 where all are allowed. */
  readonly #stops: Int32Array;
  /** resamples × (positives + 1); drawn members among the c highest. */
  readonly #above: Int32Array;

  constructor(
    readonly positives: number,
    readonly negatives: number,
    draws: Stream,
    readonly grid: readonly number[] = FPR_GRID,
    resamples = BAND_RESAMPLES,
  ) {
    this.#resamples = resamples;
    this.#allowed = grid.map((rate) => falsePositivesAllowed(rate, negatives));
    this.#stops = new Int32Array(resamples * grid.length);
    this.#above = new Int32Array(resamples * (positives + 1));
    const n = positives + negatives;
    const uniform = new Float64Array(n);
    const drawn = new Int32Array(negatives);
    for (let r = 0; r < resamples; r++) {
      draws.fillUniform(uniform, 0, 1, r * n);
      const above = this.#above.subarray(r * (positives + 1), (r + 1) * (positives + 1));
      for (let i = 0; i < positives; i++) above[1 + Math.floor(uniform[i] * positives)]++;
      for (let c = 1; c <= positives; c++) above[c] += above[c - 1];
      drawn.fill(0);
      for (let i = positives; i < n; i++) drawn[Math.floor(uniform[i] * negatives)]++;
      this.#readStops(drawn, r);
    }
  }

  #readStops(drawn: Int32Array, r: number): void {
    let rank = 0;
    let reached = drawn[0];
    for (let g = 0; g < this.grid.length; g++) {
      if (g > 0 && this.#allowed[g] < this.#allowed[g - 1]) [rank, reached] = [0, drawn[0]];
      const all = this.#allowed[g] >= this.negatives;
      while (!all && reached <= this.#allowed[g]) reached += drawn[++rank];
      this.#stops[r * this.grid.length + g] = all ? -1 : rank;
    }
  }

  /**
   * The band of a curve.
   * @throws RangeError when its numbers of positives and negatives are others.
   */
  band(roc: Roc, level = 0.95): BandPoint[] {
    const { positives, negatives, grid } = this;
    if (roc.positives !== positives || roc.negatives !== negatives)
      throw new RangeError('a band of other records');
    const membersAbove = new Int32Array(negatives);
    for (let k = 1; k < roc.falsePositives.length; k++)
      membersAbove.fill(roc.truePositives[k - 1], roc.falsePositives[k - 1], roc.falsePositives[k]);
    const rates = new Float64Array(this.#resamples);
    const tail = (1 - level) / 2;
    return grid.map((fpr, g) => {
      for (let r = 0; r < this.#resamples; r++) {
        const stop = this.#stops[r * grid.length + g];
        const highest = stop < 0 ? positives : membersAbove[stop];
        rates[r] = this.#above[r * (positives + 1) + highest] / positives;
      }
      rates.sort();
      return { fpr, low: quantile(rates, tail), high: quantile(rates, 1 - tail) };
    });
  }
}
