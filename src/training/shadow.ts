import { habitFor, type DataLook } from './habits.ts';
import { gather, subset, type TrainingData } from './data.ts';
import type { TrainingBatch, TrainingEngine } from './engine.ts';
import type { Architecture, Standardisation } from './layers.ts';
import { presetsFor } from './presets.ts';
import { recipes } from './recipes/index.ts';
import type { StepDone, TrainingPlan } from './train.ts';
import { train } from './train.ts';
import type { Weights } from './weights.ts';

/** How a model came about, as far as shadows imitate it. */
export interface ShadowRecipe {
  readonly architecture: Architecture;
  /** Its seed is replaced. */
  readonly plan: TrainingPlan;
}

export interface ShadowOptions extends ShadowRecipe {
  readonly engine: TrainingEngine;
  readonly data: TrainingData;
  /** Rows of `data` to train on, ascending. */
  readonly rows: Int32Array;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Waited for between steps, as `train` does. */
  readonly afterStep?: (done: StepDone) => Promise<void>;
}

export interface Shadow {
  /** Rows that it was trained on, ascending: those given, less what a plan holds out for stopping early. */
  readonly members: Int32Array;
  readonly weights: Weights;
  /** count × classes, for any records of the data's shape. */
  logits(records: TrainingBatch): Promise<Float32Array>;
  /** The same for rows of the data. */
  logitsOfRows(rows: Int32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Records whose logits are asked for at once: bounds memory. */
const batchSize = 256;

/** The plan on all rows that it is given: recipes that choose rows of their own are told to take them all. */
function onEveryRow(plan: TrainingPlan, count: number, seed: number): TrainingPlan {
  const { id, parameters } = plan.recipe;
  const chooses = recipes.some((recipe) => recipe.id === id && 'rows' in recipe.defaults);
  return chooses
    ? { ...plan, seed, recipe: { id, parameters: { ...parameters, rows: count } } }
    : { ...plan, seed };
}

async function logitsInParts(
  count: number,
  classes: number,
  part: (from: number, to: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const logits = new Float32Array(count * classes);
  for (let from = 0; from < count; from += batchSize) {
    const to = Math.min(from + batchSize, count);
    logits.set(await part(from, to), from * classes);
  }
  return logits;
}

/**
 * A model trained like another one, on rows of our choosing (Shokri et al. 2017): what it says of rows that it saw and of rows that it
 * did not is what an attack learns from. A function of recipe, data, rows, seed and engine.
 * @throws whatever `signal` was aborted with, after the step under way.
 * @throws UserError and Error as `train` does.
 */
export async function trainShadow(options: ShadowOptions): Promise<Shadow> {
  const { engine, architecture, plan, data, rows, seed, signal, afterStep } = options;
  const result = await train({
    engine,
    architecture,
    plan: onEveryRow(plan, rows.length, seed),
    data: { ...data, ...subset(data, rows) },
    ...(signal ? { signal } : {}),
    ...(afterStep ? { afterStep } : {}),
  });
  signal?.throwIfAborted();
  const model = await engine.open(architecture, result.weights);
  const size = data.space.low.length;
  const { classes } = architecture;
  const buffer = new Float32Array(batchSize * size);
  return {
    members: result.members.map((at) => rows[at]),
    weights: result.weights,
    logits: ({ x, count }) =>
      logitsInParts(count, classes, (from, to) =>
        model.logits({ x: x.subarray(from * size, to * size), count: to - from }),
      ),
    logitsOfRows: (wanted) =>
      logitsInParts(wanted.length, classes, (from, to) =>
        model.logits({ x: gather(data.x, size, wanted.subarray(from, to), buffer), count: to - from }),
      ),
    close: () => model.close(),
  };
}

/**
 * The recipe for shadows of a model of which nothing but its data is known: the network and plan that such data usually begin with. A
 * guess, to be declared as one: an attack that fails with it is no evidence of safety.
 */
export function guessRecipe(look: DataLook & { readonly standardise?: Standardisation }): ShadowRecipe {
  const { kind, shape, classes, standardise } = look;
  const [{ layers }] = presetsFor({ input: shape, classes });
  const { plan, shift } = habitFor(look);
  const { epochs, batchSize, learningRate, weightDecay } = plan;
  return {
    architecture: { input: shape, classes, ...(standardise ? { standardise } : {}), layers },
    plan: {
      recipe: { id: 'standard' },
      epochs,
      batchSize,
      learningRate,
      optimiser: { kind: 'adam', ...(weightDecay > 0 ? { weightDecay } : {}) },
      schedule: { kind: 'cosine' },
      seed: 0,
      ...(shift && kind === 'image' ? { augment: { shift: 1, probability: 0.5 } } : {}),
    },
  };
}
