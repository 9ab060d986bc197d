import { Sha256 } from '../numeric/hash.ts';
import type { Dataset, FeatureStats, Samples } from './types.ts';

/** What the hash speaks of: all but the hash itself. */
export type Unhashed<D> = D extends Dataset ? Omit<D, 'sha256'> : never;

export const noSamples = (): Samples => ({ x: new Float32Array(0), y: new Int32Array(0), count: 0 });

/** Rows of samples by position, copied. */
export function takeRows(samples: Samples, size: number, rows: readonly number[]): Samples {
  const x = new Float32Array(rows.length * size);
  const y = new Int32Array(rows.length);
  const exact = samples.exact && new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    x.set(samples.x.subarray(row * size, (row + 1) * size), i * size);
    exact?.set(samples.exact!.subarray(row * size, (row + 1) * size), i * size);
    y[i] = samples.y[row];
  });
  return { x, y, count: rows.length, ...(exact ? { exact } : {}) };
}

/** Minimum, maximum, mean and population standard deviation of each feature. */
export function statsOf({ x, count }: Samples, features: number): FeatureStats {
  const min = new Float64Array(features).fill(Infinity);
  const max = new Float64Array(features).fill(-Infinity);
  const mean = new Float64Array(features);
  const std = new Float64Array(features);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < features; f++) {
      const value = x[i * features + f];
      if (value < min[f]) min[f] = value;
      if (value > max[f]) max[f] = value;
      mean[f] += value;
    }
  }
  for (let f = 0; f < features; f++) mean[f] /= count;
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < features; f++) {
      const d = x[i * features + f] - mean[f];
      std[f] += d * d;
    }
  }
  for (let f = 0; f < features; f++) std[f] = Math.sqrt(std[f] / count);
  return { min, max, mean, std };
}

/**
 * SHA-256 of everything that decides the samples. Hashed in this order: a line of JSON {kind, shape, classes, train count,
 * test count, range and grid step of images}, then the values of the training part as little-endian float32, its labels as
 * little-endian int32, where there are any the same values in float64, and the same of the test part; for tables then minimum, maximum, mean and standard deviation of the
 * features as little-endian float64. Names and the file the samples came from are left out.
 */
export function datasetHash(dataset: Unhashed<Dataset>): string {
  const { kind, shape, classes, train, test } = dataset;
  const scaling = dataset.kind === 'image' ? { range: dataset.range, step: dataset.grid?.step ?? null } : {};
  const hash = new Sha256();
  hash.update(
    JSON.stringify({ kind, shape, classes, train: train.count, test: test.count, ...scaling }) + '\n',
  );
  for (const part of [train, test]) {
    hash.update(part.x).update(part.y);
    if (part.exact) hash.update(part.exact);
  }
  if (dataset.kind === 'table') {
    const { min, max, mean, std } = dataset.stats;
    for (const figures of [min, max, mean, std]) hash.update(figures);
  }
  return hash.hex();
}

/** The dataset with its hash. */
export function sealed<D extends Unhashed<Dataset>>(dataset: D): D & { readonly sha256: string } {
  return { ...dataset, sha256: datasetHash(dataset) };
}
