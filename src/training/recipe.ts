import type { Stream } from '../numeric/random.ts';
import type { InputSpace } from './data.ts';
import type { LossAndGradients, TrainableModel, TrainingBatch } from './engine.ts';
import type { Architecture } from './layers.ts';
import type { PrivacyRecord } from './privacy/record.ts';
import type { TrainingPlan } from './train.ts';

/** What a recipe sees of one step. */
export interface StepContext {
  readonly model: TrainableModel;
  /** Empty at times where batches are Poisson samples. */
  readonly batch: TrainingBatch;
  readonly labels: Int32Array;
  /** Mean size of the run's batches. */
  readonly expected: number;
  readonly space: InputSpace;
  /** Share of all steps done before this one, 0 … 1. */
  readonly progress: number;
  /** Seeded draws of this step for a purpose. */
  random(purpose: string): Stream;
}

/** Figures by name. */
type Figures<P> = { readonly [K in keyof P]: number };

/** Between which values a parameter is offered; wider ones may still make sense. */
export interface ParameterRange {
  readonly min: number;
  readonly max: number;
  /** Distance of neighbouring proposals; 1 for whole numbers. */
  readonly step: number;
}

/** How rows were drawn over a run, as an accountant takes it. */
export interface SampledRun {
  readonly records: number;
  /** Probability with which a row joins a batch. */
  readonly rate: number;
  readonly steps: number;
}

/** A way of training, written over "loss and weight gradients of a batch" so that every engine can follow it. */
export interface Recipe<P extends Figures<P>> {
  readonly id: string;
  readonly defaults: P;
  readonly ranges: { readonly [K in keyof P]: ParameterRange };
  /** Why the parameters make no sense, in a few words; undefined when they do. */
  fault?(parameters: P): string | undefined;
  /** The rows that are trained on; all of them where absent. */
  members?(labels: Int32Array, classes: number, parameters: P, random: Stream): Int32Array;
  /** Batches are Poisson samples: each row joins one by itself with the same probability. Equal parts of a random order where absent. */
  readonly sampling?: 'poisson';
  /** @throws UserError when the recipe cannot be followed with this network or plan. */
  check?(architecture: Architecture, plan: TrainingPlan): void;
  /** What differential privacy a run leaves its records; absent where it gives none. */
  privacy?(run: SampledRun, architecture: Architecture, parameters: P): PrivacyRecord;
  /** The gradients that the optimiser then follows. */
  gradients(context: StepContext, parameters: P): Promise<LossAndGradients>;
}

/** A recipe with its parameters, as plans and cards hold it. */
export interface RecipeSpec {
  readonly id: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A recipe bound to checked parameters. */
export interface PreparedRecipe {
  readonly id: string;
  /** All of them, defaults filled in. */
  readonly parameters: Readonly<Record<string, number>>;
  members?(labels: Int32Array, classes: number, random: Stream): Int32Array;
  readonly sampling?: 'poisson';
  check?(architecture: Architecture, plan: TrainingPlan): void;
  privacy?(run: SampledRun, architecture: Architecture): PrivacyRecord;
  gradients(context: StepContext): Promise<LossAndGradients>;
}

/** A recipe as the registry holds it. */
export interface RegisteredRecipe {
  readonly id: string;
  readonly defaults: Readonly<Record<string, number>>;
  readonly ranges: Readonly<Record<string, ParameterRange>>;
  /** @throws Error when a parameter is unknown, no number, or makes no sense. */
  prepare(parameters?: Readonly<Record<string, number>>): PreparedRecipe;
}

export function register<P extends Figures<P>>(recipe: Recipe<P>): RegisteredRecipe {
  return {
    id: recipe.id,
    defaults: recipe.defaults,
    ranges: recipe.ranges,
    prepare(given = {}) {
      for (const [name, value] of Object.entries(given)) {
        if (!(name in recipe.defaults)) throw new Error(`${recipe.id} has no parameter ${name}`);
        if (!Number.isFinite(value)) throw new Error(`${recipe.id}: ${name} must be a number`);
      }
      const parameters: P = { ...recipe.defaults, ...given };
      const fault = recipe.fault?.(parameters);
      if (fault) throw new Error(`${recipe.id}: ${fault}`);
      const { members, sampling, check, privacy } = recipe;
      return {
        id: recipe.id,
        parameters,
        ...(members
          ? { members: (labels, classes, random) => members(labels, classes, parameters, random) }
          : {}),
        ...(sampling ? { sampling } : {}),
        ...(check ? { check } : {}),
        ...(privacy ? { privacy: (run, architecture) => privacy(run, architecture, parameters) } : {}),
        gradients: (context) => recipe.gradients(context, parameters),
      };
    },
  };
}
