import type { Dataset, ImageDataset, TableDataset } from '../../src/datasets/types.ts';
import { toBase64 } from '../../src/numeric/bits.ts';
import type { DataPreview } from '../../src/app/lab/showcase.ts';

const mostPictures = 10;
const mostRows = 120;

/** One picture of each class, as far as there is room: the first of each in the test part, one byte a value. */
function pictures({ test, shape, classes, range: [low, high] }: ImageDataset): DataPreview {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const firsts = Array.from({ length: Math.min(classes, mostPictures) }, (_, label) => test.y.indexOf(label));
  const found = firsts.filter((at) => at >= 0);
  const bytes = new Uint8Array(found.length * size);
  found.forEach((sample, place) => {
    for (let at = 0; at < size; at++)
      bytes[place * size + at] = Math.round(((test.x[sample * size + at] - low) / (high - low)) * 255);
  });
  return { kind: 'pictures', shape: [...shape], count: found.length, data: toBase64(bytes) };
}

/** How far apart the classes' means are, in standard deviations within them. */
function separation({ test, shape, classes }: TableDataset, feature: number): number {
  const sums = new Float64Array(classes);
  const squares = new Float64Array(classes);
  const counts = new Float64Array(classes);
  for (let row = 0; row < test.count; row++) {
    const value = test.x[row * shape[0] + feature];
    sums[test.y[row]] += value;
    squares[test.y[row]] += value * value;
    counts[test.y[row]]++;
  }
  const means = sums.map((sum, label) => sum / counts[label]);
  const within = means.reduce((all, mean, label) => all + squares[label] - counts[label] * mean * mean, 0);
  return (Math.max(...means) - Math.min(...means)) / Math.sqrt(within / test.count);
}

/** Rows by the two features that tell the classes apart best, in parts of 255 of their span. */
function scatter(dataset: TableDataset): DataPreview {
  const { test, shape, featureNames } = dataset;
  const order = Array.from({ length: shape[0] }, (_, feature) => feature).sort(
    (a, b) => separation(dataset, b) - separation(dataset, a),
  );
  const [first, second] = order;
  const rows = Math.min(mostRows, test.count);
  const column = (feature: number) => {
    const values = Array.from({ length: rows }, (_, row) => test.x[row * shape[0] + feature]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => Math.round(((value - low) / (high - low || 1)) * 255));
  };
  return {
    kind: 'scatter',
    features: [first, second].map((feature) => featureNames?.[feature] ?? String(feature)),
    x: column(first),
    y: column(second),
    label: [...test.y.subarray(0, rows)],
  };
}

/** Sides of the squarest rectangle of so many cells. */
function sides(cells: number): [number, number] {
  let height = Math.floor(Math.sqrt(cells));
  while (cells % height > 0) height--;
  return [height, cells / height];
}

/** Records of yes and no as small pictures of dots: two columns of them would be four points. */
const marks = (dataset: TableDataset): DataPreview =>
  pictures({ ...dataset, kind: 'image', shape: [1, ...sides(dataset.shape[0])], range: [0, 1] });

const isBinary = ({ test }: Dataset): boolean => test.x.every((value) => value === 0 || value === 1);

export function previewOf(dataset: Dataset): DataPreview {
  if (dataset.kind === 'image') return pictures(dataset);
  return isBinary(dataset) ? marks(dataset) : scatter(dataset);
}
