import type { Samples } from '../datasets/types.ts';
import { UserError } from '../messages/index.ts';
import { stream } from '../numeric/random.ts';
import type { AugmentSpec } from './augment.ts';
import { augment } from './augment.ts';
import { equalBatches, updateRunningStatistics } from './steps.ts';
import type { TrainingData } from './data.ts';
import { gather, subset } from './data.ts';
import type { TrainableModel, TrainingEngine } from './engine.ts';
import { drawMasks, dropoutSteps } from './dropout.ts';
import { countCorrect, evaluate } from './evaluate.ts';
import type { Architecture } from './layers.ts';
import { planNetwork } from './network.ts';
import type { Optimiser, OptimiserSpec } from './optimisers.ts';
import { makeOptimiser } from './optimisers.ts';
import type { PrivacyRecord } from './privacy/record.ts';
import type { PreparedRecipe, RecipeSpec } from './recipe.ts';
import { prepareRecipe } from './recipes/index.ts';
import type { ScheduleSpec } from './schedules.ts';
import { scheduleFactor } from './schedules.ts';
import type { Weights } from './weights.ts';
import { copyWeights, initialWeights } from './weights.ts';

/** Everything that decides a trained model besides data and architecture; plain data. */
export interface TrainingPlan {
  readonly recipe: RecipeSpec;
  readonly epochs: number;
  /** Largest batch; an epoch is cut into equal batches. Mean size where a recipe draws each batch by itself. */
  readonly batchSize: number;
  readonly optimiser: OptimiserSpec;
  readonly learningRate: number;
  readonly schedule: ScheduleSpec;
  /** Integer, 0 … 2⁵³−1. */
  readonly seed: number;
  readonly augment?: AugmentSpec;
  /** Ends when the loss on a held-out share of the rows has not fallen for `patience` epochs, and goes back to the best. */
  readonly earlyStop?: { readonly heldOut: number; readonly patience: number };
}

export interface EpochReport {
  readonly epoch: number;
  /** Means over the epoch's own batches, as they were trained on (attacked or shifted where the recipe does so). */
  readonly loss: number;
  readonly accuracy: number;
  readonly heldOutLoss?: number;
  readonly heldOutAccuracy?: number;
}

export interface TrainingProgress {
  /** Steps done, of `steps` in all. */
  readonly step: number;
  readonly steps: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
  /** Of this step's batch. */
  readonly loss: number;
  /** Finished epochs. */
  readonly history: readonly EpochReport[];
}

/** What a host may look at between two steps. */
export interface StepDone {
  /** Its weights are those after the step; calls are allowed until the host's promise settles. */
  readonly model: TrainableModel;
  readonly step: number;
  readonly steps: number;
  /** Of this step's batch. */
  readonly loss: number;
  /** Rows trained on so far, each as often as it was met. */
  readonly samples: number;
  /** Rows of the data that are trained on, ascending. */
  readonly members: Int32Array;
  /** The epoch that the step ended. */
  readonly epoch?: EpochReport;
}

export interface TrainingOptions {
  readonly engine: TrainingEngine;
  readonly architecture: Architecture;
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  /** Where to go on from; fresh from the seed otherwise. Not changed. */
  readonly start?: Weights;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Waited for between steps: here a host pauses, measures, draws. Nothing it may do changes the weights. */
  readonly afterStep?: (done: StepDone) => Promise<void>;
  /** The host's clock, in milliseconds; serves progress only. */
  readonly now?: () => number;
}

export interface TrainingResult {
  /** After `cancelled`, those of the last whole step. */
  readonly weights: Weights;
  readonly status: 'finished' | 'stopped-early' | 'cancelled';
  /** Optimiser steps that the weights have behind them. */
  readonly steps: number;
  readonly history: readonly EpochReport[];
  /** Rows of the data that the weights were trained on, ascending. */
  readonly members: Int32Array;
  /** What differential privacy the steps so far leave the members, where the recipe gives any. */
  readonly privacy?: PrivacyRecord;
}

interface Run {
  readonly options: TrainingOptions;
  readonly recipe: PreparedRecipe;
  readonly model: TrainableModel;
  readonly optimiser: Optimiser;
  readonly members: Int32Array;
  readonly heldOut: Samples | undefined;
  readonly steps: number;
  readonly history: EpochReport[];
  readonly startedAt: number;
  step: number;
  samplesDone: number;
  /** Of the last step's batch. */
  loss: number;
}

function checkPlan({ plan, data }: TrainingOptions): void {
  const whole = (value: number) => Number.isInteger(value) && value >= 1;
  if (!whole(plan.epochs) || !whole(plan.batchSize))
    throw new Error('training: epochs and batch size must be whole');
  if (!(plan.learningRate > 0)) throw new Error('training: the learning rate must be above 0');
  if (data.count === 0) throw new Error('training: there are no rows');
  const share = plan.earlyStop?.heldOut ?? 0.5;
  if (!(share > 0 && share < 1)) throw new Error('training: the held-out share must lie between 0 and 1');
}

/** The rows trained on, and those held out for stopping early. */
function splitRows({ data, plan }: TrainingOptions, recipe: PreparedRecipe): [Int32Array, Int32Array] {
  const all = Int32Array.from({ length: data.count }, (_, row) => row);
  const chosen = recipe.members?.(data.y, data.classes, stream(plan.seed, 'training', 'members')) ?? all;
  if (!plan.earlyStop) return [chosen.slice().sort(), new Int32Array(0)];
  const order = stream(plan.seed, 'training', 'held-out').permutation(chosen.length);
  const shuffled = Int32Array.from(order, (position) => chosen[position]);
  const held = Math.max(1, Math.round(chosen.length * plan.earlyStop.heldOut));
  return [shuffled.slice(held).sort(), shuffled.slice(0, held).sort()];
}

function reportProgress(run: Run, loss: number): void {
  const { onProgress, now } = run.options;
  if (!onProgress) return;
  const seconds = now ? (now() - run.startedAt) / 1000 : NaN;
  onProgress({
    step: run.step,
    steps: run.steps,
    samplesPerSecond: run.samplesDone / seconds,
    secondsLeft: (seconds / run.step) * (run.steps - run.step),
    loss,
    history: run.history,
  });
}

const diverged = (run: Run, epoch: number) =>
  new UserError('training.diverged', { epoch, step: run.step + 1, rate: run.options.plan.learningRate });

/** One step on the given rows: gradients by the recipe, update, running statistics. */
async function takeStep(run: Run, epoch: number, rows: Int32Array, buffer: Float32Array) {
  const { model, recipe, optimiser, steps } = run;
  const { data, plan } = run.options;
  const random = (purpose: string) => stream(plan.seed, 'training', purpose, epoch, run.step);
  const x = gather(data.x, data.space.low.length, rows, buffer);
  if (plan.augment) augment(x, data.shape, plan.augment, random('augment'));
  const labels = Int32Array.from(rows, (row) => data.y[row]);
  const progress = run.step / steps;
  const masks = drawMasks(dropoutSteps(model.network.steps), rows.length, random);
  const batch = { x, count: rows.length, masks };
  const expected = Math.min(plan.batchSize, run.members.length);
  const { space } = data;
  const result = await recipe.gradients({ model, batch, labels, expected, space, progress, random });
  // The weights are still those of the last whole step.
  if (!Number.isFinite(result.loss)) throw diverged(run, epoch);
  optimiser.step(
    model.weights,
    result.gradients,
    plan.learningRate * scheduleFactor(plan.schedule, progress),
  );
  updateRunningStatistics(model.weights, result.statistics);
  model.weightsChanged();
  run.step++;
  run.samplesDone += rows.length;
  run.loss = result.loss;
  return { loss: result.loss, correct: countCorrect(result.logits, labels, data.classes) };
}

async function afterStep(run: Run, epoch?: EpochReport): Promise<void> {
  const { model, step, steps, loss, samplesDone: samples, members } = run;
  await run.options.afterStep?.({ model, step, steps, loss, samples, members, ...(epoch ? { epoch } : {}) });
}

/** Probability with which a member joins a Poisson sample: so that samples have the plan's batch size on average. */
const samplingRate = ({ options, members }: Run): number =>
  Math.min(1, options.plan.batchSize / members.length);

/** The rows of each batch of an epoch. */
function batchesOf(run: Run, epoch: number): Int32Array[] {
  const { members, options, recipe } = run;
  const { seed, batchSize } = options.plan;
  const { length } = members;
  const batches = Math.ceil(length / batchSize);
  if (recipe.sampling === 'poisson') {
    const draws = new Float64Array(length);
    const rate = samplingRate(run);
    return Array.from({ length: batches }, (_, batch) => {
      stream(seed, 'training', 'poisson', epoch, batch).fillUniform(draws);
      return members.filter((_row, at) => draws[at] < rate);
    });
  }
  const order = stream(seed, 'training', 'order', epoch).permutation(length);
  return equalBatches(order, batchSize).map((batch) => batch.map((position) => members[position]));
}

/** One pass over the members; undefined when it was cancelled on the way. */
async function runEpoch(run: Run, epoch: number): Promise<EpochReport | undefined> {
  const { data, signal } = run.options;
  const batches = batchesOf(run, epoch);
  const largest = batches.reduce((most, { length }) => Math.max(most, length), 0);
  const buffer = new Float32Array(largest * data.space.low.length);
  let loss = 0;
  let correct = 0;
  let seen = 0;
  for (const [batch, rows] of batches.entries()) {
    if (signal?.aborted) return undefined;
    const done = await takeStep(run, epoch, rows, buffer);
    loss += done.loss * rows.length;
    correct += done.correct;
    seen += rows.length;
    reportProgress(run, done.loss);
    if (batch < batches.length - 1) await afterStep(run);
  }
  return { epoch, loss: seen > 0 ? loss / seen : 0, accuracy: seen > 0 ? correct / seen : 0 };
}

const everyFinite = (weights: Weights): boolean =>
  [...weights.values()].every((values) => values.every(Number.isFinite));

async function withHeldOut(run: Run, report: EpochReport): Promise<EpochReport> {
  if (!run.heldOut) return report;
  const { loss, accuracy } = await evaluate(run.model, run.heldOut);
  return { ...report, heldOutLoss: loss, heldOutAccuracy: accuracy };
}

async function runEpochs(run: Run): Promise<Pick<TrainingResult, 'weights' | 'status' | 'steps'>> {
  const { plan } = run.options;
  let best = { epoch: 0, loss: Infinity, weights: run.model.weights, step: 0 };
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    const report = await runEpoch(run, epoch);
    if (!report) return { weights: run.model.weights, status: 'cancelled', steps: run.step };
    const full = await withHeldOut(run, report);
    run.history.push(full);
    await afterStep(run, full);
    if (!plan.earlyStop || full.heldOutLoss === undefined) continue;
    if (full.heldOutLoss < best.loss) {
      best = { epoch, loss: full.heldOutLoss, weights: copyWeights(run.model.weights), step: run.step };
    } else if (epoch - best.epoch >= plan.earlyStop.patience) {
      return { weights: best.weights, status: 'stopped-early', steps: best.step };
    }
  }
  if (!everyFinite(run.model.weights)) throw diverged(run, plan.epochs);
  return best.loss < Infinity
    ? { weights: best.weights, status: 'finished', steps: best.step }
    : { weights: run.model.weights, status: 'finished', steps: run.step };
}

async function startRun(
  options: TrainingOptions,
  recipe: PreparedRecipe,
  model: TrainableModel,
): Promise<Run> {
  const { data, plan } = options;
  const [members, heldOut] = splitRows(options, recipe);
  return {
    options,
    recipe,
    model,
    optimiser: makeOptimiser(plan.optimiser),
    members,
    heldOut: heldOut.length > 0 ? subset(data, heldOut) : undefined,
    steps: plan.epochs * Math.ceil(members.length / plan.batchSize),
    history: [],
    startedAt: options.now?.() ?? NaN,
    step: 0,
    samplesDone: 0,
    loss: NaN,
  };
}

/**
 * Trains a network. The weights are a function of plan, architecture, data and engine: order of rows, starting weights and
 * every draw come from the plan's seed. Runs in any thread; a cancel is obeyed between steps and leaves usable weights.
 * @throws Error with a short reason when plan, architecture and data do not fit together.
 * @throws UserError when the recipe cannot be followed with this network or plan, or the loss is no number any more: the learning rate is too high.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { engine, architecture, data, plan, start } = options;
  checkPlan(options);
  const recipe = prepareRecipe(plan.recipe);
  recipe.check?.(architecture, plan);
  const network = planNetwork(architecture);
  if (architecture.classes !== data.classes || architecture.input.join() !== data.shape.join())
    throw new Error('training: the data do not fit the architecture');
  const model = await engine.open(
    architecture,
    start ? copyWeights(start) : initialWeights(network, plan.seed),
  );
  try {
    const run = await startRun(options, recipe, model);
    const ended = await runEpochs(run);
    const { steps } = ended;
    const sampled = { records: run.members.length, rate: samplingRate(run), steps };
    const privacy = recipe.privacy?.(sampled, architecture);
    return { ...ended, history: run.history, members: run.members, ...(privacy ? { privacy } : {}) };
  } finally {
    await model.close();
  }
}
