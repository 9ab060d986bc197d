import { sameCopyOf } from '../../attacks/membership/copies.ts';
import type { Dataset, Samples } from '../../datasets/types.ts';
import { halves } from '../../numeric/calibration.ts';
import { stream } from '../../numeric/random.ts';
import type { TrainingData } from '../../training/data.ts';
import { inputSpace, subset } from '../../training/data.ts';
import type { TrainingEngine } from '../../training/engine.ts';
import type { Architecture } from '../../training/layers.ts';
import { dense, relu } from '../../training/layers.ts';
import type { TrainingPlan } from '../../training/train.ts';
import { trainShadow, type ShadowRecipe } from '../../training/shadow.ts';
import { train } from '../../training/train.ts';
import type { Weights } from '../../training/weights.ts';

/** Samples of one pass. */
const BATCH = 500;

interface Work {
  readonly engine: TrainingEngine;
  readonly signal: AbortSignal;
  /** Share done, 0 … 1. */
  progress(done: number): void;
}

/** count × classes, in the inference form. */
async function logitsOf(
  { engine, signal }: Work,
  architecture: Architecture,
  weights: Weights,
  { x, count }: Samples,
): Promise<Float32Array> {
  const model = await engine.open(architecture, weights);
  const size = x.length / Math.max(1, count);
  const logits = new Float32Array(count * architecture.classes);
  try {
    for (let from = 0; from < count; from += BATCH) {
      signal.throwIfAborted();
      const to = Math.min(from + BATCH, count);
      const rows = { x: x.subarray(from * size, to * size), count: to - from };
      logits.set(await model.logits(rows), from * architecture.classes);
    }
    return logits;
  } finally {
    await model.close();
  }
}

async function trained(
  work: Work,
  architecture: Architecture,
  plan: TrainingPlan,
  data: TrainingData,
): Promise<Weights> {
  const { engine, signal } = work;
  const { weights } = await train({
    engine,
    architecture,
    data,
    plan,
    signal,
    onProgress: ({ step, steps }) => work.progress((0.95 * step) / steps),
  });
  signal.throwIfAborted();
  return weights;
}

/**
 * A model of the same recipe on other rows, and what it says of all records.
 * @param rows positions among the records that it is trained on
 * @param seed of the training: starting weights, order and every draw
 * @param copies how many of each record's copies it is asked about, too
 * @returns what it was trained on, count × classes logits, and the same of each copy
 */
export async function shadowOf(
  { engine, signal, progress }: Work,
  recipe: ShadowRecipe,
  dataset: Dataset,
  records: Samples,
  rows: Int32Array,
  seed: number,
  copies = 0,
): Promise<{ members: Int32Array; logits: Float32Array; copyLogits: Float32Array[] }> {
  const { shape, classes } = dataset;
  const data = { ...records, shape, classes, space: inputSpace(dataset) };
  const shadow = await trainShadow({
    ...recipe,
    engine,
    data,
    rows,
    seed,
    signal,
    afterStep: async ({ step, steps }) => progress((0.95 * step) / steps),
  });
  try {
    const copyLogits: Float32Array[] = [];
    for (let copy = 0; copy < copies; copy++) {
      signal.throwIfAborted();
      copyLogits.push(await shadow.logits({ x: sameCopyOf(records.x, shape, copy), count: records.count }));
    }
    return { members: shadow.members, logits: await shadow.logits(records), copyLogits };
  } finally {
    await shadow.close();
  }
}

/** Passes over the rows are chosen so that a network of this size settles: at least this many steps. */
const STEPS = 400;
const PLAN: Omit<TrainingPlan, 'epochs' | 'seed'> = {
  recipe: { id: 'standard' },
  batchSize: 64,
  optimiser: { kind: 'adam' },
  learningRate: 0.003,
  schedule: { kind: 'cosine' },
};

/** Each record's input and label as one row: what can be known without the model. */
function withLabels({ x, y, count }: Samples, classes: number): Float32Array {
  const size = x.length / count;
  const rows = new Float32Array(count * (size + classes));
  for (let i = 0; i < count; i++) {
    rows.set(x.subarray(i * size, (i + 1) * size), i * (size + classes));
    rows[i * (size + classes) + size + y[i]] = 1;
  }
  return rows;
}

/**
 * How well members are told from non-members without the model: a small network on inputs and labels, trained on one half of the
 * records and asked about the other, both ways round.
 * @param members count; 1 for members
 * @returns count log-odds of membership
 */
export async function scoresWithoutModel(
  work: Work,
  dataset: Dataset,
  records: Samples,
  members: Int32Array,
  seed: number,
): Promise<Float64Array> {
  const x = withLabels(records, dataset.classes);
  const size = x.length / records.count;
  const all = { x, y: members, count: records.count };
  const architecture: Architecture = { input: [size], classes: 2, layers: [dense(32), relu, dense(2)] };
  const bound = (value: number) => new Float32Array(size).fill(value);
  const space = { low: bound(-Infinity), high: bound(Infinity), unit: bound(1) };
  const scores = new Float64Array(records.count);
  const half = halves(members, stream(seed, 'membership', 'halves'));
  const rowsOf = (wanted: number) => Int32Array.from(half.keys()).filter((row) => half[row] === wanted);
  for (const turn of [0, 1]) {
    const [known, asked] = [rowsOf(turn), rowsOf(1 - turn)];
    const epochs = Math.ceil(STEPS / Math.ceil(known.length / PLAN.batchSize));
    const data = { ...subset(all, known), shape: [size], classes: 2, space };
    const part = { ...work, progress: (done: number) => work.progress((turn + done) / 2) };
    const weights = await trained(part, architecture, { ...PLAN, epochs, seed }, data);
    const logits = await logitsOf(work, architecture, weights, subset(all, asked));
    asked.forEach((record, at) => (scores[record] = logits[2 * at + 1] - logits[2 * at]));
  }
  return scores;
}
