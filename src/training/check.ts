import { UserError } from '../messages/index.ts';
import type { Architecture, Layer } from './layers.ts';
import { isTrainable, planNetwork } from './network.ts';
import { recipes } from './recipes/index.ts';
import type { TrainingPlan } from './train.ts';

/** What a person may build in the lab: enough for its data, and nothing that ties up a machine for hours. */
export const limits = {
  layers: 40,
  parameters: 2_000_000,
  /** Of a batch's forward pass and gradients, in bytes. */
  memory: 1_000_000_000,
  units: { min: 1, max: 2048 },
  filters: { min: 1, max: 256 },
  kernel: { min: 1, max: 9 },
  stride: { min: 1, max: 4 },
  padding: { min: 0, max: 4 },
  size: { min: 2, max: 8 },
  percent: { min: 1, max: 95 },
} as const;

/** Figures of a layer that a person sets. */
export type LayerFigure = 'units' | 'filters' | 'kernel' | 'stride' | 'padding' | 'size' | 'percent';

/** A network that fits together and can be trained here. */
export interface NetworkFacts {
  /** Trained numbers. */
  readonly parameters: number;
  /** Multiplications of one sample's forward pass; a training step takes about three times as many. */
  readonly multiplications: number;
  /** Estimate of what a batch takes in training, in bytes. */
  readonly memory: number;
  /** Shape of one sample behind each layer, by the layer's label (see `NetworkPlan.shapes`). */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

function checkFigure(layer: string, name: LayerFigure, value: number): void {
  const { min, max } = limits[name];
  if (!(Number.isInteger(value) && value >= min && value <= max))
    throw new UserError('training.layer-size', { layer, value, min, max });
}

const figures: readonly string[] = ['units', 'filters', 'kernel', 'stride', 'padding', 'size', 'percent'];
const isFigure = (name: string): name is LayerFigure => figures.includes(name);

/** Checks every figure; returns the number of layers, those inside of blocks included. */
function checkLayers(layers: readonly Layer[], inside = ''): number {
  return layers.reduce((count, layer, index) => {
    const label = inside + (index + 1);
    for (const [name, value] of Object.entries(layer))
      if (isFigure(name) && typeof value === 'number') checkFigure(label, name, value);
    if (layer.kind !== 'residual') return count + 1;
    return count + 1 + checkLayers(layer.body, `${label}.`) + checkLayers(layer.shortcut ?? [], `${label}→`);
  }, 0);
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);

/** Every value between layers is held with its gradient, and kernels need scratch of about as much again. */
const copies = 4;

/** Weight, gradient and an optimiser's two moments. */
const perParameter = 4;

/**
 * Checks a network that a person put together.
 * @throws UserError, one sentence that names the layer or the figure, when it does not fit together or is too large.
 */
export function checkNetwork(architecture: Architecture, batchSize: number): NetworkFacts {
  const { layers, classes, input } = architecture;
  if (layers.length === 0) throw new UserError('training.layers-none', { classes });
  const count = checkLayers(layers);
  if (count > limits.layers) throw new UserError('training.layers-many', { count, most: limits.layers });
  const { weights, shapes, multiplications } = planNetwork(architecture);
  const parameters = weights.filter(isTrainable).reduce((sum, { dims }) => sum + product(dims), 0);
  if (parameters > limits.parameters)
    throw new UserError('training.parameters-many', { count: parameters, most: limits.parameters });
  const values = [...shapes.values()].reduce((sum, shape) => sum + product(shape), product(input));
  const memory = 4 * (copies * batchSize * values + perParameter * parameters);
  if (memory > limits.memory) {
    const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
    const need = megabytes(memory);
    throw new UserError('training.memory', { batch: batchSize, need, most: megabytes(limits.memory) });
  }
  return { parameters, multiplications, memory, shapes };
}

/** Between which values a person may set a plan's figures. */
export const planLimits = {
  epochs: { min: 1, max: 1000 },
  batchSize: { min: 1, max: 2048 },
  learningRate: { min: 1e-6, max: 10 },
  momentum: { min: 0, max: 0.999 },
  weightDecay: { min: 0, max: 1 },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER },
  patience: { min: 1, max: 100 },
  heldOut: { min: 0.05, max: 0.5 },
} as const;

type PlanFigure = keyof typeof planLimits;

const wholeFigures: readonly PlanFigure[] = ['epochs', 'batchSize', 'seed', 'patience'];

function checkValue(
  name: string,
  value: number,
  { min, max }: { min: number; max: number },
  whole: boolean,
): void {
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value)))
    throw new UserError('training.value', { name, value: String(value), min, max });
}

const checkPlanFigure = (name: PlanFigure, value: number | undefined) => {
  if (value !== undefined) checkValue(name, value, planLimits[name], wholeFigures.includes(name));
};

/**
 * Checks a plan that a person put together.
 * @throws UserError that names the figure which is out of its limits.
 */
export function checkPlan({ recipe, optimiser, earlyStop, ...plan }: TrainingPlan): void {
  checkPlanFigure('epochs', plan.epochs);
  checkPlanFigure('batchSize', plan.batchSize);
  checkPlanFigure('learningRate', plan.learningRate);
  checkPlanFigure('seed', plan.seed);
  checkPlanFigure('weightDecay', optimiser.weightDecay);
  if (optimiser.kind === 'sgd') checkPlanFigure('momentum', optimiser.momentum);
  checkPlanFigure('patience', earlyStop?.patience);
  checkPlanFigure('heldOut', earlyStop?.heldOut);
  const ranges = recipes.find(({ id }) => id === recipe.id)?.ranges ?? {};
  for (const [name, value] of Object.entries(recipe.parameters ?? {}))
    if (name in ranges) checkValue(name, value, ranges[name], ranges[name].step === 1);
}
