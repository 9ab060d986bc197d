import type { AttackSpace } from '../attacks/types.ts';
import type { Dataset } from '../datasets/types.ts';
import type { Batch, GradientOracle } from '../oracles/types.ts';

/** The box that attacks on this data stay in: the range of images, the training part's extremes of each feature of a table. */
export function attackSpace(dataset: Dataset): AttackSpace {
  const { shape } = dataset;
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (dataset.kind === 'image') {
    const [low, high] = dataset.range;
    return { shape, size, low, high, gridStep: dataset.grid?.step };
  }
  const { min, max } = dataset.stats;
  return { shape, size, low: Float32Array.from(min), high: Float32Array.from(max) };
}

/** Samples of the test part at the given positions, with their labels. */
export function pick(dataset: Dataset, indices: readonly number[]): { batch: Batch; labels: Int32Array } {
  const { shape, test } = dataset;
  const size = shape.reduce((product, dim) => product * dim, 1);
  const data = new Float32Array(indices.length * size);
  indices.forEach((from, to) => data.set(test.x.subarray(from * size, (from + 1) * size), to * size));
  const labels = Int32Array.from(indices, (index) => test.y[index]);
  return { batch: { data, count: indices.length, shape }, labels };
}

/** Part of a batch: samples `from` (included) to `to` (excluded). */
export function slice(batch: Batch, from: number, to: number): Batch {
  const size = batch.data.length / batch.count;
  return { data: batch.data.subarray(from * size, to * size), count: to - from, shape: batch.shape };
}

/** The samples of a batch for which `wanted` holds. */
export function compress(batch: Batch, wanted: readonly number[]): Batch {
  const size = batch.data.length / batch.count;
  const data = new Float32Array(wanted.length * size);
  wanted.forEach((from, to) => data.set(batch.data.subarray(from * size, (from + 1) * size), to * size));
  return { data, count: wanted.length, shape: batch.shape };
}

/** Logits of all samples, `size` at a time. */
export async function logitsInBatches(
  oracle: GradientOracle,
  batch: Batch,
  size: number,
  signal?: AbortSignal,
  progress?: (done: number) => void,
): Promise<Float32Array> {
  const logits = new Float32Array(batch.count * oracle.classes);
  for (let from = 0; from < batch.count; from += size) {
    signal?.throwIfAborted();
    const to = Math.min(from + size, batch.count);
    logits.set(await oracle.logits(slice(batch, from, to)), from * oracle.classes);
    progress?.(to / batch.count);
  }
  return logits;
}
