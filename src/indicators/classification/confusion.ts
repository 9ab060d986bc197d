/** Per-class figures; null where a denominator is 0 (then the macro mean counts it as 0, and says how many there were). */
export interface ClassFigures {
  readonly class: number;
  /** Samples of this class, and samples taken for it. */
  readonly support: number;
  readonly predicted: number;
  readonly correct: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Means over classes, with undefined figures as 0. */
export interface MacroFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Row = label, column = prediction. `weights` counts a sample several times (bootstrap). A prediction of −1 is no class. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
): Float64Array {
  const matrix = new Float64Array(classes * classes);
  for (let i = 0; i < labels.length; i++)
    if (predicted[i] >= 0) matrix[labels[i] * classes + predicted[i]] += weights ? weights[i] : 1;
  return matrix;
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator;

/**
 * Precision, recall and F1 of each class. F1 = 2 TP / (2 TP + FP + FN): undefined only for a class that neither occurs nor is
 * predicted. `support` is given apart because a prediction that is no class has no column.
 */
export function classFigures(matrix: Float64Array, support: ArrayLike<number>): ClassFigures[] {
  const classes = support.length;
  return Array.from({ length: classes }, (_, c) => {
    let predicted = 0;
    for (let row = 0; row < classes; row++) predicted += matrix[row * classes + c];
    const correct = matrix[c * classes + c];
    return {
      class: c,
      support: support[c],
      predicted,
      correct,
      precision: ratio(correct, predicted),
      recall: ratio(correct, support[c]),
      f1: ratio(2 * correct, predicted + support[c]),
    };
  });
}

export function macroFigures(figures: readonly ClassFigures[]): MacroFigures {
  const mean = (of: (one: ClassFigures) => number | null): number =>
    figures.reduce((sum, one) => sum + (of(one) ?? 0), 0) / figures.length;
  return {
    precision: mean((one) => one.precision),
    recall: mean((one) => one.recall),
    f1: mean((one) => one.f1),
  };
}

/** Samples of each class. */
export function supportOf(
  labels: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
): Float64Array {
  const support = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) support[labels[i]] += weights ? weights[i] : 1;
  return support;
}
