import { readFile, readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { definitions } from '../../../scripts/models/definitions.ts';
import { workshop } from '../../../scripts/models/main.ts';
import { makeModel } from '../../../scripts/models/make.ts';
import { robustness, subjectOf } from '../../../scripts/models/robustness.ts';
import type { Dataset } from '../../../src/datasets/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { UserError } from '../../../src/messages/index.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { listTargets, loadTarget } from '../../../src/training/bundled.ts';
import { countCorrect } from '../../../src/training/evaluate.ts';
import type { Weights } from '../../../src/training/weights.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fetchBytes = async (path: string) => new Uint8Array(await readFile(`${root}public/${path}`));
const shop = workshop(root, () => undefined);

const datasets = new Map<string, Promise<Dataset>>();
const datasetOf = (id: string) => {
  const dataset = datasets.get(id) ?? shop.dataset(id);
  datasets.set(id, dataset);
  return dataset;
};

const oracles: ModelOracle[] = [];
afterAll(async () => {
  for (const oracle of oracles) await oracle.release();
  expect(shop.runtime.openSessions).toBe(0);
});

async function opened(id: string) {
  const { card, bytes } = await loadTarget(id, fetchBytes);
  const model = importModel(bytes);
  const oracle = new ModelOracle(shop.runtime, model);
  oracles.push(oracle);
  return { card, model, oracle, dataset: await datasetOf(card.dataset.id) };
}

/** Weights as the file holds them, by name. */
const weightsOf = (constants: ReadonlyMap<string, { readonly data: unknown }>): Weights =>
  new Map(
    [...constants].flatMap(([name, { data }]) =>
      data instanceof Float32Array ? [[name, data] as const] : [],
    ),
  );

describe('the bundled models', () => {
  it('are those of the definitions, with nothing beside them, under 5 MB in all', async () => {
    const targets = await listTargets(fetchBytes);
    const ids = definitions.map(({ id }) => id);
    expect(targets.map(({ id }) => id)).toEqual(ids);
    const files = await readdir(`${root}public/models`);
    expect(files.sort()).toEqual(
      [...ids.flatMap((id) => [`${id}.onnx`, `${id}.card.json`]), 'index.json'].sort(),
    );
    const sizes = await Promise.all(
      files.map(async (file) => (await stat(`${root}public/models/${file}`)).size),
    );
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(5e6);
  });

  it.each(definitions)('$id: card, file, data and definition belong together', async (definition) => {
    const { card, model, dataset } = await opened(definition.id);
    expect(card.dataset).toEqual({ id: definition.dataset, sha256: dataset.sha256 });
    expect(card.training).toMatchObject({
      ...definition.training,
      recipe: { id: definition.training.recipe.id },
    });
    expect(card.training.recipe.parameters).toMatchObject(definition.training.recipe.parameters ?? {});
    expect(card.architecture.layers).toEqual(definition.layers);
    expect(model.input.sampleShape).toEqual(dataset.shape);
    expect(model.classes).toBe(dataset.classes);
    expect(model.notDifferentiable).toEqual([]);
    expect([card.title.en, card.title.zh].every((title) => title.length > 0)).toBe(true);
  });

  it.each(definitions)(
    '$id: the accuracies of the card are those of the file, and high enough',
    async ({ id }) => {
      const { card, oracle, dataset } = await opened(id);
      const { x, y, count } = dataset.test;
      const logits = await oracle.logits({ data: x, count, shape: dataset.shape });
      const correct = countCorrect(logits, y, oracle.classes);
      expect(card.accuracy.test).toEqual({ correct, n: count, accuracy: correct / count });
      const { train, test } = card.accuracy;
      if (card.training.recipe.id === 'overfit') {
        expect(train.accuracy).toBe(1);
        expect(train.n).toBe(card.members?.length);
        expect(train.accuracy - test.accuracy).toBeGreaterThanOrEqual(0.05);
      } else {
        const least = id === 'signs-cnn' ? 0.97 : id === 'signs-cnn-adversarial' ? 0.85 : 0.94;
        expect(test.accuracy).toBeGreaterThanOrEqual(least);
      }
    },
  );

  it('tell apart what adversarial training gains, on the first 100 digits', async () => {
    const left: Record<string, number> = {};
    for (const id of ['digits-cnn', 'digits-cnn-adversarial']) {
      const { card, model, dataset } = await opened(id);
      const subject = subjectOf(shop.runtime, card.architecture, weightsOf(model.graph.constants), dataset);
      oracles.push(subject.oracle);
      const [figure] = await robustness(subject, [card.epsilonOfNote], 100);
      left[id] = figure.accuracy;
    }
    expect(left['digits-cnn']).toBeLessThanOrEqual(0.3);
    expect(left['digits-cnn-adversarial']).toBeGreaterThanOrEqual(0.55);
  });

  it('are remade byte for byte: breast-cancer-mlp', async () => {
    const definition = definitions.find(({ id }) => id === 'breast-cancer-mlp')!;
    const { onnx, card } = await makeModel(definition, shop);
    const { card: bundledCard, bytes } = await loadTarget('breast-cancer-mlp', fetchBytes);
    expect(onnx).toEqual(bytes);
    expect(card).toEqual(bundledCard);
  });
});

describe('loadTarget', () => {
  it('says which targets there are when asked for another', async () => {
    await expect(loadTarget('imagenet', fetchBytes)).rejects.toMatchObject({
      name: 'UserError',
      id: 'training.no-target',
      values: { id: 'imagenet', known: definitions.map(({ id }) => id).join(', ') },
    });
  });

  it.each(['models/digits-cnn.onnx', 'models/digits-cnn.card.json', 'models/index.json'])(
    'refuses a changed %s',
    async (changed) => {
      const tampered = async (path: string) => {
        const bytes = await fetchBytes(path);
        if (path === changed) bytes[bytes.length >> 1] ^= 0x80;
        return bytes;
      };
      await expect(loadTarget('digits-cnn', tampered)).rejects.toThrow(UserError);
    },
  );
});
