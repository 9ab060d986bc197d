import type { Inputs } from '../types.ts';
import { inputAt } from '../types.ts';
import { Triangle } from './triangle.ts';

/** Inputs brought to mean 0 and length 1 each, so that products are correlations; an input without any spread is all 0. */
export function centred(inputs: Inputs): Float64Array {
  const { count, size } = inputs;
  const result = new Float64Array(count * size);
  for (let i = 0; i < count; i++) {
    const values = inputAt(inputs, i);
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / size;
    let squares = 0;
    for (const value of values) squares += (value - mean) * (value - mean);
    if (squares > 0) {
      const scale = 1 / Math.sqrt(squares);
      for (let k = 0; k < size; k++) result[i * size + k] = (values[k] - mean) * scale;
    }
  }
  return result;
}

/** The rows `from` to `to` (excluded) of the matrix of Pearson's correlations, as `Triangle.fill` takes them. */
export function correlationRows(rows: Float64Array, size: number, from: number, to: number): Float32Array {
  const n = rows.length / size;
  const values = new Float32Array(Triangle.count(n, from, to));
  let at = 0;
  for (let i = from; i < to; i++)
    for (let j = i + 1; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += rows[i * size + k] * rows[j * size + k];
      values[at++] = sum;
    }
  return values;
}
