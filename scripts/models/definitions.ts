import type { Dataset } from '../../src/datasets/types.ts';
import type { ModelCard } from '../../src/training/card.ts';
import { standardisationOf } from '../../src/training/data.ts';
import type { Architecture, Layer, Standardisation } from '../../src/training/layers.ts';
import { conv, dense, dropout, maxPool, relu } from '../../src/training/layers.ts';
import type { TrainingPlan } from '../../src/training/train.ts';

/** Where a card's ε of note comes from: chosen, found on the stored grid, or that of another model. */
export type EpsilonOfNote =
  | number
  /** The smallest number of stored steps at which this model's own accuracy under attack is at most this. */
  | { readonly gridWhereAtMost: number }
  | { readonly like: string };

export interface Definition {
  readonly id: string;
  readonly title: ModelCard['title'];
  readonly dataset: string;
  readonly layers: readonly Layer[];
  /** One mean and one deviation for every feature, chosen; those of the training part otherwise. */
  readonly standardise?: { readonly mean: number; readonly std: number };
  readonly training: TrainingPlan;
  readonly epsilonOfNote: EpsilonOfNote;
}

function chosenStandardisation({ standardise }: Definition, dataset: Dataset): Standardisation | undefined {
  if (!standardise) return undefined;
  const each = (value: number) => new Array<number>(dataset.shape[0]).fill(value);
  return { mean: each(standardise.mean), std: each(standardise.std), chosen: true };
}

export function architectureOf(definition: Definition, dataset: Dataset): Architecture {
  const { layers } = definition;
  const standardise = chosenStandardisation(definition, dataset) ?? standardisationOf(dataset);
  return { input: dataset.shape, classes: dataset.classes, ...(standardise ? { standardise } : {}), layers };
}

const digitsLayers = [
  conv(16, 3, { padding: 1 }),
  relu,
  conv(16, 3, { padding: 1 }),
  relu,
  maxPool(2),
  dense(64),
  relu,
  dense(10),
];

const cosine = { kind: 'cosine' } as const;
const adam = { kind: 'adam' } as const;
const shift = { shift: 1, probability: 0.5 } as const;

const digits: readonly Definition[] = [
  {
    id: 'digits-cnn',
    title: { en: 'Handwritten digits, small CNN', zh: '手写数字小型卷积网络' },
    dataset: 'digits',
    layers: digitsLayers,
    training: {
      recipe: { id: 'standard' },
      epochs: 30,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.004,
      schedule: cosine,
      seed: 1,
      augment: shift,
    },
    epsilonOfNote: 0.15,
  },
  {
    id: 'digits-cnn-overfit',
    title: { en: 'Handwritten digits, CNN that remembers its rows', zh: '手写数字卷积网络（过拟合）' },
    dataset: 'digits',
    layers: digitsLayers,
    training: {
      recipe: { id: 'overfit', parameters: { rows: 100 } },
      epochs: 200,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.004,
      schedule: cosine,
      seed: 2,
    },
    epsilonOfNote: 0.15,
  },
  {
    id: 'digits-cnn-adversarial',
    title: { en: 'Handwritten digits, adversarially trained CNN', zh: '手写数字卷积网络（对抗训练）' },
    dataset: 'digits',
    layers: digitsLayers,
    training: {
      recipe: { id: 'adversarial', parameters: { epsilon: 0.15, steps: 7, relativeStep: 0.35, warmUp: 0.3 } },
      epochs: 60,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.004,
      schedule: cosine,
      seed: 1,
      augment: shift,
    },
    epsilonOfNote: 0.15,
  },
];

const breastCancer: readonly Definition[] = [
  {
    id: 'breast-cancer-mlp',
    title: { en: 'Breast cancer, small MLP', zh: '乳腺癌诊断小型多层感知机' },
    dataset: 'breast-cancer',
    layers: [dense(16), relu, dense(8), relu, dense(2)],
    training: {
      recipe: { id: 'standard' },
      epochs: 30,
      batchSize: 20,
      optimiser: { kind: 'adam', weightDecay: 0.01 },
      learningRate: 0.003,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: 0.5,
  },
  {
    id: 'breast-cancer-mlp-overfit',
    title: { en: 'Breast cancer, MLP that remembers its rows', zh: '乳腺癌诊断多层感知机（过拟合）' },
    dataset: 'breast-cancer',
    layers: [dense(64), relu, dense(64), relu, dense(2)],
    training: {
      recipe: { id: 'overfit', parameters: { rows: 60 } },
      epochs: 100,
      batchSize: 20,
      optimiser: adam,
      learningRate: 0.003,
      schedule: { kind: 'constant' },
      seed: 2,
    },
    epsilonOfNote: 0.5,
  },
];

const strided = { stride: 2, padding: 1 } as const;
const signsLayers = [
  conv(16, 3, strided),
  relu,
  conv(32, 3, strided),
  relu,
  conv(64, 3, strided),
  relu,
  dense(64),
  relu,
  dense(10),
];

const signs: readonly Definition[] = [
  {
    id: 'signs-cnn',
    title: { en: 'Traffic signs, CNN', zh: '交通标志卷积网络' },
    dataset: 'signs',
    layers: signsLayers,
    training: {
      recipe: { id: 'standard' },
      epochs: 12,
      batchSize: 64,
      optimiser: adam,
      learningRate: 0.002,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: { gridWhereAtMost: 0.25 },
  },
  {
    id: 'signs-cnn-adversarial',
    title: { en: 'Traffic signs, adversarially trained CNN', zh: '交通标志卷积网络（对抗训练）' },
    dataset: 'signs',
    layers: signsLayers,
    training: {
      recipe: { id: 'adversarial', parameters: { epsilon: 0.04, steps: 4, relativeStep: 0.5, warmUp: 0.3 } },
      epochs: 10,
      batchSize: 64,
      optimiser: adam,
      learningRate: 0.002,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: { like: 'signs-cnn' },
  },
];

const purchasesLayers = [dense(64), relu, dense(100)];

/** Subjects for membership inference: the same network, remembered by, held back, and trained with a proof. */
const purchases: readonly Definition[] = [
  {
    id: 'purchases-mlp',
    title: { en: 'Purchases, MLP', zh: '购物记录多层感知机' },
    dataset: 'purchases',
    layers: purchasesLayers,
    training: {
      recipe: { id: 'standard' },
      epochs: 12,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.002,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: 0.05,
  },
  {
    id: 'purchases-mlp-overfit',
    title: { en: 'Purchases, MLP that remembers its rows', zh: '购物记录多层感知机（过拟合）' },
    dataset: 'purchases',
    layers: purchasesLayers,
    training: {
      recipe: { id: 'overfit', parameters: { rows: 2500 } },
      epochs: 20,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.002,
      schedule: cosine,
      seed: 2,
    },
    epsilonOfNote: 0.05,
  },
  {
    id: 'purchases-mlp-regularised',
    title: { en: 'Purchases, regularised MLP', zh: '购物记录多层感知机（正则化）' },
    dataset: 'purchases',
    layers: [dense(64), relu, dropout(50), dense(100)],
    training: {
      recipe: { id: 'regularised', parameters: { weightDecay: 0.005, noise: 0 } },
      epochs: 12,
      batchSize: 50,
      optimiser: adam,
      learningRate: 0.002,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: 0.05,
  },
  {
    id: 'purchases-mlp-dp',
    title: { en: 'Purchases, differentially private MLP', zh: '购物记录多层感知机（差分隐私）' },
    dataset: 'purchases',
    layers: [dense(64), { kind: 'activation', function: 'tanh' }, dense(100)],
    standardise: { mean: 0.25, std: 1 },
    training: {
      recipe: { id: 'dp-sgd', parameters: { clip: 1, noise: 2.5 } },
      epochs: 20,
      batchSize: 1000,
      optimiser: { kind: 'sgd', momentum: 0.9 },
      learningRate: 0.5,
      schedule: cosine,
      seed: 1,
    },
    epsilonOfNote: 0.05,
  },
];

/** Every bundled model, in the order in which they are made and listed. */
export const definitions: readonly Definition[] = [...digits, ...breastCancer, ...signs, ...purchases];
