import type { Dataset, Samples } from '../../../datasets/types.ts';
import { stream } from '../../../numeric/random.ts';
import { gather, inputSpace } from '../../../training/data.ts';
import type { PictureView } from './types.ts';

/** A plane through the space of inputs: origin + a · first + b · second. */
export interface Plane {
  readonly origin: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Coordinates of an input: of its foot on the plane. */
  locate(x: Float32Array): readonly [number, number];
  readonly range: readonly [readonly [number, number], readonly [number, number]];
}

type Range = readonly [number, number];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

const row = ({ x, count }: Samples, at: number): Float32Array => {
  const size = x.length / count;
  return x.subarray(at * size, (at + 1) * size);
};

function normalised(v: Float64Array): Float64Array {
  const length = Math.sqrt(dot(v, v));
  return length > 0 ? v.map((value) => value / length) : v;
}

/** `v` without its part along `unit`. */
const without = (v: Float64Array, unit: Float64Array): Float64Array => {
  const share = dot(v, unit);
  return v.map((value, i) => value - share * unit[i]);
};

/** Bounds of the coordinates with a margin, so that no sample lies on the edge. */
function rangeOf(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  // Single far rows would squeeze all others together.
  const low = sorted[Math.floor(0.005 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.995 * (sorted.length - 1))];
  const margin = 0.06 * (high - low || 1);
  return [low - margin, high + margin];
}

function ranged(plane: Omit<Plane, 'range'>, samples: Samples): Plane {
  const at = Array.from({ length: samples.count }, (_, i) => plane.locate(row(samples, i)));
  return { ...plane, range: [rangeOf(at.map(([a]) => a)), rangeOf(at.map(([, b]) => b))] };
}

function medians({ x, count }: Samples): Float64Array {
  const size = x.length / count;
  return Float64Array.from({ length: size }, (_, feature) => {
    const values = Float32Array.from({ length: count }, (_, i) => x[i * size + feature]).sort();
    return (values[(count - 1) >> 1] + values[count >> 1]) / 2;
  });
}

function alongFeatures({ train }: Dataset, [one, other]: readonly [number, number]): Plane {
  const origin = medians(train);
  origin[one] = origin[other] = 0;
  const unit = (feature: number) => Float64Array.from(origin, (_, i) => (i === feature ? 1 : 0));
  const locate = (x: Float32Array): Range => [x[one], x[other]];
  return ranged({ origin, first: unit(one), second: unit(other), locate }, train);
}

/** Deviations of the rows from their mean, each value in units of `unit`. */
function centred({ x, count }: Samples, unit: Float32Array) {
  const size = unit.length;
  const mean = new Float64Array(size);
  for (let i = 0; i < x.length; i++) mean[i % size] += x[i] / count;
  const rows = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) rows[i] = (x[i] - mean[i % size]) / (unit[i % size] || 1);
  return { mean, rows };
}

const turns = 60;

/** Leading direction of the rows by power iteration, orthogonal to those found before. */
function component(rows: Float64Array, size: number, found: readonly Float64Array[]): Float64Array {
  let v = normalised(stream(1, 'plane', found.length).fillNormal(new Float64Array(size)));
  for (let turn = 0; turn < turns; turn++) {
    const next = new Float64Array(size);
    for (let from = 0; from < rows.length; from += size) {
      let share = 0;
      for (let i = 0; i < size; i++) share += rows[from + i] * v[i];
      for (let i = 0; i < size; i++) next[i] += share * rows[from + i];
    }
    v = normalised(found.reduce(without, next));
  }
  return v;
}

/** Rows that the components are found on: their directions settle long before. */
const mostRows = 1000;

function alongComponents(dataset: Dataset): Plane {
  const { unit } = inputSpace(dataset);
  const size = unit.length;
  const all = dataset.train;
  const count = Math.min(all.count, mostRows);
  const chosen = stream(1, 'plane', 'rows').sample(all.count, count);
  const train = { x: gather(all.x, size, chosen, new Float32Array(count * size)), y: all.y, count };
  const { mean, rows } = centred(train, unit);
  const one = component(rows, size, []);
  const other = component(rows, size, [one]);
  const scaled = (v: Float64Array) => v.map((value, i) => value * (unit[i] || 1));
  const locate = (x: Float32Array): Range => {
    const from = Float64Array.from(x, (value, i) => (value - mean[i]) / (unit[i] || 1));
    return [dot(from, one), dot(from, other)];
  };
  return ranged({ origin: mean, first: scaled(one), second: scaled(other), locate }, train);
}

/** The first held-out sample of a class; of any class where there is none. */
const sampleOf = (test: Samples, label: number): Float32Array =>
  row(test, Math.max(0, test.y.indexOf(label)));

function throughSamples({ test }: Dataset, classes: readonly [number, number, number]): Plane {
  const [a, b, c] = classes.map((label) => Float64Array.from(sampleOf(test, label)));
  const first = normalised(b.map((value, i) => value - a[i]));
  const second = normalised(
    without(
      c.map((value, i) => value - a[i]),
      first,
    ),
  );
  const locate = (x: Float32Array): Range => {
    const from = Float64Array.from(x, (value, i) => value - a[i]);
    return [dot(from, first), dot(from, second)];
  };
  const corners = [a, b, c].map((corner) => locate(Float32Array.from(corner)));
  const wide = (at: 0 | 1): Range => {
    const values = corners.map((corner) => corner[at]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.35 * (high - low || 1);
    return [low - margin, high + margin];
  };
  return { origin: a, first, second, locate, range: [wide(0), wide(1)] };
}

/** The plane of a view; undefined where the view does not fit the data or shows nothing. */
export function planeFor(dataset: Dataset, view: PictureView): Plane | undefined {
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  // Classes are painted as bytes.
  if (size < 2 || dataset.classes > 256) return undefined;
  if (view.kind === 'components') return alongComponents(dataset);
  if (view.kind === 'features' && dataset.kind === 'table') {
    const { features } = view;
    const fit =
      features[0] !== features[1] && features.every((f) => Number.isInteger(f) && f >= 0 && f < size);
    return fit ? alongFeatures(dataset, features) : undefined;
  }
  if (view.kind === 'samples' && new Set(view.classes).size === 3)
    return throughSamples(dataset, view.classes);
  return undefined;
}
