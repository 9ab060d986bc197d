import { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/ir.ts';
import { float, int, ints } from '../graph/ir.ts';
import type { Activation, Architecture } from './layers.ts';
import { batchNormEpsilon, leakySlope } from './layers.ts';
import type { NetworkPlan, Step, WeightSpec } from './network.ts';
import { planNetwork } from './network.ts';
import type { Weights } from './weights.ts';

export const modelOpset = 17;
export const inputName = 'input';
export const logitsName = 'logits';

type BatchNormStep = Step & { kind: 'batch-norm' };

/** The batch's own figures of one batch norm layer, as value names: mean and biased variance per channel. */
export interface BatchStatistics {
  readonly layer: BatchNormStep;
  readonly mean: string;
  readonly variance: string;
}

type DenseStep = Step & { kind: 'dense' };

/** A dense layer with the values that go in, [N, in], and come out, [N, out]. */
export interface DenseUse {
  readonly layer: DenseStep;
  readonly input: string;
  readonly output: string;
}

export interface Emitted {
  readonly logits: string;
  readonly dense: readonly DenseUse[];
  /** Empty in the inference form. */
  readonly statistics: readonly BatchStatistics[];
}

interface Emission {
  readonly builder: GraphBuilder;
  readonly training: boolean;
  readonly statistics: BatchStatistics[];
  readonly dense: DenseUse[];
}

const activationOps: Readonly<Record<Activation, string>> = {
  relu: 'Relu',
  'leaky-relu': 'LeakyRelu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
};

const optional = (spec: WeightSpec | undefined): string[] => (spec ? [spec.name] : []);

function emitActivation(builder: GraphBuilder, x: string, name: Activation): string {
  return builder.emit(activationOps[name], [x], name === 'leaky-relu' ? { alpha: float(leakySlope) } : {});
}

function emitDense({ builder, dense }: Emission, x: string, layer: DenseStep): string {
  const output = builder.emit('Gemm', [x, layer.weight.name, ...optional(layer.bias)], { transB: int(1) });
  dense.push({ layer, input: x, output });
  return output;
}

function emitConv(builder: GraphBuilder, x: string, step: Step & { kind: 'conv' }): string {
  const { weight, bias, stride, padding } = step;
  return builder.emit('Conv', [x, weight.name, ...optional(bias)], {
    kernel_shape: ints(weight.dims.slice(2)),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  });
}

function emitPool(
  builder: GraphBuilder,
  x: string,
  step: Step & { kind: 'max-pool' | 'average-pool' },
): string {
  return builder.emit(step.kind === 'max-pool' ? 'MaxPool' : 'AveragePool', [x], {
    kernel_shape: ints([step.size, step.size]),
    strides: ints([step.stride, step.stride]),
  });
}

function mean(builder: GraphBuilder, x: string, axes: readonly number[]): string {
  return builder.emit('ReduceMean', [x], { axes: ints(axes), keepdims: int(1) });
}

/** Batch normalisation by the batch's own statistics, composed of operators that have gradients. */
function emitTrainingNorm(emission: Emission, x: string, layer: BatchNormStep): string {
  const { builder } = emission;
  const shape = builder.shape(x);
  const axes = shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const perChannel = (name: string) =>
    builder.reshape(
      name,
      shape.map((_, axis) => (axis === 1 ? shape[1] : 1)),
    );
  const average = mean(builder, x, axes);
  const centred = builder.sub(x, average);
  const variance = mean(builder, builder.mul(centred, centred), axes);
  const deviation = builder.emit('Sqrt', [builder.add(variance, builder.scalar(batchNormEpsilon))]);
  emission.statistics.push({
    layer,
    mean: builder.reshape(average, [shape[1]]),
    variance: builder.reshape(variance, [shape[1]]),
  });
  const scaled = builder.mul(builder.div(centred, deviation), perChannel(layer.scale.name));
  return builder.add(scaled, perChannel(layer.shift.name));
}

function emitNorm(emission: Emission, x: string, layer: BatchNormStep): string {
  if (emission.training) return emitTrainingNorm(emission, x, layer);
  const weights = [layer.scale.name, layer.shift.name, layer.mean.name, layer.variance.name];
  return emission.builder.emit('BatchNormalization', [x, ...weights], { epsilon: float(batchNormEpsilon) });
}

function emitStep(emission: Emission, x: string, step: Step): string {
  const { builder } = emission;
  switch (step.kind) {
    case 'dense':
      return emitDense(emission, x, step);
    case 'conv':
      return emitConv(builder, x, step);
    case 'max-pool':
    case 'average-pool':
      return emitPool(builder, x, step);
    case 'global-average-pool':
      return builder.emit('Flatten', [builder.emit('GlobalAveragePool', [x])], { axis: int(1) });
    case 'flatten':
      return builder.emit('Flatten', [x], { axis: int(1) });
    case 'dropout':
      if (!emission.training) return x;
      return builder.mul(x, builder.input(step.name, { dtype: 'float32', shape: [-1, ...step.shape] }));
    case 'activation':
      return emitActivation(builder, x, step.function);
    case 'batch-norm':
      return emitNorm(emission, x, step);
    case 'residual':
      return builder.add(emitSteps(emission, x, step.body), emitSteps(emission, x, step.shortcut));
  }
}

/**
 * ReLU behind max pooling instead of before it: the same values and, since the largest value of a window decides both, the same
 * gradients, on a fraction of the elements. Saved models keep the written order; the importer does the same to them.
 */
function poolFirst(steps: readonly Step[]): Step[] {
  const order = [...steps];
  for (let i = 1; i < order.length; i++) {
    const [before, after] = [order[i - 1], order[i]];
    if (before.kind === 'activation' && before.function === 'relu' && after.kind === 'max-pool')
      [order[i - 1], order[i]] = [after, before];
  }
  return order;
}

function emitSteps(emission: Emission, x: string, steps: readonly Step[]): string {
  const order = emission.training ? poolFirst(steps) : steps;
  return order.reduce((value, step) => emitStep(emission, value, step), x);
}

function emitStandardisation(builder: GraphBuilder, architecture: Architecture, x: string): string {
  const { standardise, input } = architecture;
  if (!standardise) return x;
  const dims = input.map((_, axis) => (axis === 0 ? input[0] : 1));
  const constant = (name: string, values: readonly number[]) =>
    builder.defineConstant(name, { dtype: 'float32', dims, data: Float32Array.from(values) });
  const centred = builder.sub(x, constant('standardise.mean', standardise.mean));
  return builder.div(centred, constant('standardise.std', standardise.std));
}

/**
 * Emits the network on a builder in which every weight of `network` already has its name, as input or constant.
 * `training`: batch norm by the batch's statistics; otherwise by the running ones, as saved models have it.
 */
export function emitNetwork(
  builder: GraphBuilder,
  architecture: Architecture,
  network: NetworkPlan,
  training: boolean,
): Emitted {
  const emission: Emission = { builder, training, statistics: [], dense: [] };
  const x = builder.input(inputName, { dtype: 'float32', shape: [-1, ...architecture.input] });
  const logits = emitSteps(emission, emitStandardisation(builder, architecture, x), network.steps);
  builder.append({ op: 'Identity', name: 'head', inputs: [logits], outputs: [logitsName], attributes: {} });
  return { logits: logitsName, dense: emission.dense, statistics: emission.statistics };
}

/**
 * The finished model: `input` [N, …] to `logits` [N, classes], weights as named constants.
 * @throws Error when the architecture does not fit together or a weight is missing or of another size.
 */
export function buildModel(architecture: Architecture, weights: Weights): Graph {
  const network = planNetwork(architecture);
  const builder = new GraphBuilder(modelOpset);
  for (const { name, dims } of network.weights) {
    const data = weights.get(name);
    const size = dims.reduce((a, b) => a * b, 1);
    if (data?.length !== size)
      throw new Error(`weight ${name} needs ${size} values, not ${data?.length ?? 'none'}`);
    builder.defineConstant(name, { dtype: 'float32', dims, data });
  }
  emitNetwork(builder, architecture, network, false);
  return builder.build([logitsName]);
}
