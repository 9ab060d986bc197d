import { stream } from '../../../src/numeric/random.ts';
import type { TrainingData } from '../../../src/training/data.ts';
import type { TrainableModel, TrainingEngine } from '../../../src/training/engine.ts';
import type { Architecture, Layer } from '../../../src/training/layers.ts';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  maxPool,
  relu,
  residual,
} from '../../../src/training/layers.ts';
import { planNetwork } from '../../../src/training/network.ts';
import { train, type TrainingPlan } from '../../../src/training/train.ts';
import { initialWeights } from '../../../src/training/weights.ts';

const same = { padding: 1 };
const tanh: Layer = { kind: 'activation', function: 'tanh' };
const sigmoid: Layer = { kind: 'activation', function: 'sigmoid' };
const leaky: Layer = { kind: 'activation', function: 'leaky-relu' };

const block = residual(
  [conv(6, 3, { padding: 1, stride: 2 }), batchNorm, relu, conv(6, 3, same), batchNorm],
  [conv(6, 1, { stride: 2 }), batchNorm],
);

export interface CrossChecks {
  readonly trained: readonly (readonly [string, Architecture])[];
  /** Batch norm in residual blocks amplifies rounding: their whole course is not compared, each gradient and one step are. */
  readonly residual: readonly (readonly [string, Architecture])[];
}

export const crossChecks: CrossChecks = {
  trained: [
    [
      'dense',
      {
        input: [6],
        classes: 3,
        standardise: { mean: [0.1, 0, 0, 0.2, 0, 0], std: [1, 2, 0.5, 1, 1, 1] },
        layers: [dense(16), relu, dense(8), sigmoid, dense(3)],
      },
    ],
    [
      'strided conv with pooling',
      {
        input: [2, 9, 9],
        classes: 4,
        layers: [conv(6, 3, { stride: 2, padding: 1 }), relu, maxPool(2), conv(8, 2), leaky, dense(4)],
      },
    ],
    [
      'conv + batch norm',
      {
        input: [1, 8, 8],
        classes: 3,
        layers: [conv(6, 3, same), batchNorm, relu, averagePool(2), conv(4, 3), tanh, dense(3)],
      },
    ],
  ],
  residual: [
    [
      'residual blocks with batch norm',
      {
        input: [2, 8, 8],
        classes: 3,
        layers: [
          conv(6, 3, same),
          batchNorm,
          relu,
          block,
          relu,
          residual([conv(6, 3, same), batchNorm]),
          relu,
          globalAveragePool,
          dense(3),
        ],
      },
    ],
  ],
};

/** Blobs around a random centre per class, with noise: learnable, and no class is told apart perfectly. */
export function blobs({ input, classes }: Architecture, count: number, seed = 3): TrainingData {
  const size = input.reduce((a, b) => a * b, 1);
  const centres = stream(seed, 'test', 'centres').fillNormal(new Float32Array(classes * size));
  const x = stream(seed, 'test', 'noise').fillNormal(new Float32Array(count * size));
  const y = Int32Array.from({ length: count }, (_, row) => row % classes);
  y.forEach((label, row) => {
    for (let i = 0; i < size; i++) x[row * size + i] += 0.5 * centres[label * size + i];
  });
  const [low, high, unit] = [-10, 10, 1].map((value) => new Float32Array(size).fill(value));
  return { x, y, count, shape: input, classes, space: { low, high, unit } };
}

const batchSize = 24;
const stepPlan = (epochs: number): TrainingPlan => ({
  recipe: { id: 'standard' },
  epochs,
  batchSize,
  optimiser: { kind: 'sgd', momentum: 0.9 },
  learningRate: 0.02,
  schedule: { kind: 'constant' },
  seed: 11,
});

/** Largest |a − b| relative to the largest |a|, or to 1 where `a` is small throughout. */
function apart(a: Float32Array, b: Float32Array, floor: number): number {
  if (a.length !== b.length) return Infinity;
  let [gap, largest] = [0, floor];
  for (let i = 0; i < a.length; i++) {
    gap = Math.max(gap, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(a[i]));
  }
  return Number.isFinite(gap) ? gap / largest : Infinity;
}

async function course(engine: TrainingEngine, architecture: Architecture, data: TrainingData, steps: number) {
  const losses: number[] = [];
  const result = await train({
    engine,
    architecture,
    data,
    plan: stepPlan(steps),
    onProgress: ({ loss }) => losses.push(loss),
  });
  const model = await engine.open(architecture, result.weights);
  const logits = await model.logits(data);
  await model.close();
  return { losses: Float32Array.from(losses), logits };
}

/** How far losses (each relative to itself) and logits (relative to the largest) are apart over `steps` from the same start. */
export async function trainedApart(
  one: TrainingEngine,
  other: TrainingEngine,
  architecture: Architecture,
  steps = 50,
) {
  const data = blobs(architecture, batchSize);
  const a = await course(one, architecture, data, steps);
  const b = await course(other, architecture, data, steps);
  if (a.losses.length !== steps || !(a.losses[steps - 1] < a.losses[0]))
    throw new Error(`the course is not one of ${steps} steps that learn`);
  const loss = Math.max(...a.losses.map((value, i) => Math.abs(value - b.losses[i]) / value));
  return { loss, logits: apart(a.logits, b.logits, 0) };
}

/** Both engines open at the same random weights, also where a run would start from 0 or 1: no gradient is 0 by symmetry. */
async function openBoth(
  engines: readonly TrainingEngine[],
  architecture: Architecture,
): Promise<TrainableModel[]> {
  const network = planNetwork(architecture);
  const weights = initialWeights(network, 5);
  for (const { name, role } of network.weights) {
    if (role === 'kernel') continue;
    const draws = stream(6, 'test', name).fillUniform(new Float32Array(weights.get(name)!.length), 0.2, 0.8);
    weights.get(name)!.set(draws);
  }
  const copies = engines.map(() => new Map([...weights].map(([name, values]) => [name, values.slice()])));
  return Promise.all(engines.map((engine, i) => engine.open(architecture, copies[i])));
}

/** Each parameter's gradient, and each batch statistic, at the same weights: largest difference over largest value. */
export async function gradientsApart(one: TrainingEngine, other: TrainingEngine, architecture: Architecture) {
  const models = await openBoth([one, other], architecture);
  const data = blobs(architecture, batchSize);
  const [a, b] = [
    await models[0].lossAndGradients(data, data.y),
    await models[1].lossAndGradients(data, data.y),
  ];
  const inputs = [await models[0].inputGradient(data, data.y), await models[1].inputGradient(data, data.y)];
  for (const model of models) await model.close();
  const found = new Map<string, number>([['loss', Math.abs(a.loss - b.loss) / a.loss]]);
  for (const kind of ['gradients', 'statistics'] as const) {
    for (const [name, values] of a[kind])
      found.set(name, apart(values, b[kind].get(name) ?? new Float32Array(0), 0));
    if (a[kind].size !== b[kind].size) found.set(`${kind} missing`, Infinity);
  }
  found.set('logits', apart(a.logits, b.logits, 0));
  found.set('input gradient', apart(inputs[0].gradient, inputs[1].gradient, 0));
  return found;
}

/** Every weight after one step of SGD through the trainer, running figures of batch norms included. */
export async function oneStepApart(one: TrainingEngine, other: TrainingEngine, architecture: Architecture) {
  const data = blobs(architecture, batchSize);
  const after = async (engine: TrainingEngine) =>
    (await train({ engine, architecture, data, plan: stepPlan(1) })).weights;
  const [a, b] = [await after(one), await after(other)];
  return new Map(
    [...a].map(([name, values]) => [name, apart(values, b.get(name) ?? new Float32Array(0), 0)]),
  );
}
