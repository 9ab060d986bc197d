import type { Dataset, Samples } from '../datasets/types.ts';

/** Where a record lies. */
export interface RecordPlace {
  readonly part: 'train' | 'test';
  readonly row: number;
}

/** Rows at the given places, one after the other. */
export function samplesAt(dataset: Dataset, places: readonly RecordPlace[]): Samples {
  const size = dataset.shape.reduce((product, dim) => product * dim, 1);
  const x = new Float32Array(places.length * size);
  const y = new Int32Array(places.length);
  const exact = dataset.test.exact && new Float64Array(places.length * size);
  places.forEach(({ part, row }, at) => {
    const from = dataset[part];
    x.set(from.x.subarray(row * size, (row + 1) * size), at * size);
    if (from.exact) exact?.set(from.exact.subarray(row * size, (row + 1) * size), at * size);
    y[at] = from.y[row];
  });
  return { x, y, count: places.length, ...(exact ? { exact } : {}) };
}
