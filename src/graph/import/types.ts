import type { Graph } from '../ir.ts';

/**
 * What a model lets an attacker see: gradients where every operator on the way has a rule; else its scores; or, where only
 * classes come out, labels. With labels alone the logits are rows that are 0 at the class and far below 0 elsewhere.
 */
export type Access = 'gradient' | 'score' | 'label';

/** What stood at the end of a file and is not part of the graph, since losses are computed before it. */
export type Removed = 'Softmax' | 'LogSoftmax' | 'Sigmoid';

/** A classifier ready for use: its graph up to the logits, and what may be done with it. */
export interface Model {
  /** One float32 input, one output (the logits, [N, classes]); no Dropout, no Identity, no final softmax. */
  readonly graph: Graph;
  readonly input: { readonly name: string; readonly sampleShape: readonly number[] };
  /** Value name of the logits. */
  readonly output: string;
  readonly classes: number;
  readonly opset: number;
  readonly producer: string;
  /** The only batch size the file allows; undefined when any does. Smaller batches are padded to it. */
  readonly fixedBatch: number | undefined;
  /** The activation that was taken off the end, if any: losses are computed before it. */
  readonly removed: Removed | undefined;
  /** Operators between input and logits without gradient: white-box methods are impossible where there is one. */
  readonly notDifferentiable: readonly string[];
  /** Operators on the way whose gradient is zero everywhere (rounding and the like): gradients may be masked. */
  readonly zeroGradient: readonly string[];
  /** Operators whose gradient is not theirs but passed straight through (QuantizeLinear … in QDQ form). */
  readonly straightThrough: readonly string[];
  readonly access: Access;
  /** Names of the classes, where the file itself gives them. */
  readonly classNames?: readonly string[];
}

export interface ImportOptions {
  /** Shape of one sample, where the file leaves it free. */
  readonly sampleShape?: readonly number[];
  /** Name of the output that holds the scores, where the file has several; else the likeliest one. */
  readonly output?: string;
  /** What the one value per sample of a binary model means; without it only a final Sigmoid says that it is a probability. */
  readonly single?: 'logit' | 'probability';
  /** How many classes there are, for models that give nothing but a label and do not say. */
  readonly classes?: number;
}
