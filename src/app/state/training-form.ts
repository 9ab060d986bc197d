import type { Message, MessageId } from '../../messages/index.ts';
import { UserError } from '../../messages/index.ts';
import type { PictureView, TrainingDataSummary, TrainRequest, WantedEngine } from '../lab/train/types.ts';
import { checkNetwork, planLimits, type NetworkFacts } from '../../training/check.ts';
import { habitFor } from '../../training/habits.ts';
import type { Layer } from '../../training/layers.ts';
import { presetsFor, type Preset } from '../../training/presets.ts';
import { recipes } from '../../training/recipes/index.ts';
import type { TrainingPlan } from '../../training/train.ts';

/** What a person sets on the training screen; plain data. */
export interface TrainingForm {
  readonly preset: Preset['id'] | 'own';
  readonly layers: readonly Layer[];
  readonly recipe: string;
  /** Parameters of each recipe, kept while another one is chosen. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly optimiser: 'adam' | 'sgd';
  /** Of SGD. */
  readonly momentum: number;
  readonly weightDecay: number;
  readonly schedule: 'constant' | 'cosine';
  readonly seed: number;
  /** Images: moved by a pixel now and then. */
  readonly shift: boolean;
  readonly earlyStop: boolean;
  readonly engine: WantedEngine;
}

type Data = Pick<TrainingDataSummary, 'kind' | 'shape' | 'classes' | 'train'>;

/** The form that data begin with: for bundled sets, the plan and layers of their bundled model. */
export function formFor(data: Data): TrainingForm {
  const { plan, shift, adversarial, rows } = habitFor(data);
  const [preset] = presetsFor({ input: data.shape, classes: data.classes });
  const few = Math.max(10, Math.min(rows, Math.floor(data.train / 4)));
  const parameters = Object.fromEntries(recipes.map(({ id, defaults }) => [id, { ...defaults }]));
  return {
    ...plan,
    shift,
    preset: preset.id,
    layers: preset.layers,
    recipe: 'standard',
    parameters: { ...parameters, adversarial, overfit: { rows: few } },
    optimiser: 'adam',
    momentum: 0.9,
    schedule: 'cosine',
    seed: 1,
    earlyStop: false,
    engine: 'auto',
  };
}

/** What the layers are, whatever data come: kept for data of the same shape. */
export const samePlace = (a: Data, b: Data): boolean =>
  a.kind === b.kind && a.classes === b.classes && a.shape.join() === b.shape.join();

export function planOf(form: TrainingForm, { kind, shape }: Data): TrainingPlan {
  const { epochs, batchSize, learningRate, seed, weightDecay } = form;
  const decay = weightDecay > 0 ? { weightDecay } : {};
  return {
    recipe: { id: form.recipe, parameters: form.parameters[form.recipe] ?? {} },
    epochs,
    batchSize,
    optimiser:
      form.optimiser === 'adam'
        ? { kind: 'adam', ...decay }
        : { kind: 'sgd', momentum: form.momentum, ...decay },
    learningRate,
    schedule: { kind: form.schedule },
    seed,
    ...(form.shift && kind === 'image' && shape.length === 3
      ? { augment: { shift: 1, probability: 0.5 } }
      : {}),
    ...(form.earlyStop ? { earlyStop: { heldOut: 0.2, patience: 5 } } : {}),
  };
}

export const requestOf = (
  form: TrainingForm,
  data: TrainingDataSummary,
  view: PictureView,
): TrainRequest => ({
  source: data.source,
  layers: form.layers,
  plan: planOf(form, data),
  engine: form.engine,
  view,
});

export type NetworkCheck =
  { readonly facts: NetworkFacts; readonly fault: null } | { readonly facts: null; readonly fault: Message };

/** The layers as they stand: what they amount to, or one sentence on what does not fit. */
export function checkLayers(form: TrainingForm, { shape, classes }: Data): NetworkCheck {
  try {
    const facts = checkNetwork({ input: shape, classes, layers: form.layers }, form.batchSize || 1);
    return { facts, fault: null };
  } catch (error) {
    const user = UserError.from(error);
    if (!user) throw error;
    return { facts: null, fault: user.told };
  }
}

export type PlanField = keyof typeof planLimits & keyof TrainingForm;

const whole: readonly string[] = ['epochs', 'batchSize', 'seed'];

const outside = (value: number, { min, max }: { min: number; max: number }, integer: boolean): boolean =>
  !(value >= min && value <= max) || (integer && !Number.isInteger(value));

const bounds = (id: MessageId, min: number, max: number): Message => ({
  id,
  values: { min: String(min), max: String(max) },
});

/** What is wrong with a figure of the plan. */
export function planFault(form: TrainingForm, field: PlanField): Message | null {
  const { min, max } = planLimits[field];
  const integer = whole.includes(field);
  if (!outside(form[field], planLimits[field], integer)) return null;
  return bounds(integer ? 'train.bad-whole' : 'train.bad-number', min, max);
}

export function parameterFault(form: TrainingForm, name: string): Message | null {
  const range = recipes.find(({ id }) => id === form.recipe)?.ranges[name];
  const value = form.parameters[form.recipe]?.[name];
  if (!range || value === undefined) return null;
  const integer = range.step === 1;
  if (!outside(value, range, integer)) return null;
  return bounds(integer ? 'train.bad-whole' : 'train.bad-number', range.min, range.max);
}

const planFields: readonly PlanField[] = [
  'epochs',
  'batchSize',
  'learningRate',
  'momentum',
  'weightDecay',
  'seed',
];

/** Whether a training can be started. */
export function ready(form: TrainingForm, data: Data): boolean {
  const names = Object.keys(form.parameters[form.recipe] ?? {});
  return (
    checkLayers(form, data).fault === null &&
    planFields.every((field) => planFault(form, field) === null) &&
    names.every((name) => parameterFault(form, name) === null)
  );
}

/** Forward and backward passes that a step of a recipe takes, in forward passes: backward costs about two. */
function passes(form: TrainingForm): number {
  const steps = form.recipe === 'adversarial' ? (form.parameters.adversarial?.steps ?? 0) : 0;
  return 3 * (1 + steps);
}

/** Rows that an epoch goes through. */
export function rowsOf(form: TrainingForm, data: Data): number {
  const rows = form.parameters[form.recipe]?.rows ?? 0;
  const members = rows > 0 ? Math.min(rows, data.train) : data.train;
  return form.earlyStop ? Math.max(1, Math.round(members * 0.8)) : members;
}

/** Multiplications of the whole training. */
export const workOf = (form: TrainingForm, data: Data, { multiplications }: NetworkFacts): number =>
  multiplications * rowsOf(form, data) * form.epochs * passes(form);

/** The picture that data begin with; pictures of large inputs are costly and wait to be asked for. */
export function viewFor({ kind, shape, classes }: Data): PictureView {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size < 2 || (kind === 'image' && size > 1024)) return { kind: 'none' };
  if (kind === 'table') return size === 2 ? { kind: 'features', features: [0, 1] } : { kind: 'components' };
  return classes >= 3 ? { kind: 'samples', classes: [0, 1, 2] } : { kind: 'components' };
}
