import type { Architecture } from './layers.ts';
import type { NetworkPlan } from './network.ts';
import type { Weights } from './weights.ts';

/** Inputs of one batch: `count` samples in row-major order. */
export interface TrainingBatch {
  readonly x: Float32Array;
  readonly count: number;
  /** What each dropout layer multiplies its values with in training, by the layer's name; nothing is dropped where absent. */
  readonly masks?: ReadonlyMap<string, Float32Array>;
}

/**
 * What a batch should be: a class per sample, or a probability per sample and class (count × classes, rows sum to one), which
 * distillation and stealing by scores need.
 */
export type Targets = Int32Array | Float32Array;

export interface LossAndGradients {
  /** Mean cross-entropy over the batch. */
  readonly loss: number;
  /** count × classes, of the same forward pass (batch norm by the batch's statistics). */
  readonly logits: Float32Array;
  /** Gradient of the mean loss, for every trainable weight. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Mean and biased variance of each batch norm's input over this batch, by the names of its running figures. */
  readonly statistics: ReadonlyMap<string, Float32Array>;
}

/** Gradients of a sum over samples, each sample's own cut to a norm. */
export interface ClippedGradients extends LossAndGradients {
  /** Of each sample's whole gradient before it was cut. */
  readonly norms: Float32Array;
}

export interface InputGradient {
  /** count × classes */
  readonly logits: Float32Array;
  /** Same shape as the batch: of each sample's own cross-entropy with respect to its input. Batch norm by running figures. */
  readonly gradient: Float32Array;
}

/**
 * A network being trained. Calls are made one at a time. Arrays it returns are the caller's until the next call.
 */
export interface TrainableModel {
  readonly architecture: Architecture;
  readonly network: NetworkPlan;
  /** The weights on the host. Change them in place, then call `weightsChanged`. */
  readonly weights: Weights;
  /** From the next call on, the values now in `weights` count (an engine with its own memory copies them). */
  weightsChanged(): void;
  lossAndGradients(batch: TrainingBatch, targets: Targets): Promise<LossAndGradients>;
  /**
   * Σᵢ gᵢ · min(1, clip / ‖gᵢ‖), gᵢ being the gradient of sample i's own loss over all weights. Absent where the engine has no short
   * way for this network; then samples are taken one by one (`privacy/clip.ts`).
   */
  clippedGradients?(batch: TrainingBatch, targets: Targets, clip: number): Promise<ClippedGradients>;
  inputGradient(batch: TrainingBatch, targets: Targets): Promise<InputGradient>;
  /** count × classes, in the inference form. */
  logits(batch: TrainingBatch): Promise<Float32Array>;
  /** Releases sessions or device memory; `weights` stay. */
  close(): Promise<void>;
}

/**
 * What computes losses and gradients. Every engine builds from the same layer list and weight names, so that two of them
 * can be compared step by step; optimisers, recipes and batch norm's running figures are written once, above it.
 */
export interface TrainingEngine {
  /** `graph-wasm`, `graph-webgpu`, … */
  readonly name: string;
  /** Takes `weights` over: they are trained in place. */
  open(architecture: Architecture, weights: Weights): Promise<TrainableModel>;
}
