import { exp } from '../../numeric/math.ts';

/** Softmax of each row, in double precision. */
export function softmaxOf(logits: Float32Array, classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[from + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += result[from + c] = exp(logits[from + c] - largest);
    for (let c = 0; c < classes; c++) result[from + c] /= sum;
  }
  return result;
}

/** Largest value of row i minus the second largest. */
export function marginOf(scores: ArrayLike<number>, classes: number, i: number): number {
  let first = -Infinity;
  let second = -Infinity;
  for (let c = 0; c < classes; c++) {
    const value = scores[i * classes + c];
    if (value > first) {
      second = first;
      first = value;
    } else if (value > second) second = value;
  }
  return first - second;
}
