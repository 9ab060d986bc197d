import { afterAll, describe, expect, it } from 'vitest';
import { importModel } from '../../../src/graph/model.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { buildModel } from '../../../src/training/build.ts';
import { drawMasks, dropoutSteps } from '../../../src/training/dropout.ts';
import type { TrainingBatch } from '../../../src/training/engine.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { tfjsEngine } from '../../../src/training/engines/tfjs/index.ts';
import type { Architecture } from '../../../src/training/layers.ts';
import { conv, dense, dropout, maxPool, relu, residual } from '../../../src/training/layers.ts';
import { planNetwork } from '../../../src/training/network.ts';
import { clipOneByOne } from '../../../src/training/privacy/clip.ts';
import { train, type TrainingPlan } from '../../../src/training/train.ts';
import { initialWeights } from '../../../src/training/weights.ts';

const runtime = createWasmRuntime();
const engine = graphEngine(runtime);
afterAll(() => expect(runtime.openSessions).toBe(0));

const table: Architecture = {
  input: [5],
  classes: 3,
  layers: [dense(12), relu, dropout(25), residual([dense(12), relu, dropout(50)]), dense(3)],
};
const image: Architecture = {
  input: [2, 6, 6],
  classes: 3,
  layers: [conv(4, 3), relu, dropout(30), maxPool(2), dense(8), relu, dropout(50), dense(3)],
};
const labels = Int32Array.of(0, 2, 1, 1);

function batchOf({ input }: Architecture): TrainingBatch {
  const size = input.reduce((a, b) => a * b, 1);
  return { x: stream(1, 'x').fillNormal(new Float32Array(4 * size)), count: 4 };
}

const masksOf = (architecture: Architecture) =>
  drawMasks(dropoutSteps(planNetwork(architecture).steps), 4, (purpose) => stream(2, purpose));

describe('dropout', () => {
  it('drops the share asked for and keeps the mean', () => {
    const [layer] = dropoutSteps(
      planNetwork({ input: [5], classes: 2, layers: [dense(50), dropout(30), dense(2)] }).steps,
    );
    const mask =
      drawMasks([layer], 400, (purpose) => stream(3, purpose)).get(layer.name) ?? new Float32Array(0);
    expect(mask).toHaveLength(20_000);
    const dropped = mask.filter((value) => value === 0).length;
    // Five deviations of a binomial count.
    expect(Math.abs(dropped - 6000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.3 * 0.7));
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  it.each([
    ['table', table],
    ['image', image],
  ])('%s: both engines give the same losses and gradients under the same masks', async (_, architecture) => {
    const other = await tfjsEngine('cpu');
    const batch = { ...batchOf(architecture), masks: masksOf(architecture) };
    const weights = () => initialWeights(planNetwork(architecture), 4);
    const [a, b] = [await engine.open(architecture, weights()), await other.open(architecture, weights())];
    try {
      const whole = await a.lossAndGradients(batchOf(architecture), labels);
      const first = { ...(await a.lossAndGradients(batch, labels)) };
      const second = await b.lossAndGradients(batch, labels);
      expect(Math.abs(first.loss - whole.loss)).toBeGreaterThan(1e-3);
      expect(second.loss).toBeCloseTo(first.loss, 5);
      for (const [name, gradient] of first.gradients)
        gradient.forEach((value, i) => expect(second.gradients.get(name)?.[i]).toBeCloseTo(value, 5));
      // Attacks and evaluation see the whole network.
      expect(await a.logits(batch)).toEqual(await a.logits(batchOf(architecture)));
    } finally {
      await a.close();
      await b.close();
    }
  });

  it('cut gradients drop what their sample drops', async () => {
    const model = await engine.open(table, initialWeights(planNetwork(table), 4));
    try {
      const batch = { ...batchOf(table), masks: masksOf(table) };
      const slow = await clipOneByOne(model, batch, labels, 0.5);
      const fast = await model.clippedGradients?.(batch, labels, 0.5);
      for (const [name, gradient] of slow.gradients)
        gradient.forEach((value, i) => expect(fast?.gradients.get(name)?.[i]).toBeCloseTo(value, 5));
    } finally {
      await model.close();
    }
  });

  const data = {
    ...batchOf(table),
    x: stream(1, 'rows').fillNormal(new Float32Array(40 * 5)),
    y: Int32Array.from({ length: 40 }, (_, i) => i % 3),
    count: 40,
    shape: [5],
    classes: 3,
    space: {
      low: new Float32Array(5).fill(-9),
      high: new Float32Array(5).fill(9),
      unit: new Float32Array(5).fill(1),
    },
  };
  const plan: TrainingPlan = {
    recipe: { id: 'standard' },
    epochs: 2,
    batchSize: 10,
    optimiser: { kind: 'adam' },
    learningRate: 0.01,
    schedule: { kind: 'constant' },
    seed: 1,
  };

  it.each(['standard', 'regularised', 'adversarial'])(
    '%s: masks come from the seed and reach the training',
    async (id) => {
      const run = async (layers: Architecture['layers'], seed = 1) =>
        (
          await train({
            engine,
            architecture: { ...table, layers },
            data,
            plan: { ...plan, seed, recipe: { id } },
          })
        ).weights;
      const once = await run(table.layers);
      expect(await run(table.layers)).toEqual(once);
      const without = [dense(12), relu, residual([dense(12), relu]), dense(3)];
      expect(await run(without)).not.toEqual(once);
    },
  );

  it('leaves no trace in the saved model', async () => {
    const weights = initialWeights(planNetwork(table), 4);
    const model = importModel(writeOnnx(buildModel(table, weights)));
    expect(model.notDifferentiable).toEqual([]);
    const plain = { ...table, layers: [dense(12), relu, residual([dense(12), relu]), dense(3)] };
    expect(writeOnnx(buildModel(table, weights))).toEqual(writeOnnx(buildModel(plain, weights)));
  });
});
