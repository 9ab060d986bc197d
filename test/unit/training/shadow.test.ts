import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import type { TrainingData } from '../../../src/training/data.ts';
import { standardisationOf, subset, trainingData } from '../../../src/training/data.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { countCorrect } from '../../../src/training/evaluate.ts';
import { guessRecipe, trainShadow, type ShadowRecipe } from '../../../src/training/shadow.ts';
import { train } from '../../../src/training/train.ts';
import { definitions, architectureOf } from '../../../scripts/models/definitions.ts';
import { fetchPublic } from '../../support/public-files.ts';

const runtime = createWasmRuntime();
const engine = graphEngine(runtime);
let data: TrainingData;
let guess: ShadowRecipe;
let overfit: ShadowRecipe;
const rows = Int32Array.from({ length: 150 }, (_, i) => 2 * i);

beforeAll(async () => {
  const dataset = await loadBundled('breast-cancer', fetchPublic);
  data = trainingData(dataset);
  guess = guessRecipe({ ...dataset, standardise: standardisationOf(dataset) });
  const definition = definitions.find(({ id }) => id === 'breast-cancer-mlp-overfit')!;
  overfit = {
    architecture: architectureOf(definition, dataset),
    plan: { ...definition.training, epochs: 3 },
  };
});

afterAll(() => expect(runtime.openSessions).toBe(0));

describe('shadows', () => {
  it('are what training on those rows with that seed gives, on all of them whatever the recipe would choose', async () => {
    const shadow = await trainShadow({ engine, ...overfit, data, rows, seed: 9 });
    expect(shadow.members).toEqual(rows);
    const { weights } = await train({
      engine,
      architecture: overfit.architecture,
      plan: { ...overfit.plan, seed: 9, recipe: { id: 'standard' } },
      data: { ...data, ...subset(data, rows) },
    });
    expect(shadow.weights).toEqual(weights);
    await shadow.close();
  });

  it('answer for rows and for records, in parts of any number', async () => {
    const shadow = await trainShadow({ engine, ...guess, data, rows, seed: 3 });
    const all = Int32Array.from({ length: data.count }, (_, row) => row);
    const logits = await shadow.logitsOfRows(all);
    expect(await shadow.logits({ x: data.x, count: data.count })).toEqual(logits);
    expect(countCorrect(logits, data.y, data.classes) / data.count).toBeGreaterThan(0.9);
    await shadow.close();
  });

  it('name their members where rows are held out for stopping early', async () => {
    const plan = { ...guess.plan, epochs: 2, earlyStop: { heldOut: 0.2, patience: 5 } };
    const shadow = await trainShadow({ engine, ...guess, plan, data, rows, seed: 3 });
    expect(shadow.members).toHaveLength(120);
    expect([...shadow.members].every((row) => rows.includes(row))).toBe(true);
    await shadow.close();
  });

  it('stop when they are told to, and leave nothing open', async () => {
    const stop = new AbortController();
    const afterStep = async () => stop.abort(new Error('enough'));
    const { signal } = stop;
    await expect(trainShadow({ engine, ...guess, data, rows, seed: 3, signal, afterStep })).rejects.toThrow(
      'enough',
    );
    expect(runtime.openSessions).toBe(0);
  });
});

describe('the guessed recipe', () => {
  it('is that of the bundled model of such data', () => {
    for (const [id, look] of [
      ['digits-cnn', { kind: 'image', shape: [1, 8, 8], classes: 10 }],
      ['signs-cnn', { kind: 'image', shape: [3, 32, 32], classes: 10 }],
      ['breast-cancer-mlp', { kind: 'table', shape: [30], classes: 2 }],
      ['purchases-mlp', { kind: 'table', shape: [600], classes: 100 }],
    ] as const) {
      const { layers, training } = definitions.find((known) => known.id === id)!;
      const { architecture, plan } = guessRecipe(look);
      expect(architecture).toEqual({ input: look.shape, classes: look.classes, layers });
      expect(plan).toEqual({ ...training, seed: 0 });
    }
  });
});
