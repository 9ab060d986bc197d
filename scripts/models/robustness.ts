import { pgd } from '../../src/attacks/evasion/pgd.ts';
import { runAttack } from '../../src/attacks/drive.ts';
import { configure } from '../../src/attacks/settings.ts';
import type { AttackSamples, AttackSpace } from '../../src/attacks/types.ts';
import { NEVER } from '../../src/attacks/types.ts';
import type { Dataset, Samples } from '../../src/datasets/types.ts';
import { modelOf } from '../../src/graph/model.ts';
import type { Runtime } from '../../src/graph/runtime.ts';
import { argmaxRows, ModelOracle } from '../../src/oracles/model.ts';
import type { LossName } from '../../src/oracles/types.ts';
import { buildModel } from '../../src/training/build.ts';
import type { RobustnessFigure } from '../../src/training/card.ts';
import { standardisationOf } from '../../src/training/data.ts';
import type { Architecture, Standardisation } from '../../src/training/layers.ts';
import type { Weights } from '../../src/training/weights.ts';

const steps = 40;
const restarts = 5;
const relativeStep = 0.1;
const losses = ['cross-entropy', 'margin'] as const satisfies readonly LossName[];
const seed = 1;
const batch = 100;

/** A model with the test part in the units that ε is given in: pixels, or standard deviations of a table's features. */
export interface Subject {
  readonly oracle: ModelOracle;
  readonly space: AttackSpace;
  readonly test: Samples;
}

function standardised(x: Float32Array, mean: readonly number[], std: readonly number[]): Float32Array {
  return x.map((value, i) => (value - mean[i % mean.length]) / std[i % std.length]);
}

/** What stands between inputs in deviations of the data and a network that is standardised by figures of its own. */
function rescaled({ mean, std }: Standardisation, dataset: Dataset): Standardisation {
  const own = standardisationOf(dataset);
  if (!own) throw new Error(`${dataset.id} has no deviations`);
  return {
    mean: mean.map((value, i) => (value - own.mean[i]) / own.std[i]),
    std: std.map((value, i) => value / own.std[i]),
  };
}

/** The subject of a card's figures. Tables are attacked in deviations of the training part. */
export function subjectOf(
  runtime: Runtime,
  architecture: Architecture,
  weights: Weights,
  dataset: Dataset,
): Subject {
  const { standardise, ...bare } = architecture;
  const inner = standardise?.chosen ? { ...bare, standardise: rescaled(standardise, dataset) } : bare;
  const model = modelOf(buildModel(dataset.kind === 'table' ? inner : architecture, weights));
  const oracle = new ModelOracle(runtime, model);
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  if (dataset.kind === 'image') {
    const [low, high] = dataset.range;
    return { oracle, space: { shape: dataset.shape, size, low, high }, test: dataset.test };
  }
  const figures = standardise?.chosen ? standardisationOf(dataset) : standardise;
  if (!figures) throw new Error('a table needs a standardised model');
  const { mean, std } = figures;
  const inUnits = (values: ArrayLike<number>) => standardised(Float32Array.from(values), mean, std);
  const space = {
    shape: dataset.shape,
    size,
    low: inUnits(dataset.stats.min),
    high: inUnits(dataset.stats.max),
  };
  return { oracle, space, test: { ...dataset.test, x: inUnits(dataset.test.x) } };
}

function pick({ test, space }: Subject, rows: readonly number[]): AttackSamples {
  const x = new Float32Array(rows.length * space.size);
  rows.forEach((row, i) => x.set(test.x.subarray(row * space.size, (row + 1) * space.size), i * space.size));
  return { ids: rows, x, y: Int32Array.from(rows, (row) => test.y[row]), count: rows.length };
}

/** Rows of the test part (the first `count`) that the model gets right. */
export async function correctRows({ oracle, test, space }: Subject, count = test.count): Promise<number[]> {
  const right: number[] = [];
  for (let from = 0; from < count; from += batch) {
    const n = Math.min(batch, count - from);
    const data = test.x.subarray(from * space.size, (from + n) * space.size);
    const labels = argmaxRows(await oracle.logits({ data, count: n, shape: space.shape }), oracle.classes);
    labels.forEach((label, i) => label === test.y[from + i] && right.push(from + i));
  }
  return right;
}

/**
 * Rows that no run breaks at this ε: PGD-40 from 5 random starts under each loss, counted at the first iterate that falls.
 * `rows` are right before the attack.
 */
export async function unbrokenRows(
  subject: Subject,
  rows: readonly number[],
  epsilon: number,
): Promise<number[]> {
  let left = [...rows];
  for (const loss of losses) {
    const settings = configure(pgd, 'linf', epsilon, {
      steps,
      restarts,
      loss,
      stepSize: { relative: relativeStep },
    });
    const context = { oracle: subject.oracle, space: subject.space, seed, batch };
    const { firstContinuous } = await runAttack(pgd, settings, pick(subject, left), context);
    left = left.filter((_, i) => firstContinuous[i] === NEVER);
  }
  return left;
}

/** Of sets as large as purchases the first samples only, else making a card would take an hour. */
const mostSamples = 1000;
const fewSamples = 100;

/** Worst case over losses and restarts at each ε, on the first `count` samples of the test part. */
export async function robustness(
  subject: Subject,
  epsilons: readonly number[],
  count = subject.test.count > mostSamples ? fewSamples : subject.test.count,
): Promise<RobustnessFigure[]> {
  const right = await correctRows(subject, count);
  const figures: RobustnessFigure[] = [];
  for (const epsilon of epsilons) {
    const correct = (await unbrokenRows(subject, right, epsilon)).length;
    const run = { attack: 'pgd', norm: 'linf', epsilon, steps, restarts, relativeStep, losses } as const;
    figures.push({ ...run, correct, n: count, accuracy: correct / count });
  }
  return figures;
}
