import { UserError } from '../messages/index.ts';
import { stream } from '../numeric/random.ts';
import { gather } from './data.ts';
import { drawMasks, dropoutSteps } from './dropout.ts';
import type { Targets, TrainableModel, TrainingBatch, TrainingEngine } from './engine.ts';
import type { Architecture } from './layers.ts';
import { planNetwork } from './network.ts';
import { makeOptimiser } from './optimisers.ts';
import { equalBatches, updateRunningStatistics } from './steps.ts';
import { initialWeights, type Weights } from './weights.ts';

/** Plain data. The learning rate stays as it is. */
export interface FitPlan {
  /** Optimiser steps, however many rows there are. */
  readonly steps: number;
  /** Largest batch; each pass over the rows is cut into equal batches. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Integer, 0 … 2⁵³−1: starting weights, order and every draw. */
  readonly seed: number;
}

export interface FitOptions {
  readonly engine: TrainingEngine;
  readonly architecture: Architecture;
  readonly inputs: TrainingBatch;
  /** A class of each input, or a probability of each input and class. */
  readonly targets: Targets;
  readonly plan: FitPlan;
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (step: number) => void;
}

function targetsAt(targets: Targets, classes: number, rows: Int32Array): Targets {
  if (targets instanceof Int32Array) return rows.map((row) => targets[row]);
  return gather(targets, classes, rows, new Float32Array(rows.length * classes));
}

async function takeSteps(model: TrainableModel, options: FitOptions): Promise<void> {
  const { architecture, inputs, targets, plan, signal, onStep } = options;
  const { steps, batchSize, learningRate, seed } = plan;
  const size = inputs.x.length / inputs.count;
  const optimiser = makeOptimiser({ kind: 'adam' });
  const layers = dropoutSteps(model.network.steps);
  let step = 0;
  for (let pass = 0; step < steps; pass++) {
    const order = stream(seed, 'fit', 'order', pass).permutation(inputs.count);
    for (const rows of equalBatches(order, batchSize)) {
      if (step === steps) return;
      signal?.throwIfAborted();
      const x = gather(inputs.x, size, rows, new Float32Array(rows.length * size));
      const masks = drawMasks(layers, rows.length, (purpose) => stream(seed, 'fit', purpose, step));
      const wanted = targetsAt(targets, architecture.classes, rows);
      const result = await model.lossAndGradients({ x, count: rows.length, masks }, wanted);
      if (!Number.isFinite(result.loss))
        throw new UserError('training.diverged', { epoch: pass + 1, step: step + 1, rate: learningRate });
      optimiser.step(model.weights, result.gradients, learningRate);
      updateRunningStatistics(model.weights, result.statistics);
      model.weightsChanged();
      step++;
      onStep?.(step);
    }
  }
}

/**
 * A network trained by Adam to give the targets, from fresh weights and for a fixed number of steps: what a copy of a model learns
 * from its answers. A function of architecture, inputs, targets, plan and engine.
 * @throws whatever `signal` was aborted with, between two steps
 * @throws UserError when the loss is no number any more
 */
export async function fit(options: FitOptions): Promise<Weights> {
  const { engine, architecture, inputs, plan } = options;
  if (inputs.count === 0) throw new Error('fit: there are no rows');
  const weights = initialWeights(planNetwork(architecture), plan.seed);
  const model = await engine.open(architecture, weights);
  try {
    await takeSteps(model, options);
    return model.weights;
  } finally {
    await model.close();
  }
}
