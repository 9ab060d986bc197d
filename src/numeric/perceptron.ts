import type { Table } from './linear-models.ts';
import { sigmoid } from './math.ts';
import type { Stream } from './random.ts';

/** One hidden layer of rectified units, one output: log-odds of outcome 1. */
export interface Perceptron {
  readonly hidden: number;
  readonly columns: number;
  /** hidden × (columns weights, bias, weight of the output), then the output's bias. */
  readonly parameters: Float64Array;
}

export interface PerceptronPlan {
  readonly hidden: number;
  /** Factor of ½ |weights|² beside the mean loss; biases are free. */
  readonly penalty: number;
  readonly epochs: number;
}

const BATCH = 32;
const RATE = 0.01;
const [DECAY_1, DECAY_2, TINY] = [0.9, 0.999, 1e-8];

/** Output on one row; `active` receives the hidden values. */
function forward(
  { hidden, columns, parameters }: Perceptron,
  table: Table,
  row: number,
  active: Float64Array,
): number {
  const stride = columns + 2;
  let output = parameters[hidden * stride];
  for (let h = 0; h < hidden; h++) {
    const from = h * stride;
    let sum = parameters[from + columns];
    for (let c = 0; c < columns; c++) sum += parameters[from + c] * table.data[row * columns + c];
    active[h] = sum > 0 ? sum : 0;
    output += active[h] * parameters[from + columns + 1];
  }
  return output;
}

/** Log-odds on every row of a table. */
export function perceptronValues(model: Perceptron, table: Table): Float64Array {
  const active = new Float64Array(model.hidden);
  return Float64Array.from({ length: table.data.length / table.columns }, (_, row) =>
    forward(model, table, row, active),
  );
}

/**
 * A small network for tables of a few standardised columns: cross-entropy, batches of 32 in random order, Adam (D. P. Kingma &
 * J. Ba, 2015) with a rate that falls to 0 by a straight line. The same draws give the same network to the last bit.
 */
export function fitPerceptron(
  table: Table,
  y: ArrayLike<number>,
  { hidden, penalty, epochs }: PerceptronPlan,
  draws: Stream,
): Perceptron {
  const { columns, data } = table;
  const stride = columns + 2;
  const size = hidden * stride + 1;
  const parameters = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    const place = k % stride;
    if (place !== columns)
      parameters[k] = draws.normal(k) * Math.sqrt(2 / (place < columns ? columns : hidden));
  }
  const model: Perceptron = { hidden, columns, parameters };
  const [first, second, gradient] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const active = new Float64Array(hidden);
  const key = new Float64Array(y.length);
  const steps = epochs * Math.ceil(y.length / BATCH);
  let [step, power1, power2] = [0, 1, 1];
  for (let epoch = 0; epoch < epochs; epoch++) {
    draws.fillUniform(key, 0, 1, epoch * y.length);
    const order = Int32Array.from(key, (_, i) => i).sort((i, j) => key[i] - key[j] || i - j);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.subarray(from, from + BATCH);
      for (let k = 0; k < size; k++)
        gradient[k] = k === size - 1 || k % stride === columns ? 0 : penalty * parameters[k];
      for (const row of batch) {
        const error = (sigmoid(forward(model, table, row, active)) - y[row]) / batch.length;
        gradient[size - 1] += error;
        for (let h = 0; h < hidden; h++) {
          if (active[h] === 0) continue;
          const at = h * stride;
          gradient[at + columns + 1] += error * active[h];
          const back = error * parameters[at + columns + 1];
          for (let c = 0; c < columns; c++) gradient[at + c] += back * data[row * columns + c];
          gradient[at + columns] += back;
        }
      }
      power1 *= DECAY_1;
      power2 *= DECAY_2;
      const rate = RATE * (1 - step++ / steps);
      for (let k = 0; k < size; k++) {
        first[k] = DECAY_1 * first[k] + (1 - DECAY_1) * gradient[k];
        second[k] = DECAY_2 * second[k] + (1 - DECAY_2) * gradient[k] * gradient[k];
        parameters[k] -= (rate * (first[k] / (1 - power1))) / (Math.sqrt(second[k] / (1 - power2)) + TINY);
      }
    }
  }
  return model;
}
