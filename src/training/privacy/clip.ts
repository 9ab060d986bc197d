import type { ClippedGradients, TrainableModel, TrainingBatch } from '../engine.ts';

function normOf(gradients: ReadonlyMap<string, Float32Array>): number {
  let square = 0;
  for (const values of gradients.values()) for (const value of values) square += value * value;
  return Math.sqrt(square);
}

const rowOf = (values: Float32Array, count: number, row: number): Float32Array => {
  const size = values.length / count;
  return values.subarray(row * size, (row + 1) * size);
};

const rowsOfMasks = (masks: ReadonlyMap<string, Float32Array>, count: number, row: number) =>
  new Map([...masks].map(([name, mask]) => [name, rowOf(mask, count, row)]));

/** The cut sum from gradients of batches of one: for any network without batch norm, at a run a sample. */
export async function clipOneByOne(
  model: TrainableModel,
  batch: TrainingBatch,
  labels: Int32Array,
  clip: number,
): Promise<ClippedGradients> {
  const { x, count, masks } = batch;
  const { classes } = model.architecture;
  const norms = new Float32Array(count);
  const logits = new Float32Array(count * classes);
  const gradients = new Map<string, Float32Array>();
  let loss = 0;
  for (let row = 0; row < count; row++) {
    const one = { x: rowOf(x, count, row), count: 1, masks: masks && rowsOfMasks(masks, count, row) };
    const result = await model.lossAndGradients(one, labels.subarray(row, row + 1));
    norms[row] = normOf(result.gradients);
    const factor = clip / Math.max(norms[row], clip);
    for (const [name, gradient] of result.gradients) {
      const sum = gradients.get(name) ?? new Float32Array(gradient.length);
      for (let i = 0; i < sum.length; i++) sum[i] += factor * gradient[i];
      gradients.set(name, sum);
    }
    logits.set(result.logits, row * classes);
    loss += result.loss / count;
  }
  return { loss, logits, norms, gradients, statistics: new Map() };
}

/** Each sample's gradient cut to a norm, and summed, the short way where there is one. */
export function clippedGradients(
  model: TrainableModel,
  batch: TrainingBatch,
  labels: Int32Array,
  clip: number,
): Promise<ClippedGradients> {
  return model.clippedGradients?.(batch, labels, clip) ?? clipOneByOne(model, batch, labels, clip);
}
