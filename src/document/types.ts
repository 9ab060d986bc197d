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
}

export interface Curve {
  /** An attack's id or `worst-case`. */
  readonly attack: string;
  /** Absent where no perturbation is measured. */
  readonly norm?: 'linf' | 'l2';
  readonly kind: 'raw' | 'envelope';
  readonly x: Axis;
  /** For curves against iterations: the ε they were run at. */
  readonly epsilon?: number;
  readonly points: readonly CurvePoint[];
}

/** Per-sample outcomes by sample id, bit-packed: bit i of `bits` (base64, least significant first) belongs to `ids[i]`. */
export interface Outcomes {
  readonly name: string;
  readonly bits: string;
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
