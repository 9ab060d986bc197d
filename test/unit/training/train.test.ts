import { afterEach, describe, expect, it } from 'vitest';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import { writeOnnx } from '../../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { stream } from '../../../src/numeric/random.ts';
import { buildModel, inputName, logitsName } from '../../../src/training/build.ts';
import type { TrainingData } from '../../../src/training/data.ts';
import type { TrainableModel, TrainingEngine } from '../../../src/training/engine.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { evaluate } from '../../../src/training/evaluate.ts';
import type { Architecture } from '../../../src/training/layers.ts';
import { batchNorm, conv, dense, maxPool, relu } from '../../../src/training/layers.ts';
import type { TrainingPlan, TrainingProgress } from '../../../src/training/train.ts';
import { train } from '../../../src/training/train.ts';

const runtime = createWasmRuntime();
const engine = graphEngine(runtime);
afterEach(() => expect(runtime.openSessions).toBe(0));

/** Points of the plane on both sides of a line, none nearer to it than 0.2. */
function separable(count: number, seed = 1): TrainingData {
  const random = stream(seed, 'test', 'points');
  const x = new Float32Array(count * 2);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % 2;
    const along = 2 * random.uniform(2 * i) - 1;
    const away = (0.2 + random.uniform(2 * i + 1)) * (label === 1 ? 1 : -1);
    x.set([0.6 * along - 0.8 * away + 0.3, 0.8 * along + 0.6 * away - 0.1], 2 * i);
    y[i] = label;
  }
  const bounds = (value: number) => new Float32Array(2).fill(value);
  return {
    x,
    y,
    count,
    classes: 2,
    shape: [2],
    space: { low: bounds(-3), high: bounds(3), unit: bounds(1) },
  };
}

/** Tiny images whose class is the quarter that is bright. */
function quarters(count: number): TrainingData {
  const x = stream(2, 'test', 'noise').fillUniform(new Float32Array(count * 16), 0, 0.4);
  const y = Int32Array.from({ length: count }, (_, i) => i % 4);
  y.forEach((label, i) => {
    for (const [row, column] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      x[i * 16 + (row + 2 * (label >> 1)) * 4 + column + 2 * (label & 1)] += 0.5;
    }
  });
  const bounds = (value: number) => new Float32Array(16).fill(value);
  return {
    x,
    y,
    count,
    classes: 4,
    shape: [1, 4, 4],
    space: { low: bounds(0), high: bounds(1), unit: bounds(1) },
  };
}

const line: Architecture = { input: [2], classes: 2, layers: [dense(2)] };
const image: Architecture = {
  input: [1, 4, 4],
  classes: 4,
  layers: [conv(4, 3, { padding: 1 }), batchNorm, relu, maxPool(2), dense(4)],
};

const plan: TrainingPlan = {
  recipe: { id: 'standard' },
  epochs: 20,
  batchSize: 16,
  optimiser: { kind: 'sgd', momentum: 0.9 },
  learningRate: 0.1,
  schedule: { kind: 'cosine' },
  seed: 1,
};

async function scoreOf(
  architecture: Architecture,
  weights: ReadonlyMap<string, Float32Array>,
  data: TrainingData,
) {
  const model = await engine.open(architecture, weights);
  try {
    return await evaluate(model, data);
  } finally {
    await model.close();
  }
}

describe('train', () => {
  it('separates what a line can separate', async () => {
    const data = separable(100);
    const { weights, status, history, members } = await train({ engine, architecture: line, data, plan });
    expect(status).toBe('finished');
    expect(history).toHaveLength(20);
    expect(history.at(-1)!.loss).toBeLessThan(history[0].loss);
    expect([...members]).toEqual(Array.from({ length: 100 }, (_, row) => row));
    expect((await scoreOf(line, weights, data)).accuracy).toBe(1);
    expect((await scoreOf(line, weights, separable(400, 2))).accuracy).toBe(1);
  });

  it.each(['standard', 'adversarial', 'overfit'])('learns images by %s', async (id) => {
    const data = quarters(64);
    const parameters: Record<string, number> = id === 'overfit' ? { rows: 40 } : {};
    const result = await train({
      engine,
      architecture: image,
      data,
      plan: {
        ...plan,
        recipe: { id, parameters },
        optimiser: { kind: 'adam' },
        learningRate: 0.02,
        epochs: 12,
      },
    });
    expect((await scoreOf(image, result.weights, data)).accuracy).toBe(1);
    expect(result.members.length).toBe(id === 'overfit' ? 40 : 64);
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const run = async (seed: number) => {
      const augment = { shift: 1, probability: 0.5 };
      const made = { ...plan, recipe: { id: 'adversarial' }, seed, epochs: 2, augment };
      const { weights } = await train({ engine, architecture: image, data: quarters(24), plan: made });
      return writeOnnx(buildModel(image, weights));
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it('stops between two steps when cancelled, with weights that can be used and gone on from', async () => {
    const controller = new AbortController();
    const data = separable(64);
    const seen: TrainingProgress[] = [];
    const cancelled = await train({
      engine,
      architecture: line,
      data,
      plan,
      signal: controller.signal,
      now: () => seen.length * 1000,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.step === 10) controller.abort();
      },
    });
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled.history).toHaveLength(2);
    expect(seen.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen[9].steps).toBe(80);
    expect(seen[9].samplesPerSecond).toBeCloseTo(160 / 9, 9);
    expect(seen[9].secondsLeft).toBeCloseTo(63, 9);
    const before = await scoreOf(line, cancelled.weights, data);
    expect(Number.isFinite(before.loss)).toBe(true);
    const { weights } = await train({ engine, architecture: line, data, plan, start: cancelled.weights });
    expect((await scoreOf(line, weights, data)).accuracy).toBe(1);
    expect(await scoreOf(line, cancelled.weights, data)).toEqual(before);
  });

  it('ends early when the held-out loss no longer falls, and returns to the best weights', async () => {
    const data = quarters(60);
    // Labels without meaning: what is learned of the rows does not help on the held-out ones.
    const y = Int32Array.from(data.y, (_, i) => stream(4, 'test', 'labels').integer(i, 4));
    const earlyStop = { heldOut: 0.3, patience: 3 };
    const made: TrainingPlan = {
      ...plan,
      epochs: 60,
      learningRate: 0.05,
      schedule: { kind: 'constant' },
      earlyStop,
    };
    const { status, history, weights, members } = await train({
      engine,
      architecture: image,
      data: { ...data, y },
      plan: made,
    });
    expect(status).toBe('stopped-early');
    const losses = history.map(({ heldOutLoss }) => heldOutLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(history).toHaveLength(best + 1 + 3);
    expect(members.length).toBe(42);
    const held = [...Array(60).keys()].filter((row) => !members.includes(row));
    const rows = (from: Float32Array) =>
      Float32Array.from(held.flatMap((r) => [...from.subarray(r * 16, r * 16 + 16)]));
    const part = { ...data, x: rows(data.x), y: Int32Array.from(held, (row) => y[row]), count: held.length };
    expect((await scoreOf(image, weights, part)).loss).toBeCloseTo(losses[best], 6);
  });

  it('closes its sessions when a step fails', async () => {
    let closed = 0;
    const failing: TrainingEngine = {
      name: 'failing',
      open: async (architecture, weights) => {
        const model = await engine.open(architecture, weights);
        return {
          ...({ architecture, network: model.network, weights } as TrainableModel),
          lossAndGradients: async () => {
            throw new Error('device lost');
          },
          close: async () => {
            closed++;
            await model.close();
          },
        };
      },
    };
    await expect(train({ engine: failing, architecture: line, data: separable(8), plan })).rejects.toThrow(
      'device lost',
    );
    expect(closed).toBe(1);
  });

  it.each<[string, Partial<TrainingPlan>, Architecture, RegExp]>([
    ['no epochs', { epochs: 0 }, line, /epochs/],
    ['half a batch', { batchSize: 0.5 }, line, /batch size/],
    ['no learning rate', { learningRate: 0 }, line, /learning rate/],
    ['everything held out', { earlyStop: { heldOut: 1, patience: 1 } }, line, /held-out share/],
    ['another input', {}, image, /do not fit the architecture/],
  ])('refuses %s', async (_, change, architecture, message) => {
    const options = { engine, architecture, data: separable(8), plan: { ...plan, ...change } };
    await expect(train(options)).rejects.toThrow(message);
  });
});

describe('buildModel', () => {
  it('writes a file whose logits are those of the trained network, batch norm in its running form', async () => {
    const data = quarters(32);
    const result = await train({ engine, architecture: image, data, plan: { ...plan, epochs: 3 } });
    const trained = await engine.open(image, result.weights);
    const expected = await trained.logits({ x: data.x, count: 32 });
    await trained.close();
    const bytes = writeOnnx(buildModel(image, result.weights));
    expect(readOnnx(bytes)).toBeDefined();
    const session = await runtime.open(bytes);
    const { [logitsName]: logits } = await session.run({
      [inputName]: { data: data.x, dims: [32, 1, 4, 4] },
    });
    await session.release();
    expect(logits.dims).toEqual([32, 4]);
    expected.forEach((value, i) => expect(logits.data[i]).toBeCloseTo(value, 4));
  });

  it('names a weight that is missing', () => {
    expect(() => buildModel(line, new Map())).toThrow('weight dense1.weight needs 4 values, not none');
  });

  it('moves running figures a tenth of the way to the batch’s own', async () => {
    const data = quarters(16);
    const slow = { ...plan, epochs: 1, learningRate: 1e-9 };
    const { weights } = await train({ engine, architecture: image, data, plan: slow });
    const model = await engine.open(image, weights);
    const { statistics } = await model.lossAndGradients({ x: data.x, count: 16 }, data.y);
    for (const part of ['mean', 'variance']) {
      const batch = statistics.get(`norm1.${part}`)!;
      weights.get(`norm1.${part}`)!.forEach((value, i) => {
        expect(value).toBeCloseTo(0.9 * (part === 'mean' ? 0 : 1) + 0.1 * batch[i], 5);
      });
    }
    await model.close();
  });
});
