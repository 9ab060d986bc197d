import type { TrainedCard } from '../../../training/card-of-trained.ts';
import type { Layer } from '../../../training/layers.ts';
import type { TrainingPlan } from '../../../training/train.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import type { FileOptions, SubjectSummary } from '../types.ts';

/** Where the rows come from. */
export type TrainingSource =
  | { readonly kind: 'bundled'; readonly id: string }
  /** Of an opened subject (`keyOf`). */
  | { readonly kind: 'subject'; readonly key: string }
  /** The files dropped on the training screen. */
  | { readonly kind: 'files' };

/** What the screen needs to know of the rows before it trains on them. */
export interface TrainingDataSummary {
  readonly source: TrainingSource;
  readonly id: string;
  readonly sha256: string;
  readonly kind: 'image' | 'table';
  readonly shape: readonly number[];
  readonly range?: readonly [number, number];
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly featureNames?: readonly string[];
  readonly train: number;
  readonly test: number;
  /** The data named no training part: four fifths of each class were drawn for it. */
  readonly split: boolean;
}

/** On which plane through the inputs decisions are drawn. */
export type PictureView =
  | { readonly kind: 'none' }
  /** Tables: two features, the others at their median. */
  | { readonly kind: 'features'; readonly features: readonly [number, number] }
  /** Through the mean along the first two principal components. */
  | { readonly kind: 'components' }
  /** Images: through one held-out sample of each of three classes. */
  | { readonly kind: 'samples'; readonly classes: readonly [number, number, number] };

/** Decisions on a plane, row by row from its lower edge, and held-out samples on it. */
export interface Picture {
  readonly view: PictureView;
  readonly step: number;
  readonly side: number;
  /** side × side: the class decided for. */
  readonly decided: Uint8Array;
  /** side × side: probability of that class, 0 … 255. */
  readonly confidence: Uint8Array;
  /** Of the first and the second coordinate. */
  readonly range: readonly [readonly [number, number], readonly [number, number]];
  readonly points: {
    readonly first: Float32Array;
    readonly second: Float32Array;
    readonly label: Uint8Array;
    /** Of the sample itself, which need not lie on the plane. */
    readonly decided: Uint8Array;
  };
}

export type WantedEngine = 'auto' | 'wasm' | 'webgpu';

export interface TrainRequest {
  readonly source: TrainingSource;
  readonly layers: readonly Layer[];
  readonly plan: TrainingPlan;
  readonly engine: WantedEngine;
  readonly view: PictureView;
}

/** Area under the ROC curve of the loss attack, with its interval. */
export interface Leak {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  /** Rows on either side. */
  readonly rows: number;
}

/** A point of the curves: at a whole epoch from the trainer, between them of single batches. */
export interface EpochPoint {
  readonly epoch: number;
  /** Means over the epoch's own batches. */
  readonly loss: number;
  readonly accuracy: number;
  readonly heldOutLoss: number;
  readonly heldOutAccuracy: number;
  /** How well the loss tells rows trained on from as many held out; absent where a loss is not a number. */
  readonly leak?: Leak;
}

export interface TrainingStart {
  readonly engine: string;
  readonly reason: string;
  readonly milliseconds?: { readonly graph: number; readonly tfjs: number };
  readonly steps: number;
  /** Held-out rows behind each point of the curve. */
  readonly heldOut: number;
}

/** What is said while it trains. */
export type TrainingEvent =
  | ({ readonly event: 'started' } & TrainingStart)
  | {
      readonly event: 'progress';
      readonly step: number;
      readonly steps: number;
      readonly samplesPerSecond: number;
      readonly secondsLeft: number;
      /** Losses of single batches since the last word, each with its place in epochs. */
      readonly batches: readonly { readonly at: number; readonly loss: number }[];
      readonly epochs: readonly EpochPoint[];
      readonly paused: boolean;
    }
  | { readonly event: 'picture'; readonly picture: Picture };

/** A model that was trained in this lab. */
export interface TrainedSummary {
  readonly card: TrainedCard;
  /** What it was trained and is assessed on. */
  readonly data: Pick<TrainingDataSummary, 'id' | 'sha256' | 'split'>;
  readonly seconds: number;
}

/** What the training screen asks of the lab. One training at a time. */
export interface TrainApi {
  trainingData(source: TrainingSource): Promise<Outcome<TrainingDataSummary>>;
  /** Reads a person's own data, in the place of those dropped before. */
  trainingFiles(files: readonly File[], options: FileOptions): Promise<Outcome<TrainingDataSummary>>;
  /** Trains to the end or until cancelled; a training that is going on is ended first, without a result. */
  train(request: TrainRequest, listener: (event: TrainingEvent) => void): Promise<Outcome<TrainedSummary>>;
  trainingPause(on: boolean): Promise<void>;
  /** While paused: goes on by one step, or to the end of the epoch. */
  trainingStep(length: 'step' | 'epoch'): Promise<void>;
  /** Ends after the step at hand and keeps what is there. */
  trainingCancel(): Promise<void>;
  trainingView(view: PictureView): Promise<void>;
  trainedModels(): Promise<Outcome<readonly TrainedSummary[]>>;
  openTrained(id: string): Promise<Outcome<SubjectSummary>>;
  /** The model's file and its card's text. */
  trainedFile(
    id: string,
  ): Promise<Outcome<{ readonly onnx: Uint8Array<ArrayBuffer>; readonly card: string }>>;
  forgetTrained(id: string): Promise<void>;
}
