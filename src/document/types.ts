import type { Message } from '../messages/index.ts';

export type Status =
  | 'measured'
  | 'met'
  | 'not-met'
  | 'undecided'
  | 'by-hand'
  | 'not-applicable'
  | 'not-run'
  | 'partial'
  | 'error';

/** Two-sided, 95 % unless `level` says otherwise. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** `wilson`, `bootstrap-bca`, `clopper-pearson`, … */
  readonly method: string;
  readonly level?: number;
}

export interface Axis {
  readonly name: 'epsilon' | 'iterations' | 'queries';
  readonly unit: string;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** Numerator of y; null where y is not one rate. */
  readonly correct: number | null;
  readonly n: number;
  /** Numerator when adversarial samples are judged in their stored form; absent where there is none (tables). */
  readonly stored?: number;
  /** Runs with different seeds that y is the mean of; with one of them, low and high are y. */
  readonly seeds?: number;
}

/**
 * Of a copy made with so many queries: share of right classes; share of inputs on which victim and copy agree; |accuracy of the victim −
 * accuracy of the copy| ÷ accuracy of the victim; share of adversarial inputs made on the copy that fool the victim.
 */
export type StealingMeasure = 'accuracy' | 'fidelity' | 'deviation' | 'transferability';

export interface Curve {
  /** An attack's id, a sampler's id or `worst-case`. */
  readonly attack: string;
  /** Of a stolen copy: the sampler that chose the queries, as in `attack`. */
  readonly sampler?: string;
  /** Absent where no perturbation is measured. */
  readonly norm?: 'linf' | 'l2';
  readonly kind: 'raw' | 'envelope';
  readonly x: Axis;
  /** What y is of a stolen copy; absent where y is the victim's own accuracy. */
  readonly measure?: StealingMeasure;
  /** For curves against iterations, and for transferability: the ε they were run at. */
  readonly epsilon?: number;
  readonly points: readonly CurvePoint[];
}

/** Per-sample outcomes by sample id, bit-packed: bit i of `bits` (base64, least significant first) belongs to `ids[i]`. */
export interface Outcomes {
  readonly name: string;
  readonly bits: string;
}

/** A figure with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** Share of members and of non-members that an attack takes for members when it says so from `threshold` up. */
export interface RocPoint {
  readonly fpr: number;
  readonly tpr: number;
  /** Null: higher than every score. */
  readonly threshold: number | null;
}

/** The true-positive rate at a low false-positive rate. */
export interface LowRate {
  /** The false-positive rate that is aimed at. */
  readonly fpr: number;
  /** Largest true-positive rate with at most that rate over the very records, without interpolation: optimistic. */
  readonly inSample: number;
  /** With thresholds from the other half of the records; null where a rate this low cannot be resolved. */
  readonly tpr: Estimate | null;
  /** What the false-positive rate then came to. */
  readonly achieved: Estimate | null;
}

/** How well one attack, on one form of the model's answers, tells members from non-members. */
export interface RocCurve {
  readonly attack: string;
  /** What stood between the model and the attacker; absent where nothing did. */
  readonly defence?: string;
  /** From (0, 0) to (1, 1); corners on straight stretches are left out, and very long curves are thinned. */
  readonly points: readonly RocPoint[];
  /** Pointwise, 95 %. */
  readonly band?: readonly { readonly fpr: number; readonly low: number; readonly high: number }[];
  readonly auc: Estimate;
  /** By the false-positive rate aimed at, as text: `0.01`, `0.001`. */
  readonly tprAtFpr: Readonly<Record<string, LowRate>>;
  /** TPR − FPR at thresholds from the other half of the records. */
  readonly advantage: Estimate & {
    /** Largest over all thresholds on the very records: optimistic. */
    readonly inSample: number;
    /** What the largest comes to in 95 of 100 cases where membership is drawn by lot. */
    readonly byChance: number | null;
  };
  /** (TPR + TNR) / 2 at the same thresholds: the standard's success rate on a half-and-half set. */
  readonly successRate: Estimate;
  /** Records, and how they were sorted at those thresholds. */
  readonly counts: {
    readonly members: number;
    readonly nonMembers: number;
    readonly truePositives: number;
    readonly falsePositives: number;
  };
}

/** One indicator's row of the report. */
export interface Item {
  readonly id: string;
  readonly status: Status;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly correct: number | null;
  readonly n: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly curves: readonly Curve[];
  /** Membership inference only. */
  readonly roc?: readonly RocCurve[];
  readonly warnings: readonly Message[];
  /** Sample ids (positions in the test part) the outcomes speak of, in order. */
  readonly ids: readonly number[];
  readonly outcomes: readonly Outcomes[];
  /** False when a self-check failed: the value is an upper bound that meets no threshold. */
  readonly reliable?: boolean;
  /** Only in a partial report: what `merge` needs of the finished shards, by shard key, packed. */
  readonly parts?: Readonly<Record<string, unknown>>;
  /** Further closed kinds of detail (self-checks, tables, samples); the renderer knows the kinds, never the attack. */
  readonly details: Readonly<Record<string, unknown>>;
}
