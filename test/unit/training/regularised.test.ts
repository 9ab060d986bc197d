import { beforeAll, describe, expect, it } from 'vitest';
import { architectureOf, definitions } from '../../../scripts/models/definitions.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import type { Dataset, Samples } from '../../../src/datasets/types.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { subset, trainingData } from '../../../src/training/data.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { evaluate } from '../../../src/training/evaluate.ts';
import { prepareRecipe } from '../../../src/training/recipes/index.ts';
import { betaDraw, mixed } from '../../../src/training/recipes/regularised.ts';
import { train } from '../../../src/training/train.ts';
import { fetchPublic } from '../../support/public-files.ts';

const engine = graphEngine(createWasmRuntime());

describe('Beta draws', () => {
  it.each([1, 0.4, 0.05])('have the mean and variance of Beta(α, α) and stay inside: α = %d', (alpha) => {
    const random = stream(1, 'test');
    const draws = Array.from({ length: 4000 }, (_, i) => betaDraw(alpha, random, i));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThanOrEqual(1);
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 1.5);
    // 1 / (4 (2α + 1))
    expect(variance * 4 * (2 * alpha + 1)).toBeGreaterThan(0.95);
    expect(variance * 4 * (2 * alpha + 1)).toBeLessThan(1.05);
  });
});

describe('mixing samples', () => {
  it('mixes inputs and labels by the same share, and each row of targets sums to one', () => {
    const batch = { x: Float32Array.of(0, 1, 2, 3), count: 4 };
    const labels = Int32Array.of(0, 1, 2, 3);
    const { batch: mix, targets } = mixed(batch, labels, 4, 1, stream(2, 'test'));
    for (let row = 0; row < 4; row++) {
      const weights = targets.subarray(4 * row, 4 * row + 4);
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      // Class c is the input c: the input is the mean over the targets.
      expect(mix.x[row]).toBeCloseTo(
        weights.reduce((sum, weight, c) => sum + weight * c, 0),
        5,
      );
    }
    expect([...mix.x]).not.toEqual([0, 1, 2, 3]);
  });
});

describe('regularised', () => {
  it('adds the penalty λ w to the gradients of kernels alone', async () => {
    const network = {
      weights: [
        { name: 'a', role: 'kernel' },
        { name: 'b', role: 'bias' },
      ],
    };
    const weights = new Map([
      ['a', Float32Array.of(2, -4)],
      ['b', Float32Array.of(8)],
    ]);
    const lossAndGradients = async () => ({
      gradients: new Map([
        ['a', Float32Array.of(1, 1)],
        ['b', Float32Array.of(1)],
      ]),
    });
    const recipe = prepareRecipe({ id: 'regularised', parameters: { weightDecay: 0.5, noise: 0 } });
    const model = { network, weights, architecture: { classes: 2 }, lossAndGradients };
    const { gradients } = await recipe.gradients({ model } as unknown as Parameters<
      typeof recipe.gradients
    >[0]);
    expect([...gradients.get('a')!, ...gradients.get('b')!]).toEqual([2, -1, 1]);
  });

  it('trains on the very rows that `overfit` draws', () => {
    const labels = Int32Array.from({ length: 90 }, (_, i) => i % 3);
    const rows = (id: string) =>
      prepareRecipe({ id, parameters: { rows: 20 } }).members!(labels, 3, stream(4, 'training', 'members'));
    expect(rows('regularised')).toEqual(rows('overfit'));
    const all = prepareRecipe({ id: 'regularised' }).members!(labels, 3, stream(4, 'members'));
    expect(all.length).toBe(90);
  });
});

/** Share of pairs in which the first is the smaller. */
function smaller(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const one of a) for (const other of b) wins += one < other ? 1 : one === other ? 0.5 : 0;
  return wins / (a.length * b.length);
}

/** AUC of the loss attack: members' against other rows' loss, both from the training part. */
describe('regularised against overfit on the same hundred digits', () => {
  let dataset: Dataset;
  beforeAll(async () => {
    dataset = await loadBundled('digits', fetchPublic);
  });

  async function measure(id: string) {
    const definition = definitions.find((known) => known.id === 'digits-cnn-overfit')!;
    const architecture = architectureOf(definition, dataset);
    const plan = { ...definition.training, epochs: 60, recipe: { id, parameters: { rows: 100 } } };
    const { weights, members } = await train({ engine, architecture, data: trainingData(dataset), plan });
    const model = await engine.open(architecture, weights);
    const inside = new Set(members);
    const others = Int32Array.from({ length: 400 }, (_, row) => row).filter((row) => !inside.has(row));
    const losses = async (samples: Samples) => {
      const each: number[] = [];
      for (let row = 0; row < samples.count; row++)
        each.push((await evaluate(model, subset(samples, Int32Array.of(row)))).loss);
      return each;
    };
    const [seen, unseen] = [
      await losses(subset(dataset.train, members)),
      await losses(subset(dataset.train, others)),
    ];
    const test = (await evaluate(model, dataset.test)).accuracy;
    await model.close();
    return {
      auc: smaller(seen, unseen),
      test,
    };
  }

  it('is told apart less by its losses, at about the same test accuracy', async () => {
    const [remembers, forgets] = [await measure('overfit'), await measure('regularised')];
    expect(remembers.auc).toBeGreaterThan(0.6);
    expect(forgets.auc).toBeLessThan(remembers.auc - 0.02);
    expect(forgets.test).toBeGreaterThan(remembers.test - 0.03);
  });
});
