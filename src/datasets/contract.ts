import { UserError } from '../messages/index.ts';
import type { Decoded, DecodedArray, DecodedPair, DecodedTable } from './formats/types.ts';
import { CLASS_LIMIT } from './limits.ts';
import type { Samples } from './types.ts';

/**
 * From decoded files to samples with labels. Images become [C, H, W]. Values are still as
 * they are in the file; `scaling.ts` makes the dataset of them.
 */
export interface LabelledSamples {
  readonly samples: Samples;
  /** Shape of one sample: [C, H, W] or [features]. */
  readonly shape: readonly number[];
  /** Where the values come from: bytes, an array of at least two axes a sample, flat rows of an array, or a table's columns. */
  readonly source: 'pixels' | 'array' | 'rows' | 'columns';
  readonly featureNames?: readonly string[];
  /** Where classes are words: what each label stands for. */
  readonly labelNames?: readonly string[];
}

/** Classes kept as floats are labels too, where they are whole: `checkedLabels` says so where they are not. */
const isLabels = ({ shape, dtype }: DecodedArray): boolean =>
  shape.length === 1 || (dtype !== 'float' && shape.length === 2 && shape[1] === 1);

/** Which of two arrays holds the labels: the one with a single axis; the files may come in any order. */
export function pairUp(files: readonly Decoded[]): DecodedPair {
  const arrays = files.filter((file) => file.type === 'array');
  const labels = arrays.filter(isLabels);
  const data = arrays.filter((array) => !isLabels(array));
  if (labels.length === 0) throw new UserError('datasets.no-labels', { name: files[0].name });
  if (data.length === 0) throw new UserError('datasets.no-data', { name: files[0].name });
  if (labels.length > 1 || data.length > 1)
    throw new UserError('datasets.files-do-not-fit', { count: files.length });
  return { data: data[0], labels: labels[0] };
}

/** Labels as classes from 0. */
function checkedLabels(name: string, labels: ArrayLike<number>): Int32Array {
  const y = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!Number.isInteger(label) || label < 0 || label >= CLASS_LIMIT) {
      throw new UserError('datasets.label', {
        name,
        row: i + 1,
        label: String(label),
        limit: CLASS_LIMIT - 1,
      });
    }
    y[i] = label;
  }
  return y;
}

function checkFinite(name: string, values: ArrayLike<number>, size: number): void {
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] - values[i] === 0)) {
      throw new UserError('datasets.not-finite', {
        name,
        place: `${Math.floor(i / size) + 1}, ${(i % size) + 1}`,
      });
    }
  }
}

const CHANNELS = new Set([1, 3, 4]);

/** Shape of one sample, and whether the file keeps the channels last. */
function sampleShape({ name, shape, dtype }: DecodedArray): { shape: number[]; channelsLast: boolean } {
  const axes = shape.slice(1);
  if (axes.length === 1) {
    const side = Math.round(Math.sqrt(axes[0]));
    const square = dtype === 'uint8' && side > 1 && side * side === axes[0];
    return { shape: square ? [1, side, side] : axes, channelsLast: false };
  }
  if (axes.length === 2) return { shape: [1, ...axes], channelsLast: false };
  if (axes.length !== 3) throw new UserError('datasets.npy-axes', { name, axes: shape.length });
  const [a, b, c] = axes;
  if (CHANNELS.has(a) && !(CHANNELS.has(c) && b > 4 && a > 4)) return { shape: axes, channelsLast: false };
  if (CHANNELS.has(c)) return { shape: [c, a, b], channelsLast: true };
  return { shape: axes, channelsLast: false };
}

/** Values as float32 with the channels first. */
function toFloats(data: DecodedArray, shape: readonly number[], channelsLast: boolean): Float32Array {
  const { values } = data;
  if (!channelsLast) return values instanceof Float32Array ? values : Float32Array.from(values);
  const x = new Float32Array(values.length);
  const [channels, height, width] = shape;
  const plane = height * width;
  const size = channels * plane;
  for (let start = 0; start < x.length; start += size) {
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < channels; c++) x[start + c * plane + p] = values[start + p * channels + c];
    }
  }
  return x;
}

/**
 * Samples of an array of data and an array of labels.
 * @throws UserError as `toSamples` does.
 */
export function fromPair({ data, labels }: DecodedPair): LabelledSamples {
  const count = data.shape[0];
  if (data.shape.length < 2) throw new UserError('datasets.no-labels', { name: data.name });
  if (labels.shape[0] !== count) {
    throw new UserError('datasets.counts-differ', {
      data: data.name,
      count,
      labels: labels.name,
      other: labels.shape[0],
    });
  }
  const y = checkedLabels(labels.name, labels.values);
  const { shape, channelsLast } = sampleShape(data);
  const x = toFloats(data, shape, channelsLast);
  checkFinite(data.name, x, x.length / count);
  const source = data.dtype === 'uint8' ? 'pixels' : shape.length > 1 ? 'array' : 'rows';
  return { samples: { x, y, count }, shape, source };
}

/**
 * Samples of one table, or of one array of data and one of labels in either order.
 * @throws UserError when a file is missing, counts differ, a label is no class or a value not finite.
 */
export function toSamples(files: readonly (DecodedArray | DecodedTable)[]): LabelledSamples {
  const table = files.find((file) => file.type === 'table');
  if (!table) return fromPair(pairUp(files));
  if (files.length > 1) throw new UserError('datasets.files-do-not-fit', { count: files.length });
  const { name, columns, count, values, labels, labelNames } = table;
  const y = checkedLabels(name, labels);
  checkFinite(name, values, columns.length);
  const samples = { x: values, y, count };
  return {
    samples,
    shape: [columns.length],
    source: 'columns',
    featureNames: columns,
    ...(labelNames && { labelNames }),
  };
}

/** Samples of several files of one part, one after the other. */
export function joined(parts: readonly LabelledSamples[]): LabelledSamples {
  const [first] = parts;
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, { samples }) => sum + samples.count, 0);
  const x = new Float32Array(parts.reduce((sum, { samples }) => sum + samples.x.length, 0));
  const y = new Int32Array(count);
  let [toX, toY] = [0, 0];
  for (const { samples } of parts) {
    x.set(samples.x, toX);
    y.set(samples.y, toY);
    toX += samples.x.length;
    toY += samples.count;
  }
  return { ...first, samples: { x, y, count } };
}
