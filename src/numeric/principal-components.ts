import type { Table } from './linear-models.ts';

const STEPS = 300;

/** Covariance of the columns of centred rows. */
function covariance({ data, columns }: Table): Float64Array {
  const n = data.length / columns;
  const matrix = new Float64Array(columns * columns);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < columns; a++) {
      const value = data[i * columns + a] / n;
      if (value !== 0)
        for (let b = 0; b < columns; b++) matrix[a * columns + b] += value * data[i * columns + b];
    }
  return matrix;
}

const lengthOf = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

/** The direction that a symmetric positive matrix stretches most and by how much, by power iteration. */
function strongest(matrix: Float64Array, n: number): { direction: Float64Array; strength: number } {
  // The column with the largest diagonal element: never at right angles to all that is left.
  let start = 0;
  for (let i = 1; i < n; i++) if (matrix[i * n + i] > matrix[start * n + start]) start = i;
  let direction = matrix.slice(start * n, (start + 1) * n);
  let strength = 0;
  for (let step = 0; step < STEPS; step++) {
    const length = lengthOf(direction);
    if (length === 0) break;
    const unit = direction.map((value) => value / length);
    direction = unit.map((_, a) => unit.reduce((sum, value, b) => sum + matrix[a * n + b] * value, 0));
    strength = lengthOf(direction);
  }
  return { direction: direction.map((value) => value / (strength || 1)), strength };
}

/**
 * Rows in the coordinates of their first principal components: as few as explain `share` of the variance, at least one. Directions
 * have the sign of power iteration's start and are found one after the other, each taken out of the covariance.
 */
export function principalComponents({ data, columns }: Table, share: number): Table {
  const n = data.length / columns;
  const means = new Float64Array(columns);
  data.forEach((value, k) => (means[k % columns] += value / n));
  const centred: Table = { data: data.map((value, k) => value - means[k % columns]), columns };
  const matrix = covariance(centred);
  const all = means.reduce((sum, _, c) => sum + matrix[c * columns + c], 0);
  const directions: Float64Array[] = [];
  let explained = 0;
  do {
    const { direction, strength } = strongest(matrix, columns);
    directions.push(direction);
    explained += strength;
    for (let a = 0; a < columns; a++)
      for (let b = 0; b < columns; b++) matrix[a * columns + b] -= strength * direction[a] * direction[b];
  } while (explained < share * all && directions.length < columns);
  const result = new Float64Array(n * directions.length);
  for (let i = 0; i < n; i++)
    directions.forEach((direction, d) => {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += direction[c] * centred.data[i * columns + c];
      result[i * directions.length + d] = sum;
    });
  return { data: result, columns: directions.length };
}
