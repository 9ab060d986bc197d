/** Samples in row-major order: `data.length === count * product(shape)`; `shape` is one sample's, without the batch. */
export interface Batch {
  readonly data: Float32Array;
  readonly count: number;
  readonly shape: readonly number[];
}

/**
 * What an attacker maximises. `cross-entropy` −log p_y; `margin` (C&W) max_{j≠y} z_j − z_y; `dlr` the difference of logits
 * ratio (Croce & Hein 2020, eq. 6; targeted eq. 7). Targeted forms are signed so that ascending them moves towards the target.
 * DLR needs 3 classes untargeted, 4 targeted; below that the margin is used.
 */
export type LossName = 'cross-entropy' | 'margin' | 'dlr';

export interface LossSpec {
  readonly name: LossName;
  /** With targets the attack wants class `targets[i]` for sample i; without, any class but the label. */
  readonly targets?: Int32Array;
}

export interface LossGradient {
  /** count × classes */
  readonly logits: Float32Array;
  /** count; per sample, not averaged */
  readonly loss: Float32Array;
  /** count × sample size; of each sample's own loss with respect to its input */
  readonly gradient: Float32Array;
}

/** The attacker sees the predicted class only. */
export interface LabelOracle {
  readonly access: 'label' | 'score' | 'gradient';
  readonly classes: number;
  labels(batch: Batch): Promise<Int32Array>;
}

/** The attacker sees class probabilities. */
export interface ScoreOracle extends LabelOracle {
  readonly access: 'score' | 'gradient';
  /** count × classes, rows sum to one */
  scores(batch: Batch): Promise<Float32Array>;
}

/** White box: the attacker has the model. */
export interface GradientOracle extends ScoreOracle {
  readonly access: 'gradient';
  /** count × classes, before softmax */
  logits(batch: Batch): Promise<Float32Array>;
  lossGradient(batch: Batch, labels: Int32Array, loss: LossSpec): Promise<LossGradient>;
}
