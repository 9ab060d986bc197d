import { afterEach, describe, expect, it } from 'vitest';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import type { TrainableModel, TrainingBatch } from '../../../src/training/engine.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
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
import { isTrainable, planNetwork } from '../../../src/training/network.ts';
import { initialWeights } from '../../../src/training/weights.ts';

const runtime = createWasmRuntime();
const engine = graphEngine(runtime);
const tanh: Layer = { kind: 'activation', function: 'tanh' };
const sigmoid: Layer = { kind: 'activation', function: 'sigmoid' };
const leaky: Layer = { kind: 'activation', function: 'leaky-relu' };

const same = { padding: 1 };
const block = residual(
  [conv(4, 3, { padding: 1, stride: 2 }), batchNorm, tanh, conv(4, 3, same), batchNorm],
  [conv(4, 1, { stride: 2 }), batchNorm],
);

const architectures: readonly [string, Architecture][] = [
  ['dense', { input: [5], classes: 3, layers: [dense(7), tanh, dense(3)] }],
  [
    'dense behind a standardisation',
    {
      input: [3],
      classes: 2,
      standardise: { mean: [1, 0, -1], std: [2, 0.5, 1] },
      layers: [dense(4), relu, dense(2)],
    },
  ],
  [
    'conv and max pool',
    {
      input: [2, 6, 6],
      classes: 3,
      layers: [conv(4, 3, same), relu, maxPool(2), conv(3, 2), leaky, dense(3)],
    },
  ],
  [
    'conv and average pool',
    {
      input: [1, 7, 7],
      classes: 4,
      layers: [conv(3, 3, { stride: 2, padding: 1 }), sigmoid, averagePool(2), dense(4)],
    },
  ],
  ['conv and batch norm', { input: [2, 5, 5], classes: 3, layers: [conv(4, 3), batchNorm, tanh, dense(3)] }],
  ['dense and batch norm', { input: [6], classes: 3, layers: [dense(5), batchNorm, relu, dense(3)] }],
  [
    'residual blocks',
    {
      input: [2, 6, 6],
      classes: 3,
      layers: [block, tanh, residual([conv(4, 3, same)]), tanh, globalAveragePool, dense(3)],
    },
  ],
];

function sample(architecture: Architecture, count: number, seed = 1): TrainingBatch {
  const size = architecture.input.reduce((a, b) => a * b, 1);
  return { x: stream(seed, 'test', 'x').fillNormal(new Float32Array(count * size)), count };
}

const labelsOf = (architecture: Architecture, count: number) =>
  Int32Array.from({ length: count }, (_, i) => (i * i + i) % architecture.classes);

/** Random starting weights, also where a run would start from 0 or 1: no gradient is 0 by symmetry. */
function open(architecture: Architecture, seed = 5): Promise<TrainableModel> {
  const weights = initialWeights(planNetwork(architecture), seed);
  for (const [name, values] of weights) {
    const noise = stream(seed, 'test', name);
    values.forEach((value, i) => (values[i] = value + 0.2 * noise.uniform(i)));
  }
  return engine.open(architecture, weights);
}

const opened: TrainableModel[] = [];
const tracked = async (model: Promise<TrainableModel>) => {
  opened.push(await model);
  return model;
};
afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
  expect(runtime.openSessions).toBe(0);
});

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

describe.each(architectures)('%s', (_, architecture) => {
  const count = 6;
  const labels = labelsOf(architecture, count);
  const batch = sample(architecture, count);
  const trained = planNetwork(architecture).weights.filter(isTrainable);

  it('gives the slope of the loss along random directions of every weight', async () => {
    const model = await tracked(open(architecture));
    const { gradients } = await model.lossAndGradients(batch, labels);
    const copies = new Map([...gradients].map(([name, gradient]) => [name, gradient.slice()]));
    expect([...copies.keys()]).toEqual(trained.map(({ name }) => name));
    for (const { name } of trained) {
      const weight = model.weights.get(name)!;
      const gradient = copies.get(name)!;
      const before = weight.slice();
      const direction = stream(9, 'test', name).fillNormal(new Float32Array(weight.length));
      const at = async (step: number) => {
        weight.forEach((__, i) => (weight[i] = before[i] + step * direction[i]));
        model.weightsChanged();
        return (await model.lossAndGradients(batch, labels)).loss;
      };
      const h = 4e-3 / Math.sqrt(dot(direction, direction));
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      weight.set(before);
      const scale = Math.sqrt(dot(gradient, gradient) * dot(direction, direction));
      expect(Math.abs(slope - dot(gradient, direction)), name).toBeLessThan(0.01 * scale + 1e-4);
    }
  });

  it('gives the slope of each sample’s loss by its input', async () => {
    const model = await tracked(open(architecture));
    const { gradient } = await model.inputGradient(batch, labels);
    const size = batch.x.length / count;
    const { classes } = architecture;
    const directions = stream(11, 'test').fillNormal(new Float32Array(batch.x.length));
    const losses = async (step: number) => {
      const x = batch.x.map((value, i) => value + step * directions[i]);
      const logits = await model.logits({ x, count });
      return Array.from({ length: count }, (__, i) => {
        const row = [...logits.subarray(i * classes, (i + 1) * classes)];
        return Math.log(row.reduce((sum, z) => sum + Math.exp(z - row[labels[i]]), 0));
      });
    };
    const h = 2e-3;
    const above = await losses(h);
    const below = await losses(-h);
    for (let i = 0; i < count; i++) {
      const own = (array: Float32Array) => array.subarray(i * size, (i + 1) * size);
      const slope = (above[i] - below[i]) / (2 * h);
      expect(slope).toBeCloseTo(dot(own(gradient), own(directions)), 3);
    }
  });
});
