import type { GraphBuilder } from '../../builder.ts';
import { float, int } from '../../ir.ts';
import type { LayerContext, LayerTable } from '../types.ts';
import type { Value, Values } from '../values.ts';

type Elementwise = (builder: GraphBuilder, x: string) => string;

const node =
  (op: string): Elementwise =>
  (builder, x) =>
    builder.emit(op, [x]);

/** x · Φ(x), with Φ by the error function. */
const gelu: Elementwise = (b, x) => {
  const erf = b.emit('Erf', [b.mul(x, b.scalar(Math.SQRT1_2))]);
  return b.mul(x, b.mul(b.scalar(0.5), b.add(erf, b.scalar(1))));
};

/** √(2/π) */
const geluSlope = 0.7978845608028654;

/** The approximation of GELU by tanh (Hendrycks and Gimpel 2016). */
const geluTanh: Elementwise = (b, x) => {
  const cube = b.mul(b.mul(x, x), x);
  const inner = b.mul(b.scalar(geluSlope), b.add(x, b.mul(b.scalar(0.044715), cube)));
  return b.mul(b.mul(b.scalar(0.5), x), b.add(b.emit('Tanh', [inner]), b.scalar(1)));
};

const upTo = (b: GraphBuilder, x: string, most: number) => b.emit('Clip', [x, '', b.scalar(most)]);

/** Activations that act on each element, by name without underscores and capitals; constants are TensorFlow.js's. */
const elementwise: Readonly<Record<string, Elementwise>> = {
  linear: (_, x) => x,
  relu: node('Relu'),
  // Not one Clip: at 0 a ReLU sends nothing back.
  relu6: (b, x) => upTo(b, b.emit('Relu', [x]), 6),
  elu: node('Elu'),
  selu: node('Selu'),
  sigmoid: node('Sigmoid'),
  hardsigmoid: (b, x) => b.emit('HardSigmoid', [x], { alpha: float(0.2), beta: float(0.5) }),
  tanh: node('Tanh'),
  softplus: node('Softplus'),
  softsign: node('Softsign'),
  swish: (b, x) => b.mul(x, b.emit('Sigmoid', [x])),
  silu: (b, x) => b.mul(x, b.emit('Sigmoid', [x])),
  mish: (b, x) => b.mul(x, b.emit('Tanh', [b.emit('Softplus', [x])])),
  gelu,
  gelunew: geluTanh,
  exponential: node('Exp'),
};

const overAxis = new Set(['softmax', 'logsoftmax']);
const nameOf = (name: string): string => name.replace(/_/g, '').toLowerCase();

/** Whether an activation of this name can be converted. */
export const isActivation = (name: string): boolean =>
  Object.hasOwn(elementwise, nameOf(name)) || overAxis.has(nameOf(name));

function softmax(values: Values, value: Value, axis: number, op = 'Softmax'): Value {
  const at = values.axis(value, axis);
  return values.map(value, (x) => values.builder.emit(op, [x], { axis: int(at) }));
}

/** A value behind the activation that a layer names; softmax runs over the last axis. */
export function activated(values: Values, value: Value, name: string): Value {
  const key = nameOf(name);
  if (overAxis.has(key)) return softmax(values, value, -1, key === 'softmax' ? 'Softmax' : 'LogSoftmax');
  if (!Object.hasOwn(elementwise, key)) throw new Error(`unknown activation ${name}`);
  return values.map(value, (x) => elementwise[key](values.builder, x));
}

function relu({ values, config, inputs: [x] }: LayerContext): Value {
  const positive = activated(values, x, 'relu');
  const most = config.raw('max_value');
  return most === undefined
    ? positive
    : values.map(positive, (name) => upTo(values.builder, name, config.number('max_value', 0)));
}

/** Keras 2 calls the slope alpha, Keras 3 negative_slope. */
function leaky({ values, config, inputs: [x] }: LayerContext): Value {
  const alpha = config.number(config.raw('alpha') === undefined ? 'negative_slope' : 'alpha', 0.3);
  return values.map(x, (name) => values.builder.emit('LeakyRelu', [name], { alpha: float(alpha) }));
}

function prelu({ values, config, inputs: [x], weight }: LayerContext): Value {
  const shared = config.integers('shared_axes', []);
  const dims = values
    .shape(x)
    .slice(1)
    .map((dim, axis) => (shared.includes(axis + 1) ? 1 : dim));
  return values.map(x, (name) =>
    values.builder.emit('PRelu', [name, values.beside(x, weight('alpha', dims))]),
  );
}

function thresholded({ values, config, inputs: [x] }: LayerContext): Value {
  const alpha = float(config.number('theta', 1));
  return values.map(x, (name) => values.builder.emit('ThresholdedRelu', [name], { alpha }));
}

/** Without an axis TensorFlow.js takes the one behind the batch. */
function softmaxLayer({ values, config, inputs: [x] }: LayerContext): Value {
  const axes = config.integers('axis', [1]);
  if (axes.length !== 1) throw config.wrong('axis');
  return softmax(values, x, axes[0]);
}

export const activations: LayerTable = {
  Activation: {
    convert: ({ values, config, inputs: [x] }) => activated(values, x, config.activation('activation')),
  },
  ReLU: { convert: relu, only: { negative_slope: [0], threshold: [0] } },
  LeakyReLU: { convert: leaky },
  PReLU: { convert: prelu },
  ELU: { convert: ({ values, inputs: [x] }) => activated(values, x, 'elu'), only: { alpha: [1] } },
  ThresholdedReLU: { convert: thresholded },
  Softmax: { convert: softmaxLayer },
};
