import { afterAll, describe, expect, it } from 'vitest';
import { createWasmRuntime } from '../../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../../src/numeric/random.ts';
import type { TrainableModel } from '../../../../src/training/engine.ts';
import { graphEngine } from '../../../../src/training/engines/graph.ts';
import type { Architecture, Layer } from '../../../../src/training/layers.ts';
import { batchNorm, conv, dense, relu, residual } from '../../../../src/training/layers.ts';
import { planNetwork } from '../../../../src/training/network.ts';
import { privacySpent } from '../../../../src/training/privacy/accountant.ts';
import { clipOneByOne, clippedGradients } from '../../../../src/training/privacy/clip.ts';
import { prepareRecipe } from '../../../../src/training/recipes/index.ts';
import { train, type StepDone, type TrainingPlan } from '../../../../src/training/train.ts';
import { initialWeights } from '../../../../src/training/weights.ts';

const runtime = createWasmRuntime();
const engine = graphEngine(runtime);
afterAll(() => expect(runtime.openSessions).toBe(0));

const tanh: Layer = { kind: 'activation', function: 'tanh' };
const mlp: Architecture = { input: [6], classes: 4, layers: [dense(8), tanh, dense(5), relu, dense(4)] };
const networks: readonly (readonly [string, Architecture])[] = [
  ['dense', mlp],
  ['dense, standardised', { ...mlp, standardise: { mean: [0, 1, 0, 0, 1, 0], std: [1, 2, 1, 1, 0.5, 1] } }],
  ['dense, residual', { ...mlp, layers: [dense(6), residual([dense(6), tanh]), dense(4)] }],
];

async function withModel<T>(
  architecture: Architecture,
  use: (model: TrainableModel) => Promise<T>,
): Promise<T> {
  const model = await engine.open(architecture, initialWeights(planNetwork(architecture), 7));
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

const count = 9;
const inputs = (size: number) => stream(3, 'x').fillNormal(new Float32Array(count * size));
const labels = Int32Array.from({ length: count }, (_, i) => i % 4);

describe('the sum of cut gradients', () => {
  it.each(networks)('%s: equals a loop over batches of one', async (_, architecture) => {
    await withModel(architecture, async (model) => {
      const batch = { x: inputs(6), count };
      const slow = await clipOneByOne(model, batch, labels, Infinity);
      // Half of the samples are cut.
      const clip = [...slow.norms].sort((a, b) => a - b)[count >> 1];
      const expected = await clipOneByOne(model, batch, labels, clip);
      expect(model.clippedGradients).toBeDefined();
      const found = await clippedGradients(model, batch, labels, clip);
      expect(found.loss).toBeCloseTo(expected.loss, 6);
      slow.norms.forEach((norm, i) => expect(found.norms[i] / norm).toBeCloseTo(1, 5));
      expect([...found.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
      for (const [name, gradient] of expected.gradients) {
        const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        gradient.forEach((value, i) =>
          expect(Math.abs((found.gradients.get(name)?.[i] ?? NaN) - value)).toBeLessThan(
            2e-6 * (1 + largest),
          ),
        );
      }
    });
  });

  it('of one sample is never longer than the limit, and is whole within it', async () => {
    await withModel(mlp, async (model) => {
      const one = { x: inputs(6).subarray(0, 6), count: 1 };
      const whole = await model.lossAndGradients(one, labels.subarray(0, 1));
      const length = (gradients: ReadonlyMap<string, Float32Array>) =>
        Math.sqrt([...gradients.values()].flatMap((g) => [...g]).reduce((sum, v) => sum + v * v, 0));
      const norm = length(whole.gradients);
      const gradientsAt = async (clip: number) =>
        (await clippedGradients(model, one, labels.subarray(0, 1), clip)).gradients;
      expect(length(await gradientsAt(norm / 3))).toBeCloseTo(norm / 3, 5);
      expect(length(await gradientsAt(norm * 3))).toBeCloseTo(norm, 5);
    });
  });

  it('takes samples one by one where layers with shared weights stand between', async () => {
    const shared = { input: [1, 4, 4], classes: 4, layers: [conv(2, 3), relu, dense(4)] };
    await withModel(shared, async (model) => {
      expect(model.clippedGradients).toBeUndefined();
      const batch = { x: inputs(16), count };
      const whole = await clippedGradients(model, batch, labels, 1e9);
      const mean = await model.lossAndGradients(batch, labels);
      for (const [name, gradient] of mean.gradients)
        gradient.forEach((value, i) => expect(whole.gradients.get(name)?.[i]).toBeCloseTo(count * value, 4));
    });
  });
});

const rows = 60;
const data = {
  x: stream(5, 'rows').fillNormal(new Float32Array(rows * 6)),
  y: Int32Array.from({ length: rows }, (_, i) => i % 4),
  count: rows,
  shape: [6],
  classes: 4,
  space: {
    low: new Float32Array(6).fill(-5),
    high: new Float32Array(6).fill(5),
    unit: new Float32Array(6).fill(1),
  },
};
const plan: TrainingPlan = {
  recipe: { id: 'dp-sgd', parameters: { clip: 0.5, noise: 1.5 } },
  epochs: 3,
  batchSize: 12,
  optimiser: { kind: 'sgd' },
  learningRate: 0.1,
  schedule: { kind: 'constant' },
  seed: 2,
};

describe('dp-sgd', () => {
  it('draws Poisson samples, takes every step and states what the accountant makes of it', async () => {
    const sizes: number[] = [];
    let before = 0;
    const afterStep = async ({ samples }: StepDone) => {
      sizes.push(samples - before);
      before = samples;
    };
    const { privacy, steps } = await train({
      engine,
      architecture: mlp,
      data,
      plan: { ...plan, epochs: 40 },
      afterStep,
    });
    expect(steps).toBe(200);
    // Binomial(60, 1/5): mean 12, variance 9.6; five deviations of mean and of variance over 200 steps.
    const mean = sizes.reduce((a, b) => a + b) / 200;
    const variance = sizes.reduce((sum, n) => sum + (n - 12) ** 2, 0) / 200;
    expect(Math.abs(mean - 12)).toBeLessThan(5 * Math.sqrt(9.6 / 200));
    expect(Math.abs(variance - 9.6)).toBeLessThan(5 * 9.6 * Math.sqrt(2 / 200));
    expect(privacy).toEqual({
      epsilon: privacySpent({ rate: 0.2, noise: 1.5, steps: 200 }, 1 / 600).epsilon,
      delta: 1 / 600,
      adjacency: 'add-or-remove-one',
      accountant: { name: 'rdp-sampled-gaussian', order: privacy?.accountant.order },
      sampling: { kind: 'poisson', rate: 0.2 },
      clip: 0.5,
      noise: 1.5,
      steps: 200,
      notCounted: ['tuning', 'seed'],
    });
  });

  it('adds noise of σ C to the sum and divides by the expected size, to empty samples too', async () => {
    await withModel(mlp, async (model) => {
      const { gradients } = prepareRecipe({ id: 'dp-sgd', parameters: { clip: 2, noise: 3 } });
      const context = { model, labels: new Int32Array(0), expected: 5, space: data.space, progress: 0 };
      const values: number[] = [];
      for (let step = 0; step < 30; step++) {
        const result = await gradients({
          ...context,
          batch: { x: new Float32Array(0), count: 0 },
          random: (purpose) => stream(1, 'test', purpose, step),
        });
        for (const gradient of result.gradients.values()) values.push(...gradient);
      }
      const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      // Of a mean of n squares of Gaussians of deviation 6/5; five deviations.
      expect(Math.abs(square / 1.44 - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    });
  });

  it('equals clipped gradients with next to no noise, the same bytes each time', async () => {
    const quiet = {
      ...plan,
      recipe: { id: 'dp-sgd', parameters: { clip: 1e6, noise: 1e-12 } },
      batchSize: rows,
      epochs: 2,
    };
    const found = await train({ engine, architecture: mlp, data, plan: quiet });
    const again = await train({ engine, architecture: mlp, data, plan: quiet });
    expect(again.weights).toEqual(found.weights);
    // With every row in every batch and no limit it is gradient descent on all rows.
    const plainly = await train({
      engine,
      architecture: mlp,
      data,
      plan: { ...quiet, recipe: { id: 'standard' } },
    });
    for (const [name, values] of plainly.weights)
      values.forEach((value, i) => expect(found.weights.get(name)?.[i]).toBeCloseTo(value, 5));
    expect(plainly.privacy).toBeUndefined();
  });

  it('trains on the rows asked for', async () => {
    const some = {
      ...plan,
      recipe: { id: 'dp-sgd', parameters: { clip: 1, noise: 1, rows: 20 } },
      epochs: 1,
    };
    const { members, privacy } = await train({ engine, architecture: mlp, data, plan: some });
    expect(members).toHaveLength(20);
    expect(new Set(members).size).toBe(20);
    expect(privacy?.delta).toBe(1 / 200);
    expect(privacy?.sampling.rate).toBe(12 / 20);
  });

  it('refuses batch norm, also inside of blocks, and stopping early', async () => {
    const normed = [
      [dense(6), batchNorm, dense(4)],
      [dense(6), residual([dense(6), batchNorm]), dense(4)],
    ];
    for (const layers of normed)
      await expect(train({ engine, architecture: { ...mlp, layers }, data, plan })).rejects.toMatchObject({
        id: 'training.dp-batch-norm',
      });
    const early = { ...plan, earlyStop: { heldOut: 0.2, patience: 2 } };
    await expect(train({ engine, architecture: mlp, data, plan: early })).rejects.toMatchObject({
      id: 'training.dp-early-stop',
    });
  });
});
