import { UserError, type Message } from '../messages/index.ts';
import type { LabelledSamples } from './contract.ts';
import { noSamples, sealed, statsOf, type Unhashed } from './samples.ts';
import type { Dataset, FeatureStats, ImageDataset, Samples, TableDataset } from './types.ts';

/** Figures of the training part that inputs are standardised with: one for all features or one each. */
export interface Standardise {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface ScalingOptions {
  /** Divides every value; stored pixels are divided by this instead of 255. */
  readonly scale?: number;
  /** After scaling: subtract the mean, divide by the standard deviation. */
  readonly standardise?: Standardise;
}

/**
 * The figures of a `stats.json`: `{"mean": …, "std": …}`, numbers or lists.
 * @throws UserError when it is no such JSON or a deviation is not above 0.
 */
export function parseStandardise(text: string, name = 'stats.json'): Standardise {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new UserError('datasets.stats', { name }, { cause });
  }
  const list = (key: 'mean' | 'std'): number[] => {
    const value = given && typeof given === 'object' ? (given as Record<string, unknown>)[key] : undefined;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (
      values.length === 0 ||
      !values.every((v) => typeof v === 'number' && Number.isFinite(v) && (key === 'mean' || v > 0))
    ) {
      throw new UserError('datasets.stats', { name });
    }
    return values as number[];
  };
  const [mean, std] = [list('mean'), list('std')];
  if (mean.length !== std.length) throw new UserError('datasets.stats', { name });
  return { mean, std };
}

function checkScale(scale: number): void {
  if (!Number.isFinite(scale) || scale <= 0) throw new UserError('datasets.scale', { scale: String(scale) });
}

// Plain loops: there may be hundreds of millions of values.

function divided(x: Float32Array, divisor: number): Float32Array {
  if (divisor === 1) return x;
  const result = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i] / divisor;
  return result;
}

function areWhole(parts: readonly Samples[]): boolean {
  for (const { x } of parts) for (let i = 0; i < x.length; i++) if (!Number.isInteger(x[i])) return false;
  return true;
}

function extremes(parts: readonly Samples[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { x } of parts) {
    for (let i = 0; i < x.length; i++) {
      if (x[i] < low) low = x[i];
      if (x[i] > high) high = x[i];
    }
  }
  return [low, high];
}

/** @throws UserError when values leave the range that attacks on images keep to. */
export function checkRange(parts: readonly Samples[], [low, high]: readonly [number, number]): void {
  const [from, to] = extremes(parts);
  if (from < low || to > high) throw new UserError('datasets.outside-range', { from, to, low, high });
}

const classesOf = (parts: readonly Samples[]): number =>
  1 + parts.reduce((most, { y }) => y.reduce((a, b) => (b > a ? b : a), most), 0);

const squareSide = (features: number): number | undefined => {
  const side = Math.round(Math.sqrt(features));
  return side > 1 && side * side === features ? side : undefined;
};

function standardised(part: Samples, { mean, std }: Standardise, features: number): Samples {
  if (mean.length !== 1 && mean.length !== features) {
    throw new UserError('datasets.stats-count', { given: mean.length, features });
  }
  const at = (list: readonly number[], i: number) => (list.length === 1 ? list[0] : list[i % features]);
  return { ...part, x: part.x.map((value, i) => (value - at(mean, i)) / at(std, i)) };
}

/** An image keeps one range and one ε for all its values, so it can only be standardised by one mean and one deviation. */
function standardisedImage(dataset: Unhashed<ImageDataset>, given: Standardise): Unhashed<ImageDataset> {
  const same = (list: readonly number[]) => list.every((value) => value === list[0]);
  if (!same(given.mean) || !same(given.std)) throw new UserError('datasets.stats-image');
  const one = { mean: [given.mean[0]], std: [given.std[0]] };
  const move = (value: number) => Math.fround((value - one.mean[0]) / one.std[0]);
  return {
    ...dataset,
    range: [move(dataset.range[0]), move(dataset.range[1])],
    ...(dataset.grid && { grid: { step: dataset.grid.step / one.std[0] } }),
    train: standardised(dataset.train, one, 1),
    test: standardised(dataset.test, one, 1),
  };
}

/** Standardised columns have the figures' own mean 0 and deviation 1; their bounds are those of the rows. */
function standardisedTable(dataset: Unhashed<TableDataset>, given: Standardise): Unhashed<TableDataset> {
  const features = dataset.shape[0];
  const train = standardised(dataset.train, given, features);
  const test = standardised(dataset.test, given, features);
  const { min, max } = statsOf(train.count > 0 ? train : test, features);
  const stats: FeatureStats = {
    min,
    max,
    mean: new Float64Array(features),
    std: new Float64Array(features).fill(1),
  };
  return { ...dataset, train, test, stats };
}

export interface Parts {
  readonly train?: LabelledSamples;
  readonly test: LabelledSamples;
  readonly classNames?: readonly string[];
  readonly notes?: readonly Message[];
}

/**
 * A kind of data the file itself decides: bytes, arrays of two axes and more a sample, flat rows within [0, 1], and columns of
 * whole numbers on a scale whose count is a square. `within`: all values lie in [0, 1] once divided.
 */
function isImage({ test }: Parts, whole: boolean, scale: number | undefined, within: boolean): boolean {
  if (test.source === 'rows') return within;
  if (test.source !== 'columns') return true;
  return scale !== undefined && whole && within && squareSide(test.shape[0]) !== undefined;
}

/**
 * The dataset of what files held.
 *
 * - Bytes (uint8 arrays) are divided by 255, or by `scale`: images in [0, 1] with the grid of their stored form. Flat rows whose
 *   length is a square number are taken as grey pictures; `fitTo` gives others the model's shape.
 * - Flat rows of other arrays are images too when all values lie in [0, 1] (the same memory as [N, C, H, W]), else a table.
 * - Other arrays with two or three axes a sample are images in [0, 1], divided by `scale` where given; a grid is known only
 *   when their values were whole numbers.
 * - Columns are a table. When `scale` is given, all values are whole numbers from 0 to it and their count is a square, they
 *   are the pixels of a grey picture; `fitTo` makes pictures of other columns when the model wants them.
 * @throws UserError when the options are no numbers, or values leave the range.
 */
export function toDataset(parts: Parts, options: ScalingOptions, id = 'file'): Dataset {
  const { scale, standardise } = options;
  if (scale !== undefined) checkScale(scale);
  const { test } = parts;
  const raw = [parts.train?.samples ?? noSamples(), test.samples] as const;
  const bytes = test.source === 'pixels';
  const divisor = scale ?? (bytes ? 255 : 1);
  const whole = divisor > 1 && areWhole(raw);
  const [low, high] = extremes(raw);
  const [train, tested] = raw.map((part) => ({ ...part, x: divided(part.x, divisor) }));
  const base = {
    id,
    classes: Math.max(classesOf(raw), parts.classNames?.length ?? 0),
    ...(parts.classNames && { classNames: parts.classNames }),
    ...(parts.notes?.length && { notes: parts.notes }),
    featureNames: test.featureNames,
    train,
    test: tested,
  };
  const step = whole ? 1 / divisor : undefined;
  if (isImage(parts, whole, scale, low >= 0 && high <= divisor)) {
    const side = test.shape.length === 1 ? squareSide(test.shape[0]) : undefined;
    const image: Unhashed<ImageDataset> = {
      ...base,
      kind: 'image',
      shape: side ? [1, side, side] : test.shape,
      range: [0, 1],
      ...(step !== undefined && { grid: { step } }),
    };
    checkRange([train, tested], image.range);
    return sealed(standardise ? standardisedImage(image, standardise) : image);
  }
  const features = test.shape[0];
  const stats = statsOf(train.count > 0 ? train : tested, features);
  const table: Unhashed<TableDataset> = {
    ...base,
    kind: 'table',
    shape: test.shape,
    stats,
    ...(step !== undefined && !standardise && { storedStep: step }),
  };
  return sealed(standardise ? standardisedTable(table, standardise) : table);
}
