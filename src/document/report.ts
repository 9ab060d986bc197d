import type { Message } from '../messages/index.ts';
import type { SettingRecord } from './setting.ts';
import type { Item } from './types.ts';

/** Version of the report's form. A change that old readers would misread raises it and adds a step to `upgrade.ts`. */
export const schemaVersion = 1;

/** Work can be divided into this many shards at most. */
export const mostShards = 9_999_999;

/** What was asked for, with every parameter spelled out: a plan file that repeats the assessment. */
export interface PlanRecord {
  readonly indicators: readonly PlannedIndicator[];
  /** Null: all samples of the test part after `offset`. */
  readonly samples: number | null;
  readonly offset: number;
  readonly order: 'file' | 'random';
  readonly seed: number;
  readonly engine: 'wasm' | 'webgpu' | 'auto';
  readonly thresholds: readonly string[];
}

export interface PlannedIndicator {
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Facts about the model that name no file. */
export interface ModelFacts {
  readonly sha256: string;
  readonly bytes: number;
  /** Id of a bundled target; null for the user's own. */
  readonly target: string | null;
  /** Shape of one input, without the batch. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly opset: number;
  readonly producer: string | null;
  /** Operators without a gradient, and with one that is zero everywhere. */
  readonly notDifferentiable: readonly string[];
  readonly zeroGradient: readonly string[];
  /** Operators that the gradient passes as if they were not there; absent where there is none. */
  readonly straightThrough?: readonly string[];
  /** What the model lets an attacker see, where it is less than gradients. */
  readonly access?: 'score' | 'label';
  /**
   * How the file was read, where that was said: output, preprocessing in front of it, labels and names. Data and their hash
   * are as they came; labels here and in the items are the model's classes.
   */
  readonly setting?: SettingRecord;
  /** There was no model: scores or labels recorded elsewhere were measured, and the model of this hash only repeats them. */
  readonly recorded?: true;
}

/** One feature of a table; ε is in `std`s, so ε × `std` is ε in the feature's own unit. */
export interface FeatureFacts {
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

export interface DataFacts {
  readonly sha256: string;
  /** Bundled id, or `file`. */
  readonly id: string;
  readonly kind: 'image' | 'table';
  readonly shape: readonly number[];
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Number of samples in the parts. */
  readonly train: number;
  readonly test: number;
  /** Input range and distance of neighbouring stored values; images only. */
  readonly range?: readonly [number, number];
  readonly gridStep?: number;
  /** Tables only. */
  readonly features?: readonly FeatureFacts[];
  /** What was asked for when the files were read. */
  readonly preparation: {
    readonly scale?: number;
    readonly labelColumn?: string;
    readonly standardised?: boolean;
    /** Height and width that images were brought to. */
    readonly resize?: readonly [number, number];
  };
}

/** What is known of the rows that the model was trained on; only where an indicator looked at them. */
export interface TrainingFacts {
  /**
   * `card`: the model's card says which rows; `assumed`: the data have a training part, and it is taken for the model's;
   * `recorded`: a table of predictions says it of each row.
   */
  readonly source: 'card' | 'assumed' | 'recorded';
  /** Rows trained on, and rows of the training part that were not. */
  readonly members: number;
  readonly others: number;
  /** Id of the recipe and its passes over the rows; absent where nobody knows. */
  readonly recipe?: { readonly id: string; readonly epochs: number };
  /** Hash of the rows and the recipe. */
  readonly sha256: string;
}

/** Which samples of the test part were looked at. */
export interface SampleRecord {
  readonly order: 'file' | 'random';
  readonly offset: number;
  readonly count: number;
  /** Size of the test part. */
  readonly of: number;
  /** Positions in the order taken, as runs [first, length]. */
  readonly runs: readonly (readonly [number, number])[];
  /** What a reader must know of the choice; every item repeats it. */
  readonly warnings: readonly Message[];
}

export interface Judgement {
  /** As written, e.g. `A.5-3>=0.4`. */
  readonly threshold: string;
  readonly indicator: string;
  readonly outcome: 'met' | 'not-met' | 'undecided';
  readonly reason: Message;
}

/** What may differ between two runs of one plan. */
export interface Timings {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly seconds: number;
  /** Shards that ran at once. */
  readonly workers: number;
  /** Shards computed now, and taken from the cache of an earlier run. */
  readonly computed: number;
  readonly cached: number;
  /** Seconds of work by indicator, summed over workers. */
  readonly items: Readonly<Record<string, number>>;
  /** The host, e.g. `node v20.20.2 linux x64`. */
  readonly host: string;
  /** Milliseconds of one sample's pass forward, and with its gradient, on the engine; null where it did not run. */
  readonly pass?: { readonly forward: number | null; readonly gradient: number | null };
  /** Milliseconds of a batch's gradient on each engine, where the choice was by time. */
  readonly engines?: { readonly wasm: number; readonly webgpu: number };
}

/** What ran the model, and what was found of it before the assessment. */
export interface EngineRecord {
  readonly name: 'wasm' | 'webgpu';
  /** Largest relative difference between the engines on a trial batch; null when WASM itself runs. */
  readonly agreement: number | null;
  /** Why it is this engine; absent where there was no choice. */
  readonly reason?:
    | 'no-gpu'
    | 'software-gpu'
    | 'gpu-failed'
    | 'gpu-known-wrong'
    | 'gpu-disagrees'
    | 'gpu-slower'
    | 'gpu-faster'
    | 'forced';
  /** The gradient against central differences, on the first sample; absent for models without gradients. */
  readonly check?: GradientRecord;
}

/** Whether a model's gradient was found to be its slope along random directions (`graph/preflight.ts`). */
export interface GradientRecord {
  readonly verdict: 'agrees' | 'disagrees' | 'unsure' | 'stepwise' | 'not-finite';
  /** Directions that were tried. */
  readonly directions: number;
  /** Largest and middle deviation, relative to the root mean square of the derivatives; null where nothing was judged. */
  readonly largest: number | null;
  readonly middle: number | null;
}

/** The one document every view is drawn from. */
export interface Report {
  readonly schemaVersion: typeof schemaVersion;
  readonly seed: number;
  readonly plan: PlanRecord;
  /** Only where one part of the work was done: this is shard `index` (from 1) of `of`. */
  readonly shard?: { readonly index: number; readonly of: number };
  readonly model: ModelFacts;
  readonly data: DataFacts;
  readonly training?: TrainingFacts;
  readonly samples: SampleRecord;
  readonly engine: EngineRecord;
  readonly versions: { readonly touchstone: string; readonly onnxruntimeWeb: string };
  readonly items: readonly Item[];
  readonly judgement: readonly Judgement[];
  readonly timings: Timings;
}
