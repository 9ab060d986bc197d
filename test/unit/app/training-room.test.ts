import { beforeAll, describe, expect, it } from 'vitest';
import { definitions } from '../../../scripts/models/definitions.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { planeFor } from '../../../src/app/lab/train/plane.ts';
import { TrainingRoom, type TrainingJob } from '../../../src/app/lab/train/room.ts';
import { trainable } from '../../../src/app/lab/train/split.ts';
import type { Picture, TrainingEvent } from '../../../src/app/lab/train/types.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { loadFiles } from '../../../src/datasets/load.ts';
import type { Dataset, Samples } from '../../../src/datasets/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { wilson } from '../../../src/numeric/intervals.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import type { ModelCard } from '../../../src/training/card.ts';
import { subset } from '../../../src/training/data.ts';
import { dense, relu } from '../../../src/training/layers.ts';
import { fetchPublic } from '../../support/public-files.ts';

const runtime = createWasmRuntime();
let cancer: Dataset;
let digits: Dataset;

beforeAll(async () => {
  [cancer, digits] = [
    await loadBundled('breast-cancer', fetchPublic),
    await loadBundled('digits', fetchPublic),
  ];
});

function room() {
  let now = 0;
  return new TrainingRoom({
    runtime,
    findAdapter: async () => undefined,
    openTfjs: () => Promise.reject(new Error('not asked for')),
    // Every look at the clock is a second later: each step has its picture and its word.
    now: () => (now += 1000),
  });
}

const bundled = (id: string) => definitions.find((definition) => definition.id === id)!;

const job = (more: Partial<TrainingJob> = {}): TrainingJob => ({
  dataset: cancer,
  layers: [dense(8), relu, dense(2)],
  plan: {
    recipe: { id: 'standard' },
    epochs: 3,
    batchSize: 64,
    optimiser: { kind: 'adam' },
    learningRate: 0.01,
    schedule: { kind: 'constant' },
    seed: 7,
  },
  engine: 'auto',
  view: { kind: 'features', features: [0, 1] },
  ...more,
});

type Progress = Extract<TrainingEvent, { event: 'progress' }>;

describe('a training on the training screen', () => {
  it('gives the very bytes of the bundled model of the same plan, pictures and pauses notwithstanding', async () => {
    const { layers, training } = bundled('breast-cancer-mlp');
    const card = JSON.parse(
      new TextDecoder().decode(await fetchPublic('models/breast-cancer-mlp.card.json')),
    ) as ModelCard;
    const made = room();
    const events: TrainingEvent[] = [];
    const trained = await made.train(job({ layers, plan: training }), (event) => {
      events.push(event);
      if (event.event === 'progress' && event.step === 5) made.pause(true);
      if (event.event === 'progress' && event.paused) queueMicrotask(() => made.pause(false));
    });
    expect(trained.card.sha256).toBe(card.sha256);
    expect(trained.onnx).toEqual(await fetchPublic('models/breast-cancer-mlp.onnx'));
    expect(trained.card.accuracy.test).toMatchObject(card.accuracy.test);
    const { low, high } = wilson(card.accuracy.test.correct, card.accuracy.test.n);
    expect(trained.card.accuracy.test.interval).toEqual([low, high]);
    expect(trained.card).toMatchObject({
      status: 'finished',
      dataset: { id: 'breast-cancer', sha256: cancer.sha256 },
      training: { ...training, recipe: { id: 'standard', parameters: {} } },
      engine: { name: 'graph-wasm', threads: 1 },
      parameters: card.parameters,
    });
    expect(events.some((event) => event.event === 'progress' && event.paused)).toBe(true);
    expect(runtime.openSessions).toBe(0);
  });

  it('says how far it is: every epoch once, in order, with held-out figures, and steps that only grow', async () => {
    const events: TrainingEvent[] = [];
    await room().train(job(), (event) => events.push(event));
    expect(events[0]).toMatchObject({
      event: 'started',
      engine: 'graph-wasm',
      reason: 'no-gpu',
      heldOut: cancer.test.count,
    });
    const progress = events.filter((event): event is Progress => event.event === 'progress');
    expect(progress.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([1, 2, 3]);
    for (const { heldOutAccuracy, heldOutLoss } of progress.flatMap(({ epochs }) => epochs)) {
      expect(heldOutAccuracy).toBeGreaterThan(0.3);
      expect(heldOutLoss).toBeGreaterThan(0);
    }
    const steps = progress.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ step: progress[0].steps, secondsLeft: 0 });
    expect(progress.flatMap(({ batches }) => batches).at(-1)?.at).toBe(3);
  });

  it('says after each epoch how well the loss tells as many members as held-out rows apart', async () => {
    // As many rows on either side: nothing is drawn, and the finished model can be asked again.
    const rows = Int32Array.from({ length: cancer.test.count }, (_, row) => row);
    const dataset = { ...cancer, train: subset(cancer.train, rows) };
    const events: TrainingEvent[] = [];
    const { plan } = job();
    const trained = await room().train(job({ dataset, plan: { ...plan, epochs: 6 } }), (event) =>
      events.push(event),
    );
    const epochs = events.flatMap((event) => (event.event === 'progress' ? event.epochs : []));
    expect(epochs.map(({ leak }) => leak?.rows)).toEqual(Array.from({ length: 6 }, () => rows.length));
    const oracle = new ModelOracle(runtime, importModel(trained.onnx));
    const lossesOf = async ({ x, y, count }: Samples) => {
      const logits = await oracle.logits({ data: x, count, shape: dataset.shape });
      return Array.from(y, (label, row) =>
        Math.log1p(Math.exp(logits[2 * row + 1 - label] - logits[2 * row + label])),
      );
    };
    const [members, others] = [await lossesOf(dataset.train), await lossesOf(dataset.test)];
    await oracle.release();
    const right = members.flatMap((a) => others.map((b) => (a < b ? 1 : a === b ? 0.5 : 0)));
    const { auc, low, high } = epochs[5].leak!;
    expect(auc).toBeCloseTo(right.reduce<number>((sum, one) => sum + one, 0) / right.length, 3);
    expect(low).toBeLessThan(auc);
    expect(high).toBeGreaterThan(auc);
  });

  it('draws as many of either side where a recipe takes few members', async () => {
    const events: TrainingEvent[] = [];
    const plan = { ...job().plan, recipe: { id: 'overfit', parameters: { rows: 40 } } };
    await room().train(job({ plan }), (event) => events.push(event));
    const epochs = events.flatMap((event) => (event.event === 'progress' ? event.epochs : []));
    expect(epochs.map(({ leak }) => leak?.rows)).toEqual([40, 40, 40]);
  });

  it('goes on by one step or one epoch while paused, and cancel keeps the whole steps', async () => {
    const made = room();
    const seen: number[] = [];
    const steps = (length: number) => Math.ceil(cancer.train.count / 64) * length;
    const trained = await made.train(job(), (event) => {
      if (event.event === 'started') made.pause(true);
      if (event.event !== 'progress' || !event.paused || seen.includes(event.step)) return;
      seen.push(event.step);
      const next = [() => made.step('step'), () => made.step('epoch'), () => made.cancel()][seen.length - 1];
      setTimeout(next, 1);
    });
    expect(seen).toEqual([1, 2, steps(1)]);
    expect(trained.card).toMatchObject({ status: 'cancelled', steps: steps(1) });
    // Usable at once as a subject.
    const subject = prepareSubject({ model: trained.onnx, target: null, dataset: cancer });
    expect(subject.info.classes).toBe(2);
  });

  it('stops with a sentence when the learning rate is too high, and the room can be used again', async () => {
    const made = room();
    const { plan } = job();
    const wild = {
      ...plan,
      learningRate: 10,
      optimiser: { kind: 'sgd', momentum: 0.99 } as const,
      epochs: 50,
    };
    await expect(made.train(job({ plan: wild }), () => undefined)).rejects.toMatchObject({
      id: 'training.diverged',
    });
    expect((await made.train(job(), () => undefined)).card.status).toBe('finished');
    expect(runtime.openSessions).toBe(0);
  });

  it.each([
    [{ epochs: 0 }, 'training.value'],
    [{ batchSize: 2.5 }, 'training.value'],
    [{ learningRate: NaN }, 'training.value'],
    [{ seed: -1 }, 'training.value'],
    [{ recipe: { id: 'regularised', parameters: { noise: 7 } } }, 'training.value'],
  ])('refuses %j in one sentence', async (wrong, id) => {
    const plan = { ...job().plan, ...wrong };
    await expect(room().train(job({ plan }), () => undefined)).rejects.toMatchObject({ id });
  });

  it('draws what the model decides: along two features it is what the model says of such rows', async () => {
    const pictures: Picture[] = [];
    const made = room();
    const trained = await made.train(job(), (event) => {
      if (event.event === 'picture') pictures.push(event.picture);
    });
    const last = pictures.at(-1)!;
    expect(last.side).toBe(96);
    expect(last.decided.length).toBe(96 * 96);
    expect(Math.min(...last.confidence)).toBeGreaterThanOrEqual(127);
    expect(last.points.label.length).toBe(cancer.test.count);
    const right = last.points.label.filter((label, i) => label === last.points.decided[i]).length;
    expect(right).toBe(trained.card.accuracy.test.correct);
    const before = pictures.length;
    await made.look({ kind: 'components' });
    expect(pictures.length).toBe(before + 1);
    expect(pictures.at(-1)!.view).toEqual({ kind: 'components' });
  });
});

describe('planes through the inputs', () => {
  it('of two features hold the others at their median', () => {
    const plane = planeFor(cancer, { kind: 'features', features: [3, 5] })!;
    const feature = (f: number) =>
      Float32Array.from({ length: cancer.train.count }, (_, i) => cancer.train.x[i * 30 + f]).sort();
    const values = feature(7);
    expect(plane.origin[7]).toBeCloseTo(
      (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2,
      4,
    );
    const row = cancer.train.x.slice(0, 30);
    expect(plane.locate(row)).toEqual([row[3], row[5]]);
    expect(planeFor(cancer, { kind: 'features', features: [3, 3] })).toBeUndefined();
    expect(planeFor(digits, { kind: 'features', features: [3, 5] })).toBeUndefined();
  });

  it('of principal components are orthogonal, and the first spreads the rows most', () => {
    const plane = planeFor(digits, { kind: 'components' })!;
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    expect(dot(plane.first, plane.second)).toBeCloseTo(0, 8);
    expect(dot(plane.first, plane.first)).toBeCloseTo(1, 8);
    const at = Array.from({ length: 1000 }, (_, i) =>
      plane.locate(digits.train.x.subarray(i * 64, (i + 1) * 64)),
    );
    const spread = (axis: 0 | 1) => {
      const mean = at.reduce((sum, place) => sum + place[axis], 0) / at.length;
      return at.reduce((sum, place) => sum + (place[axis] - mean) ** 2, 0) / at.length;
    };
    expect(spread(0)).toBeGreaterThan(spread(1));
    // Any single pixel varies less.
    const pixel = Array.from({ length: 64 }, (_, p) => {
      const values = Array.from({ length: 1000 }, (_, i) => digits.train.x[i * 64 + p]);
      const mean = values.reduce((a, b) => a + b) / 1000;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1000;
    });
    expect(spread(1)).toBeGreaterThan(Math.max(...pixel));
  });

  it('through three samples pass through them', () => {
    const plane = planeFor(digits, { kind: 'samples', classes: [0, 1, 7] })!;
    for (const label of [0, 1, 7]) {
      const at = digits.test.y.indexOf(label);
      const x = digits.test.x.subarray(at * 64, (at + 1) * 64);
      const [a, b] = plane.locate(x);
      plane.origin.forEach((value, i) =>
        expect(value + a * plane.first[i] + b * plane.second[i]).toBeCloseTo(x[i], 5),
      );
    }
    expect(planeFor(digits, { kind: 'samples', classes: [1, 1, 7] })).toBeUndefined();
  });
});

describe('data without a training part', () => {
  const csv = (rows: readonly string[]) =>
    loadFiles([{ name: 'mine.csv', bytes: new TextEncoder().encode(`a,b,label\n${rows.join('\n')}\n`) }]);

  it('are split four to one, class by class, with figures of the part that is trained on', () => {
    const { dataset, split } = trainable(csv(Array.from({ length: 50 }, (_, i) => `${i},${-i},${i % 2}`)));
    expect(split).toBe(true);
    expect([dataset.train.count, dataset.test.count]).toEqual([40, 10]);
    expect([...dataset.test.y].filter((label) => label === 1)).toHaveLength(5);
    const mean = [...dataset.train.x].filter((_, i) => i % 2 === 0).reduce((a, b) => a + b) / 40;
    expect(dataset.kind === 'table' && dataset.stats.mean[0]).toBeCloseTo(mean, 5);
    expect(trainable(cancer)).toEqual({ dataset: cancer, split: false });
  });

  it('are refused in one sentence where there is nothing to learn from', () => {
    expect(() => trainable(csv(['1,2,0', '2,3,1']))).toThrow(/no rows to train on/);
    const one = Array.from({ length: 20 }, (_, i) => `${i},1,${i < 19 ? 0 : 1}`);
    const { train } = csv(one);
    expect(train.count).toBe(0);
    const dataset = csv(one);
    const same = { ...dataset, test: { ...dataset.test, y: dataset.test.y.fill(0) } };
    expect(() => trainable(same)).toThrow(/one class/);
  });
});
