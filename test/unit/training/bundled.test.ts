import { readFile, readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { definitions } from '../../../scripts/models/definitions.ts';
import { workshop } from '../../../scripts/models/main.ts';
import { makeModel } from '../../../scripts/models/make.ts';
import { robustness, subjectOf } from '../../../scripts/models/robustness.ts';
import { loadDatasetCard } from '../../../src/datasets/bundled.ts';
import type { Dataset, Samples } from '../../../src/datasets/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { UserError } from '../../../src/messages/index.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { listTargets, loadTarget } from '../../../src/training/bundled.ts';
import { subset } from '../../../src/training/data.ts';
import { countCorrect } from '../../../src/training/evaluate.ts';
import { privacySpent } from '../../../src/training/privacy/accountant.ts';
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

/** What models of the harder sets reach; the others reach 94 %. */
const leastAccuracy: Readonly<Record<string, number>> = {
  'signs-cnn': 0.97,
  'signs-cnn-adversarial': 0.85,
  'purchases-mlp': 0.7,
  'purchases-mlp-regularised': 0.7,
  'purchases-mlp-dp': 0.5,
};

/** Each sample's cross-entropy. */
async function lossesOf(oracle: ModelOracle, { x, y, count }: Samples, shape: readonly number[]) {
  const { classes } = oracle;
  const logits = await oracle.logits({ data: x, count, shape });
  return Array.from({ length: count }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const top = Math.max(...own);
    return top + Math.log(own.reduce((sum, value) => sum + Math.exp(value - top), 0)) - own[y[row]];
  });
}

/** Share of pairs in which the member has the smaller loss, ties by half (Mann and Whitney). */
function lossAuc(members: readonly number[], others: readonly number[]): number {
  const sorted = [...others].sort((a, b) => a - b);
  const count = (below: (value: number) => boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (below(sorted[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = members.reduce((sum, loss) => {
    const smaller = count((value) => value < loss);
    const equal = count((value) => value <= loss) - smaller;
    return sum + sorted.length - smaller - equal / 2;
  }, 0);
  return wins / (members.length * others.length);
}

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
        expect(test.accuracy).toBeGreaterThanOrEqual(leastAccuracy[id] ?? 0.94);
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

  it.each([
    ['purchases-mlp-overfit', 0.8, 0.97],
    ['purchases-mlp', 0.58, 0.8],
    ['purchases-mlp-regularised', 0.52, 0.8],
    ['purchases-mlp-dp', 0.48, 0.56],
  ] as const)('%s: losses tell members from others as well as it is meant to show', async (id, low, high) => {
    const { card, oracle, dataset } = await opened(id);
    const members = card.members ? subset(dataset.train, Int32Array.from(card.members)) : dataset.train;
    const inside = await lossesOf(oracle, members, dataset.shape);
    const outside = await lossesOf(oracle, dataset.test, dataset.shape);
    const auc = lossAuc(inside, outside);
    expect(auc).toBeGreaterThan(low);
    expect(auc).toBeLessThan(high);
  });

  it('purchases: the card of the data states what its models reach', async () => {
    const card = await loadDatasetCard('purchases', fetchBytes);
    if (card.form !== 'generated-table') throw new Error('purchases are a generated table');
    const ids = definitions.filter(({ dataset }) => dataset === 'purchases').map(({ id }) => id);
    expect(card.overlap.models.map(({ id }) => id)).toEqual(ids);
    for (const { id, ...accuracies } of card.overlap.models) {
      const { train, test } = (await loadTarget(id, fetchBytes)).card.accuracy;
      expect(accuracies).toEqual({ train: train.accuracy, test: test.accuracy });
    }
  });

  it('purchases: remembered by heart, and private to what the card says', async () => {
    const overfit = (await loadTarget('purchases-mlp-overfit', fetchBytes)).card;
    expect(overfit.accuracy.train.accuracy).toBeGreaterThanOrEqual(0.99);
    expect(overfit.accuracy.test.accuracy).toBeGreaterThan(0.55);
    expect(overfit.accuracy.test.accuracy).toBeLessThan(0.8);
    const { privacy, training } = (await loadTarget('purchases-mlp-dp', fetchBytes)).card;
    expect(privacy?.epsilon).toBeLessThanOrEqual(8);
    expect(privacy?.delta).toBe(1e-5);
    expect(privacy?.notCounted).toEqual(['tuning', 'seed']);
    const { noise } = training.recipe.parameters ?? {};
    expect(privacy?.epsilon).toBe(
      privacySpent({ rate: 0.1, noise, steps: 10 * training.epochs }, 1e-5).epsilon,
    );
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
