import type { Message } from '../messages/index.ts';

export type Part = 'train' | 'test';

/** Samples with labels; `x` is row-major, one sample after the other, `y` holds classes 0 … classes−1. */
export interface Samples {
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly count: number;
  /** Like `x`, before it was rounded to single precision: scores recorded elsewhere, where the last digits decide an order. */
  readonly exact?: Float64Array;
}

/** How values relate to the stored form an input really has (pixels in a file). Absent for tables and unscaled floats. */
export interface StoredGrid {
  /** Distance of neighbouring stored values in input units: 1/255 for 8-bit pixels, 1/16 for the digits. */
  readonly step: number;
}

/** Per-feature figures of the training part (of all rows where no training part is named). */
export interface FeatureStats {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  /** Population standard deviation. */
  readonly std: Float64Array;
}

interface DatasetBase {
  /** Bundled id, or `file`. */
  readonly id: string;
  /** Shape of one sample: [C, H, W] for images (or flat, as the model takes them), [features] for tables. */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly featureNames?: readonly string[];
  /** SHA-256 (hex) of everything that decides the samples: values, labels, split, scaling. */
  readonly sha256: string;
  /** Either part may be empty; a file with no named test part is all test. */
  readonly train: Samples;
  readonly test: Samples;
  /** What a person should know of the way files were read: what was left out, reduced or turned. */
  readonly notes?: readonly Message[];
  /** Samples of the training part where its rows were left out (`train` is then empty); the hash still speaks of all. */
  readonly trainLeftOut?: number;
}

/** Attacked in input units within `range`; ε is in those units. */
export interface ImageDataset extends DatasetBase {
  readonly kind: 'image';
  readonly range: readonly [number, number];
  readonly grid?: StoredGrid;
}

/** Attacked in standardised units: ε in standard deviations of the training part per feature, bounded by its min and max. */
export interface TableDataset extends DatasetBase {
  readonly kind: 'table';
  readonly stats: FeatureStats;
  /** Distance of neighbouring values were these columns pixels: set when they are whole numbers divided by one scale. */
  readonly storedStep?: number;
}

export type Dataset = ImageDataset | TableDataset;
