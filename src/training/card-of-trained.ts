import type { Dataset } from '../datasets/types.ts';
import { sha256Hex } from '../numeric/hash.ts';
import { wilson } from '../numeric/intervals.ts';
import type { Counted, ModelCard } from './card.ts';
import type { Architecture } from './layers.ts';
import { isTrainable, planNetwork } from './network.ts';
import { prepareRecipe } from './recipes/index.ts';
import type { TrainingPlan, TrainingResult } from './train.ts';

/** A rate with its Wilson interval (95 %). */
export interface CountedWithInterval extends Counted {
  readonly interval: readonly [number, number];
}

/** What a model trained by a person is and how it came about: the same plan, data and engine give the same bytes. */
export type TrainedCard = Omit<ModelCard, 'accuracy' | 'epsilonOfNote' | 'robustness' | 'madeFrom'> & {
  readonly status: TrainingResult['status'];
  /** Optimiser steps behind the weights. */
  readonly steps: number;
  readonly accuracy: {
    readonly train: CountedWithInterval;
    readonly test: CountedWithInterval;
    readonly otherTrain?: CountedWithInterval;
  };
};

export interface TrainedFacts {
  readonly onnx: Uint8Array;
  readonly dataset: Dataset;
  readonly architecture: Architecture;
  readonly plan: TrainingPlan;
  readonly result: TrainingResult;
  readonly engine: ModelCard['engine'];
  readonly accuracy: ModelCard['accuracy'];
}

const withInterval = (counted: Counted): CountedWithInterval => {
  const { low, high } = wilson(counted.correct, counted.n);
  return { ...counted, interval: [low, high] };
};

/** The plan with every parameter of its recipe written out. */
function completePlan(plan: TrainingPlan): TrainingPlan {
  const { id, parameters } = prepareRecipe(plan.recipe);
  return { ...plan, recipe: { id, parameters } };
}

export function cardOfTrained(facts: TrainedFacts): TrainedCard {
  const { onnx, dataset, architecture, plan, result, engine, accuracy } = facts;
  const sha256 = sha256Hex(onnx);
  const id = `trained-${sha256.slice(0, 8)}`;
  const trained = planNetwork(architecture).weights.filter(isTrainable);
  return {
    schemaVersion: 1,
    id,
    title: {
      en: `${dataset.id}, ${plan.recipe.id}, trained here`,
      zh: `${dataset.id}，${plan.recipe.id}，本页训练`,
    },
    file: `${id}.onnx`,
    bytes: onnx.length,
    sha256,
    dataset: { id: dataset.id, sha256: dataset.sha256 },
    input: { shape: dataset.shape, range: dataset.kind === 'image' ? dataset.range : 'raw' },
    classes: dataset.classes,
    parameters: trained.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    architecture,
    training: completePlan(plan),
    engine,
    ...(result.members.length < dataset.train.count ? { members: [...result.members] } : {}),
    ...(result.privacy ? { privacy: result.privacy } : {}),
    status: result.status,
    steps: result.steps,
    accuracy: {
      train: withInterval(accuracy.train),
      test: withInterval(accuracy.test),
      ...(accuracy.otherTrain ? { otherTrain: withInterval(accuracy.otherTrain) } : {}),
    },
  };
}
