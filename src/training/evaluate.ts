import type { Samples } from '../datasets/types.ts';
import { exp, log } from '../numeric/math.ts';
import type { TrainableModel } from './engine.ts';

export interface Evaluation {
  readonly correct: number;
  readonly n: number;
  readonly accuracy: number;
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Cross-entropy of each sample. */
  readonly losses: Float64Array;
}

/** Class of the largest logit of a row; the first one at a tie. */
export function topClass(logits: Float32Array, row: number, classes: number): number {
  let best = 0;
  const offset = row * classes;
  for (let c = 1; c < classes; c++) if (logits[offset + c] > logits[offset + best]) best = c;
  return best;
}

export function countCorrect(logits: Float32Array, labels: Int32Array, classes: number): number {
  let correct = 0;
  for (let row = 0; row < labels.length; row++) if (topClass(logits, row, classes) === labels[row]) correct++;
  return correct;
}

function crossEntropy(logits: Float32Array, row: number, classes: number, label: number): number {
  const offset = row * classes;
  const top = logits[offset + topClass(logits, row, classes)];
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += exp(logits[offset + c] - top);
  return top + log(sum) - logits[offset + label];
}

/** Accuracy and loss over samples, in the inference form. */
export async function evaluate(
  model: TrainableModel,
  samples: Samples,
  batchSize = 256,
): Promise<Evaluation> {
  const { classes } = model.architecture;
  const size = samples.x.length / samples.count;
  let correct = 0;
  let loss = 0;
  const losses = new Float64Array(samples.count);
  for (let from = 0; from < samples.count; from += batchSize) {
    const count = Math.min(batchSize, samples.count - from);
    const labels = samples.y.subarray(from, from + count);
    const logits = await model.logits({ x: samples.x.subarray(from * size, (from + count) * size), count });
    correct += countCorrect(logits, labels, classes);
    labels.forEach((label, row) => {
      loss += losses[from + row] = crossEntropy(logits, row, classes, label);
    });
  }
  const n = samples.count;
  return { correct, n, accuracy: correct / n, loss: loss / n, losses };
}
