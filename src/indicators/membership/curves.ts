import type { Estimate, LowRate, RocCurve } from '../../document/types.ts';
import { calibrate, type Calibrated } from '../../numeric/calibration.ts';
import { areaInterval, placementsOf } from '../../numeric/delong.ts';
import { stream } from '../../numeric/random.ts';
import { rankingOf } from '../../numeric/ranking.ts';
import { RocResamples } from '../../numeric/roc-band.ts';
import { advantageByChance, shuffledMemberships } from '../../numeric/roc-shuffled.ts';
import { rocOf, rocPoint, stepAtFpr, stepOfAdvantage, thinnedRoc } from '../../numeric/roc.ts';

/** False-positive rates at which the true-positive rate is told. */
export const LOW_RATES = [0.01, 0.001] as const;

/** Scores of one attack on one form of the answers. */
export interface Scored {
  readonly attack: string;
  /** Absent where nothing stands between model and attacker. */
  readonly defence?: string;
  readonly scores: Float64Array;
  /** Thresholds for each class apart. */
  readonly byClass: boolean;
}

export interface Measured extends Scored {
  readonly curve: RocCurve;
  readonly calibrated: Calibrated;
}

/** Area under the curve of some scores, with DeLong's interval. */
export function areaOf(scores: Float64Array, members: ArrayLike<number>): Estimate {
  const placements = placementsOf(rankingOf(scores), members);
  return { value: placements.area, ...areaInterval(placements) };
}

/** What all attacks on the same records share: halves, resamples, shuffles. Made once, from the seed. */
export class Measure {
  readonly #members: Uint8Array;
  readonly #labels: Int32Array;
  readonly #seed: number;
  /** Bands and comparisons with chance, which cost most; left out of figures on the way. */
  readonly #whole: { readonly resamples: RocResamples; readonly shuffles: readonly Uint8Array[] } | null;

  constructor(members: Uint8Array, labels: Int32Array, seed: number, whole: boolean) {
    this.#members = members;
    this.#labels = labels;
    this.#seed = seed;
    const positives = members.reduce((sum, flag) => sum + flag, 0);
    this.#whole = whole
      ? {
          resamples: new RocResamples(positives, members.length - positives, this.#draws('band')),
          shuffles: shuffledMemberships(members, this.#draws('shuffles')),
        }
      : null;
  }

  /** The same halves for every attack: figures of two attacks are paired. */
  #draws(purpose: string) {
    return stream(this.#seed, 'membership', purpose);
  }

  of(scored: Scored): Measured {
    const { attack, defence, scores, byClass } = scored;
    const members = this.#members;
    const ranking = rankingOf(scores);
    const roc = rocOf(ranking, members);
    const groups = byClass ? this.#labels : undefined;
    const calibrated = calibrate(scores, members, 'advantage', this.#draws('calibration'), groups)!;
    const best = rocPoint(roc, stepOfAdvantage(roc));
    const { advantage, balancedAccuracy, truePositives, falsePositives } = calibrated;
    const curve: RocCurve = {
      attack,
      ...(defence === undefined ? {} : { defence }),
      points: thinnedRoc(roc).map(({ fpr, tpr, threshold }) => ({
        fpr,
        tpr,
        threshold: Number.isFinite(threshold) ? threshold : null,
      })),
      ...(this.#whole ? { band: this.#whole.resamples.band(roc) } : {}),
      auc: areaOf(scores, members),
      tprAtFpr: Object.fromEntries(
        LOW_RATES.map((rate) => [
          String(rate),
          this.#lowRate(scored, rate, rocPoint(roc, stepAtFpr(roc, rate)).tpr, groups),
        ]),
      ),
      advantage: {
        ...advantage,
        inSample: best.tpr - best.fpr,
        byChance: this.#whole ? advantageByChance(ranking, this.#whole.shuffles) : null,
      },
      successRate: balancedAccuracy,
      counts: { members: roc.positives, nonMembers: roc.negatives, truePositives, falsePositives },
    };
    return { ...scored, curve, calibrated };
  }

  #lowRate({ scores }: Scored, fpr: number, inSample: number, groups: Int32Array | undefined): LowRate {
    const found = calibrate(scores, this.#members, { fpr }, this.#draws('calibration'), groups);
    const estimate = (rate: Estimate): Estimate => ({ ...rate });
    return found
      ? { fpr, inSample, tpr: estimate(found.tpr), achieved: estimate(found.fpr) }
      : { fpr, inSample, tpr: null, achieved: null };
  }
}
