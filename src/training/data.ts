import type { Dataset, Samples } from '../datasets/types.ts';
import type { Standardisation } from './layers.ts';

/** Where inputs live, per value of one sample: bounds, and the length of one unit of ε (1 for images, a feature's std for tables). */
export interface InputSpace {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly unit: Float32Array;
}

/** Rows to train on. */
export interface TrainingData extends Samples {
  readonly shape: readonly number[];
  readonly classes: number;
  readonly space: InputSpace;
}

const constant = (size: number, value: number): Float32Array => new Float32Array(size).fill(value);

export function inputSpace(dataset: Dataset): InputSpace {
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  if (dataset.kind === 'image') {
    const [low, high] = dataset.range;
    return { low: constant(size, low), high: constant(size, high), unit: constant(size, 1) };
  }
  const { min, max, std } = dataset.stats;
  return { low: Float32Array.from(min), high: Float32Array.from(max), unit: Float32Array.from(std) };
}

/** The training part of a dataset as a trainer takes it. */
export function trainingData(dataset: Dataset): TrainingData {
  const { x, y, count } = dataset.train;
  return { x, y, count, shape: dataset.shape, classes: dataset.classes, space: inputSpace(dataset) };
}

/** A table's standardisation as the first part of a model; a feature that never varies is only centred. */
export function standardisationOf(dataset: Dataset): Standardisation | undefined {
  if (dataset.kind !== 'table') return undefined;
  const { mean, std } = dataset.stats;
  return {
    mean: [...mean].map(Math.fround),
    std: [...std].map((value) => Math.fround(value > 0 ? value : 1)),
  };
}

/** Copies the rows at `indices`, one after the other, to the front of `into`. */
export function gather(
  x: Float32Array,
  size: number,
  indices: ArrayLike<number>,
  into: Float32Array,
): Float32Array {
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * size;
    into.set(x.subarray(from, from + size), row * size);
  }
  return into.subarray(0, indices.length * size);
}

export function subset(samples: Samples, indices: Int32Array): Samples {
  const size = samples.x.length / samples.count;
  const x = gather(samples.x, size, indices, new Float32Array(indices.length * size));
  return { x, y: Int32Array.from(indices, (index) => samples.y[index]), count: indices.length };
}
