import { afterAll, describe, expect, it } from 'vitest';
import { meanArea } from '../../../src/extraction/areas.ts';
import { samplers } from '../../../src/extraction/samplers/index.ts';
import { answerOf, steal, type Answer } from '../../../src/extraction/steal.ts';
import { surrogateOf } from '../../../src/extraction/surrogate.ts';
import { modelOf } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { inputAt } from '../../../src/extraction/types.ts';
import { budgeted } from '../../../src/oracles/budget.ts';
import { counted } from '../../../src/oracles/counter.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { buildModel } from '../../../src/training/build.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { fit } from '../../../src/training/fit.ts';
import { dense, relu, type Architecture } from '../../../src/training/layers.ts';
import { planNetwork } from '../../../src/training/network.ts';
import { initialWeights } from '../../../src/training/weights.ts';
import { agreement, deviationOf, overSeeds } from '../../../src/indicators/stealing/figures.ts';
import { contextOf, randomPool } from '../../support/surrogate.ts';

const wasm = createWasmRuntime();
const engine = graphEngine(wasm);
const size = 16;
const architecture: Architecture = { input: [1, 1, size], classes: 3, layers: [dense(8), relu, dense(3)] };
const victim = new ModelOracle(
  wasm,
  modelOf(buildModel(architecture, initialWeights(planNetwork(architecture), 5))),
);
afterAll(() => victim.release());
const pool = randomPool(3, 60, size);
const batch = (data: Float32Array, count: number) => ({ data, count, shape: architecture.input });

/** A copy that is the victim itself: the best thief there can be. */
const itself = async () => ({ surrogate: surrogateOf(victim), close: async () => undefined });

describe('what a thief asks', () => {
  const budgets = [10, 25, 40];
  it.each(samplers.map(({ id }) => id))(
    '%s: nested, never more than the budget, and every question is counted in front of the victim',
    async (id) => {
      const sampler = samplers.find((one) => one.id === id)!;
      const { oracle, count } = counted(victim);
      const limited = budgeted(oracle, budgets[budgets.length - 1]);
      const sets: Float32Array[] = [];
      const counts: number[] = [];
      await steal(
        {
          sampler,
          pool,
          classes: 3,
          budgets,
          random: (purpose) => contextOf(pool, 3).random(purpose),
          ask: (data, questions) => answerOf(limited, 'soft', batch(data, questions)),
          train: itself,
        },
        async ({ budget, asked, rows }) => {
          expect(asked.count).toBe(budget);
          expect(count.queries).toBe(asked.count);
          expect(rows).toHaveLength(asked.count);
          rows.forEach((row, i) => {
            if (row >= 0) expect(inputAt({ data: asked.data, size }, i)).toEqual(inputAt(pool, row));
          });
          sets.push(asked.data);
          counts.push(asked.count);
        },
      );
      expect(counts).toEqual(budgets);
      expect(sets[2].subarray(0, sets[1].length)).toEqual(sets[1]);
      expect(sets[1].subarray(0, sets[0].length)).toEqual(sets[0]);
    },
  );

  it('ends with fewer questions where the pool is used up', async () => {
    const counts: number[] = [];
    await steal(
      {
        sampler: samplers[0],
        pool,
        classes: 3,
        budgets: [50, 100],
        random: (purpose) => contextOf(pool, 3).random(purpose),
        ask: (data, questions) => answerOf(victim, 'labels', batch(data, questions)),
        train: itself,
      },
      async ({ asked }) => void counts.push(asked.count),
    );
    expect(counts).toEqual([50, 60]);
  });
});

describe('what the victim shows', () => {
  const asked = batch(pool.data, pool.count);
  it('all scores, the largest with the rest spread evenly, or the class alone; one query an input', async () => {
    const { oracle, count } = counted(victim);
    const soft = await answerOf(oracle, 'soft', asked);
    const top = await answerOf(oracle, 'top-1', asked);
    const labels = await answerOf(oracle, 'labels', asked);
    expect(count.queries).toBe(3 * pool.count);
    expect(labels.scores).toBeUndefined();
    expect(labels.labels).toEqual(await victim.labels(asked));
    expect(soft).toEqual({ labels: labels.labels, scores: await victim.scores(asked) });
    labels.labels.forEach((label, i) => {
      const row = [...top.scores!.subarray(3 * i, 3 * i + 3)];
      const rest = row.filter((_, c) => c !== label);
      expect(row[label]).toBe(soft.scores![3 * i + label]);
      expect(rest[0]).toBe(rest[1]);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    });
  });
});

describe('a copy', () => {
  const labels = async (): Promise<Answer> => answerOf(victim, 'soft', batch(pool.data, pool.count));
  const trained = async (steps: number, seed = 1) =>
    fit({
      engine,
      architecture,
      inputs: { x: pool.data, count: pool.count },
      targets: (await labels()).scores!,
      plan: { steps, batchSize: 16, learningRate: 0.01, seed },
    });

  it('of the victim’s own weights agrees with it everywhere', async () => {
    const twin = (await itself()).surrogate;
    const own = await twin.logits(pool.data);
    const oracle = await victim.logits(batch(pool.data, pool.count));
    expect(agreement(own, oracle)).toBe(1);
  });

  it('learns scores: after enough steps it gives them', async () => {
    const seen: number[] = [];
    const { labels: given, scores } = await labels();
    const weights = await fit({
      engine,
      architecture,
      inputs: { x: pool.data, count: pool.count },
      targets: scores!,
      plan: { steps: 400, batchSize: 16, learningRate: 0.01, seed: 1 },
      onStep: (step) => seen.push(step),
    });
    expect(seen).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    const copy = new ModelOracle(wasm, modelOf(buildModel(architecture, weights)));
    const shown = await copy.scores(batch(pool.data, pool.count));
    const largest = shown.reduce((most, p, i) => Math.max(most, Math.abs(p - scores![i])), 0);
    expect(largest).toBeLessThan(0.05);
    expect(agreement(await copy.labels(batch(pool.data, pool.count)), given)).toBeGreaterThan(0.9);
    await copy.release();
  });

  it('is a function of its seed', async () => {
    const [a, b, other] = [await trained(5), await trained(5), await trained(5, 2)];
    expect(b).toEqual(a);
    expect(other).not.toEqual(a);
  });
});

describe('figures', () => {
  it('areas by hand: trapezoids over the range, on either axis', () => {
    // (0.5 + 0.7) / 2 · 50 + (0.7 + 0.9) / 2 · 100 = 30 + 80, over 150.
    expect(meanArea([50, 100, 200], [0.5, 0.7, 0.9], 'linear')).toBeCloseTo(110 / 150, 12);
    // Both steps are doublings: mean of 0.6 and 0.8.
    expect(meanArea([50, 100, 200], [0.5, 0.7, 0.9], 'log')).toBeCloseTo(0.7, 12);
    expect(meanArea([50], [0.4], 'log')).toBe(0.4);
    expect(meanArea([50, 100, 600], [0.3, 0.3, 0.3], 'linear')).toBeCloseTo(0.3, 12);
  });

  it('a copy that is better than its victim deviates, but not when clipped', () => {
    expect(deviationOf(0.8, 0.6)).toEqual({ literal: expect.closeTo(0.25), clipped: expect.closeTo(0.25) });
    expect(deviationOf(0.8, 0.9)).toEqual({ literal: expect.closeTo(0.125), clipped: 0 });
    expect(deviationOf(0, 0.5)).toBeNull();
  });

  it('Student’s interval over seeds by hand, cut at 0 and 1', () => {
    // Mean 0.5, deviation 0.1, three seeds: ± 4.303 · 0.1 / √3.
    const { value, low, high } = overSeeds([0.4, 0.5, 0.6]);
    expect([value, low, high].map((one) => one.toFixed(4))).toEqual(['0.5000', '0.2516', '0.7484']);
    expect(overSeeds([0.9, 0.99])).toMatchObject({ high: 1, seeds: 2 });
    expect(overSeeds([0.7])).toEqual({ value: 0.7, low: 0.7, high: 0.7, seeds: 1 });
  });
});
