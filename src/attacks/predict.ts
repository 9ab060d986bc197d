/** Class of the largest logit of row `row`; the lowest class at ties; −1 (no class) when a logit is not a number. */
export function predictedClass(logits: ArrayLike<number>, row: number, classes: number): number {
  const from = row * classes;
  let best = 0;
  for (let c = 0; c < classes; c++) {
    const value = logits[from + c];
    if (Number.isNaN(value)) return -1;
    if (value > logits[from + best]) best = c;
  }
  return best;
}

/** Predicted class of every row. */
export function predictedClasses(logits: ArrayLike<number>, classes: number): Int32Array {
  const result = new Int32Array(logits.length / classes);
  for (let row = 0; row < result.length; row++) result[row] = predictedClass(logits, row, classes);
  return result;
}
