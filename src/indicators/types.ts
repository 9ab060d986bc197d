import type { MessageId } from '../messages/index.ts';
import type { Dataset } from '../datasets/types.ts';
import type { ModelOracle } from '../oracles/model.ts';
import type { GradientOracle } from '../oracles/types.ts';
import type { TrainingFacts } from '../document/report.ts';
import type { Item } from '../document/types.ts';
import type { TrainingEngine } from '../training/engine.ts';
import type { TrainingKnowledge } from '../training/knowledge.ts';
import type { Architecture } from '../training/layers.ts';
import type { Weights } from '../training/weights.ts';
import type { Field } from './fields.ts';

/** Which samples an assessment looks at: positions in the test part, in the order they are taken. */
export interface Selection {
  readonly order: 'file' | 'random';
  readonly indices: readonly number[];
  /** Size of the test part they were taken from. */
  readonly of: number;
}

/** What an indicator may know of its subject when it plans: no samples, no model. */
export interface SubjectInfo {
  readonly kind: Dataset['kind'];
  readonly classes: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  /** Input range of images; absent for tables, which are attacked in standard deviations. */
  readonly range?: readonly [number, number];
  readonly gridStep?: number;
  /** Samples of the training part, for tables: without any, standard deviations and bounds are those of the test part. */
  readonly train?: number;
  /** Operators of the model without a gradient: where there is one, indicators that need gradients are not planned. */
  readonly notDifferentiable?: readonly string[];
  /** What the model gives where it gives no gradients: scores, or nothing but the class. */
  readonly access?: 'score' | 'label';
  /** There is no model: what one said was recorded elsewhere. */
  readonly recorded?: true;
  /** Operators whose gradient is zero everywhere (rounding and the like): gradients may be masked. */
  readonly zeroGradient?: readonly string[];
  /** Operators whose gradient is not theirs but passed straight through (quantisation). */
  readonly straightThrough?: readonly string[];
  /** What is known of the rows it was trained on; absent where nothing is. */
  readonly training?: TrainingFacts;
}

/** One independent piece of work. Plain data; equal shards give equal parts wherever they run. */
export interface Shard {
  readonly indicator: string;
  /** Unique within the indicator. */
  readonly key: string;
  /** What the piece belongs to within the indicator, e.g. an attack: pieces of one part are moved and stopped together. */
  readonly part?: string;
  /** Positions in the test part. */
  readonly indices: readonly number[];
  /** What else decides the piece, e.g. attack and ε. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the parameters that decide the piece; all of them where absent. */
  readonly depends?: readonly string[];
  /** Expected model passes over samples, for progress and time left alone; default: one per sample. */
  readonly work?: number;
}

export interface RunContext {
  /**
   * The subject's data in the space the oracle takes and attacks act in. `test` is addressed by the positions in
   * `Shard.indices`; only those of the selection are filled, and `train` is empty unless the indicator looks at it. Tables come standardised: values are
   * (x − mean) / std of the training part, and `stats` is in the same units (mean 0, std 1, `min` and `max` are the bounds);
   * for a model without gradients they stay in their own units.
   */
  readonly dataset: Dataset;
  readonly oracle: GradientOracle;
  readonly seed: number;
  /** What is known of the training rows, where an indicator looks at them and there are any. */
  readonly knowledge?: TrainingKnowledge;
  /** What trains networks here. */
  readonly engine: TrainingEngine;
  /** A white box around a network that was trained here; the caller releases it. */
  openTrained(architecture: Architecture, weights: Weights): ModelOracle;
  readonly signal: AbortSignal;
  /** Work done so far in this shard, 0 … 1. */
  progress(done: number): void;
}

/** Plain data (structured-cloneable, JSON-able through `document/packing.ts`). */
export type PartialResult = Readonly<Record<string, unknown>>;

/** One Appendix A row as the engine computes it. One file per indicator, one line in the registry. */
export interface Indicator<P = unknown, R extends PartialResult = PartialResult> {
  /** Table and row, e.g. `A.5-3`. */
  readonly id: string;
  readonly title: MessageId;
  /** What it measures, in a line. */
  readonly what: MessageId;
  readonly needs: 'label' | 'score' | 'gradient';
  /** Whether it looks at the rows that the model was trained on; `training-if-any`: it does without where there are none. */
  readonly looksAt?: 'training' | 'training-if-any';
  /** It puts inputs of its own to the model, which recorded predictions cannot answer. */
  readonly asksAnything?: true;
  /** Its parameters: the one source for `resolve`, for `--help` and for the plan screen. */
  readonly fields: readonly Field[];
  /** Its place and parameters in the plan that a subject starts with; absent where it is measured only when asked for. */
  readonly first?: {
    readonly place: number;
    /** For which subjects; for all that it can be measured on where absent. */
    when?(subject: SubjectInfo): boolean;
    parameters(subject: SubjectInfo): Readonly<Record<string, unknown>>;
  };
  /** The values of all parameters where none is given. */
  defaults(subject: SubjectInfo): P;
  /** Checks given parameters and fills in defaults; throws UserError with what is wrong. */
  resolve(given: Readonly<Record<string, unknown>>, subject: SubjectInfo): P;
  shards(parameters: P, subject: SubjectInfo, selection: Selection): Shard[];
  run(shard: Shard, parameters: P, context: RunContext): Promise<R>;
  /** From all shards of `selection` (or those there are: then status `partial`) to the report's item. */
  merge(
    parts: ReadonlyMap<string, R>,
    parameters: P,
    subject: SubjectInfo,
    selection: Selection,
    seed: number,
  ): Item;
}
