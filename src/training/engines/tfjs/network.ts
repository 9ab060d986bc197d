import * as tf from '@tensorflow/tfjs-core';
import type { Activation, Architecture } from '../../layers.ts';
import { batchNormEpsilon, leakySlope } from '../../layers.ts';
import { maskOf } from '../../dropout.ts';
import type { TrainingBatch } from '../../engine.ts';
import type { DropoutStep, Step, WeightSpec } from '../../network.ts';

type BatchNormStep = Step & { kind: 'batch-norm' };

/** Weights by name, in the layouts of ONNX: dense [out, in], convolution [out, in, height, width]. */
export type WeightTensors = ReadonlyMap<string, tf.Tensor>;

/** The batch's own figures of one batch norm layer. */
export interface BatchStatistics {
  readonly layer: BatchNormStep;
  readonly mean: tf.Tensor;
  /** Biased. */
  readonly variance: tf.Tensor;
}

interface Walk {
  readonly weights: WeightTensors;
  /** Of the training form; undefined in the inference form. */
  readonly batch: TrainingBatch | undefined;
  readonly statistics: BatchStatistics[];
}

/**
 * A value on its way through the network. Images are [N, H, W, C] here, since TensorFlow.js convolves on the GPU in that
 * layout alone; what leaves as a table is brought to the order of [C, H, W] first, so that weights mean the same in both engines.
 */
type Value = tf.Tensor;

const isImage = (x: Value): x is tf.Tensor4D => x.rank === 4;

function weight<T extends tf.Tensor>({ weights }: Walk, spec: WeightSpec): T {
  const tensor = weights.get(spec.name);
  if (!tensor) throw new Error(`no weight ${spec.name}`);
  return tensor as T;
}

function withBias(walk: Walk, x: Value, bias: WeightSpec | undefined): Value {
  return bias ? tf.add(x, weight(walk, bias)) : x;
}

function activate(x: Value, name: Activation): Value {
  if (name === 'relu') return tf.relu(x);
  if (name === 'leaky-relu') return tf.leakyRelu(x, leakySlope);
  return name === 'sigmoid' ? tf.sigmoid(x) : tf.tanh(x);
}

function flat(x: Value): Value {
  if (!isImage(x)) return x;
  const [count, height, width, channels] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [count, height * width * channels]);
}

function convolve(
  walk: Walk,
  x: tf.Tensor4D,
  { weight: spec, bias, stride, padding }: Step & { kind: 'conv' },
) {
  const kernel: tf.Tensor4D = tf.transpose(weight<tf.Tensor4D>(walk, spec), [2, 3, 1, 0]);
  return withBias(walk, tf.conv2d(x, kernel, stride, padding), bias);
}

/** By the batch's mean and biased variance in training, by the running figures otherwise. Channels stand last. */
function normalise(walk: Walk, x: Value, layer: BatchNormStep): Value {
  const [scale, shift] = [weight(walk, layer.scale), weight(walk, layer.shift)];
  if (!walk.batch) {
    const deviation = tf.sqrt(tf.add(weight(walk, layer.variance), batchNormEpsilon));
    return tf.add(tf.mul(tf.div(tf.sub(x, weight(walk, layer.mean)), deviation), scale), shift);
  }
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const mean = tf.mean(x, axes, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.mul(centred, centred), axes, true);
  walk.statistics.push({ layer, mean, variance });
  return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, batchNormEpsilon))), scale), shift);
}

/** Masks come with channels first. */
function dropOut({ batch }: Walk, x: Value, layer: DropoutStep): Value {
  if (!batch) return x;
  const mask = tf.tensor(maskOf(batch, layer), [batch.count, ...layer.shape], 'float32');
  return tf.mul(x, isImage(x) ? tf.transpose(mask, [0, 2, 3, 1]) : mask);
}

function step(walk: Walk, x: Value, next: Step): Value {
  switch (next.kind) {
    case 'dense':
      return withBias(walk, tf.matMul(x as tf.Tensor2D, weight(walk, next.weight), false, true), next.bias);
    case 'conv':
      return convolve(walk, x as tf.Tensor4D, next);
    // Windows without padding: TensorFlow.js' gradient of average pooling is wrong with it.
    case 'max-pool':
      return tf.maxPool(x as tf.Tensor4D, next.size, next.stride, 'valid');
    case 'average-pool':
      return tf.avgPool(x as tf.Tensor4D, next.size, next.stride, 'valid');
    case 'global-average-pool':
      return tf.mean(x, [1, 2]);
    case 'flatten':
      return flat(x);
    case 'dropout':
      return dropOut(walk, x, next);
    case 'activation':
      return activate(x, next.function);
    case 'batch-norm':
      return normalise(walk, x, next);
    case 'residual':
      return tf.add(steps(walk, x, next.body), steps(walk, x, next.shortcut));
  }
}

const steps = (walk: Walk, x: Value, list: readonly Step[]): Value =>
  list.reduce((value, next) => step(walk, value, next), x);

function standardised({ standardise }: Architecture, x: Value): Value {
  return standardise
    ? tf.div(tf.sub(x, tf.tensor1d([...standardise.mean])), tf.tensor1d([...standardise.std]))
    : x;
}

/**
 * Logits [N, classes] of `x` [N, …input] with channels first, by the layer list: in the training form with the masks of `batch`, else in
 * the inference form, as in the graph engine. Differentiable in
 * weights and input. Statistics are those of the batch norms in the order in which they are met.
 */
export function forward(
  architecture: Architecture,
  list: readonly Step[],
  weights: WeightTensors,
  x: tf.Tensor,
  batch?: TrainingBatch,
): { logits: tf.Tensor2D; statistics: readonly BatchStatistics[] } {
  const walk: Walk = { weights, batch, statistics: [] };
  const input = x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;
  const logits = steps(walk, standardised(architecture, input), list) as tf.Tensor2D;
  return { logits, statistics: walk.statistics };
}
