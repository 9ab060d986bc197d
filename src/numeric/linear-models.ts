import { solvePositive } from './cholesky.ts';
import { exp, log1p, sigmoid } from './math.ts';

/** Rows of numbers, `data.length` = rows × columns, row-major. */
export interface Table {
  readonly data: Float64Array;
  readonly columns: number;
}

/** intercept + weights · row. */
export interface LinearModel {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Value of a linear model on one row: of a logistic regression the log-odds. */
export function linearValue(
  { weights, intercept }: LinearModel,
  { data, columns }: Table,
  row: number,
): number {
  let sum = intercept;
  for (let c = 0; c < columns; c++) sum += weights[c] * data[row * columns + c];
  return sum;
}

/** Normal equations of a weighted least-squares step, intercept in front: adds one row to the lower half of A and to b. */
function addRow(
  a: Float64Array,
  b: Float64Array,
  table: Table,
  row: number,
  weight: number,
  pull: number,
): void {
  const n = b.length;
  const from = row * table.columns - 1;
  for (let i = 0; i < n; i++) {
    const value = i === 0 ? 1 : table.data[from + i];
    b[i] += pull * value;
    const weighted = weight * value;
    if (weighted === 0) continue;
    a[i * n] += weighted;
    for (let j = 1; j <= i; j++) a[i * n + j] += weighted * table.data[from + j];
  }
}

/** What keeps a flat direction solvable: negligible beside any row. */
const LEAST = 1e-9;

/** Least squares with the penalty ridge × |weights|²; the intercept is free. */
export function fitRidge(table: Table, y: ArrayLike<number>, ridge: number): LinearModel {
  const n = table.columns + 1;
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  for (let row = 0; row < y.length; row++) addRow(a, b, table, row, 1, y[row]);
  for (let i = 0; i < n; i++) a[i * n + i] += i === 0 ? LEAST : ridge + LEAST;
  solvePositive(a, b);
  return { weights: b.slice(1), intercept: b[0] };
}

/** −ln of the probability that a logistic model gives to an outcome of 0 or 1. */
export const logisticLoss = (logOdds: number, outcome: number): number => {
  const against = outcome ? -logOdds : logOdds;
  return against > 0 ? against + log1p(exp(-against)) : log1p(exp(against));
};

/** Newton steps; from zero a penalised fit needs about ten. */
const STEPS = 50;

/**
 * Logistic regression with the penalty ½ ridge × |weights|² on the summed loss (scikit-learn's C is 1/ridge); the intercept is
 * free. Newton's method (iteratively reweighted least squares), a step halved until the objective falls.
 */
export function fitLogistic(table: Table, y: ArrayLike<number>, ridge: number): LinearModel {
  const n = table.columns + 1;
  const objective = (model: LinearModel): number => {
    let sum = 0;
    for (let row = 0; row < y.length; row++) sum += logisticLoss(linearValue(model, table, row), y[row]);
    for (const weight of model.weights) sum += 0.5 * ridge * weight * weight;
    return sum;
  };
  let model: LinearModel = { weights: new Float64Array(table.columns), intercept: 0 };
  let value = objective(model);
  for (let step = 0; step < STEPS; step++) {
    const a = new Float64Array(n * n);
    const b = new Float64Array(n);
    for (let row = 0; row < y.length; row++) {
      const p = sigmoid(linearValue(model, table, row));
      addRow(a, b, table, row, p * (1 - p), y[row] - p);
    }
    for (let i = 0; i < n; i++) a[i * n + i] += i === 0 ? LEAST : ridge + LEAST;
    for (let i = 1; i < n; i++) b[i] -= ridge * model.weights[i - 1];
    solvePositive(a, b);
    let share = 1;
    let [next, reached] = [model, Infinity];
    for (; share > 1e-6; share /= 2) {
      next = {
        weights: model.weights.map((weight, c) => weight + share * b[c + 1]),
        intercept: model.intercept + share * b[0],
      };
      reached = objective(next);
      if (reached <= value) break;
    }
    if (!(reached < value)) break;
    const gained = value - reached;
    [model, value] = [next, reached];
    if (gained <= 1e-13 * (1 + value)) break;
  }
  return model;
}
