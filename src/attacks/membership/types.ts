import type { MessageId } from '../../messages/index.ts';
import type { Stream } from '../../numeric/random.ts';

/**
 * What a model's answers about records come to, one value per record, in double precision. Computed from logits where they are
 * seen, from probabilities behind a defence. Natural logarithms throughout.
 */
export interface Signals {
  readonly count: number;
  /** Cross-entropy with the record's label, −ln p_y. */
  readonly loss: Float64Array;
  /** p_y. */
  readonly confidence: Float64Array;
  /** Largest probability, whatever the label. */
  readonly maxConfidence: Float64Array;
  /** −Σ p ln p. */
  readonly entropy: Float64Array;
  /** −(1 − p_y) ln p_y − Σ_{i≠y} p_i ln(1 − p_i) (Song & Mittal 2021). */
  readonly modifiedEntropy: Float64Array;
  /** ln p_y − ln Σ_{i≠y} p_i (Carlini et al. 2022, φ). */
  readonly logit: Float64Array;
  /** z_y − max_{i≠y} z_i; of probabilities ln p_y − ln max_{i≠y} p_i, which is the same number. */
  readonly hinge: Float64Array;
  /** 1 where the predicted class is the label. */
  readonly correct: Uint8Array;
  /** count × 3: the largest probabilities, descending; 0 where there are fewer classes. */
  readonly top: Float64Array;
}

/** A model of the same recipe that the attacker trained on a known part of the records. */
export interface Shadow {
  /** count; 1 where it was trained on the record. */
  readonly inside: Uint8Array;
  readonly signals: Signals;
  /** φ by query, each of `count`; the first is the record as it is. */
  readonly queries: readonly Float64Array[];
}

/** Records of the same distribution that neither the target nor the shadows were trained on (RMIA's z). */
export interface Population {
  /** p_y under the target. */
  readonly target: Float64Array;
  /** p_y under each shadow, in the order of `Evidence.shadows`. */
  readonly shadows: readonly Float64Array[];
}

/** What predicted classes alone tell; each of `count`, larger for members. */
export interface LabelSignals {
  /** L2 distance to the decision boundary, 0 where the record is misclassified; Infinity where none was found. */
  readonly distance?: Float64Array;
  /** Share of noisy copies that keep the label. */
  readonly noise?: Float64Array;
  /** Share of shifted, turned or mirrored copies that keep the label. */
  readonly augmented?: Float64Array;
}

/** All that an attack may look at. `members` is the truth: only attacks that say so in `knows` use it, and cross-score. */
export interface Evidence {
  readonly count: number;
  readonly classes: number;
  readonly labels: Int32Array;
  /** count; 1 for members. */
  readonly members: Uint8Array;
  readonly target: Signals;
  /** φ of the target by query, like `Shadow.queries`. */
  readonly queries: readonly Float64Array[];
  readonly shadows: readonly Shadow[];
  readonly population?: Population;
  readonly label?: LabelSignals;
  /** The records themselves, count × size, row-major, in whatever units; not there where only answers were handed in. */
  readonly inputs?: { readonly data: ArrayLike<number>; readonly size: number };
  /** Draws of one purpose, independent of every other. */
  random(purpose: string): Stream;
}

/** One spread for all records, in and out apart, or each record's own. */
export type Variance = 'fixed' | 'per-record';

/** How an attack scores, where that can be chosen. */
export interface ScoreSettings {
  /** LiRA's spread; chosen by the number of shadows where absent. */
  readonly variance?: Variance;
}

/** What must be gathered before an attack can score. */
export type Requirement = 'shadows' | 'population' | 'label-signals' | 'inputs';

/**
 * A membership inference attack: scores per record, higher for members. One file in this folder, one registry line; whoever
 * gathers evidence (the indicator) learns from it what to gather.
 */
export interface MembershipAttack {
  /** Kebab case; names the file, the parameter value and the curve. */
  readonly id: string;
  readonly title: MessageId;
  /** What the attacker knows and asks, in a sentence. */
  readonly knows: MessageId;
  readonly needs: 'label' | 'score';
  readonly requires: readonly Requirement[];
  /** Fewest shadows it makes sense with, where it requires any. */
  readonly leastShadows?: number;
  /** Its thresholds are chosen class by class (`numeric/calibration.ts`, with the labels as groups). */
  readonly perClass?: true;
  /** It trains a model of its own: seconds rather than milliseconds, so it runs as a piece of work apart. */
  readonly costly?: true;
  /** count values, finite or ±Infinity, never NaN. */
  score(evidence: Evidence, settings?: ScoreSettings): Float64Array;
}
