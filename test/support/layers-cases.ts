import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers as l, model, sequential } from './layers-models.ts';

type Layer = InstanceType<typeof l.Layer>;

type Net = (x: SymbolicTensor) => SymbolicTensor;

/** A model of TensorFlow.js, as its input shape and what stands between input and 4 logits. */
export interface LayersCase {
  readonly name: string;
  readonly shape: readonly number[];
  readonly net: Net;
  /** Whole numbers below this as inputs, which have no gradient. */
  readonly tokens?: number;
  /**
   * TensorFlow.js's tape throws (dilation, thresholds, absent scales) or is wrong (average pooling with padding, resizing) here:
   * gradients are compared with differences of its outputs.
   */
  readonly byDifferences?: boolean;
}

/** Layers one behind the other. */
const then =
  (...made: Layer[]): Net =>
  (x) =>
    made.reduce((so, layer) => layer.apply(so) as SymbolicTensor, x);

const join = (layer: Layer, ...parts: SymbolicTensor[]) => layer.apply(parts) as SymbolicTensor;
const end = () => [l.flatten(), l.dense({ units: 4 })];
const conv = (filters: number, more: object = {}) =>
  l.conv2d({ filters, kernelSize: 3, padding: 'same', ...more });

const activationNames = [
  'elu',
  'hardSigmoid',
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
  'mish',
  'gelu',
] as const;

const bottleneck: Net = (x) => {
  const wide = then(
    conv(6, { kernelSize: 1, useBias: false }),
    l.batchNormalization(),
    l.reLU({ maxValue: 6 }),
    l.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
    l.batchNormalization(),
    l.reLU({ maxValue: 6 }),
  )(x);
  const squeezed = then(
    l.globalAveragePooling2d({}),
    l.reshape({ targetShape: [1, 1, 6] }),
    conv(3, { kernelSize: 1, activation: 'relu' }),
    conv(6, { kernelSize: 1, activation: 'sigmoid' }),
  )(wide);
  const gated = join(l.multiply(), wide, squeezed);
  const narrow = then(conv(3, { kernelSize: 1, useBias: false }), l.batchNormalization())(gated);
  return then(...end())(join(l.add(), x, narrow));
};

/** An inner model, applied twice. */
const nested: Net = (x) => {
  const at = input({ shape: [6, 6, 3] });
  const inside = model({
    inputs: at,
    outputs: then(conv(3, { activation: 'tanh' }), l.batchNormalization())(at),
  });
  const sequence = sequential();
  sequence.add(conv(5, { inputShape: [6, 6, 3], strides: 2 }));
  sequence.add(l.flatten());
  const twice = inside.apply(inside.apply(x)) as SymbolicTensor;
  return then(l.dense({ units: 4 }))(sequence.apply(twice) as SymbolicTensor);
};

const shared: Net = (x) => {
  const layer = conv(3, { activation: 'softplus' });
  const once = layer.apply(x) as SymbolicTensor;
  const twice = layer.apply(once) as SymbolicTensor;
  return then(...end())(join(l.concatenate(), once, twice, x));
};

const branches =
  (make: () => Layer): Net =>
  (x) =>
    then(...end())(join(make(), conv2(4)(x), conv2(4, { activation: 'tanh' })(x)));

function conv2(filters: number, more: object = {}): Net {
  return then(conv(filters, more));
}

const dotOf =
  (axes: number | [number, number], normalize: boolean): Net =>
  (x) => {
    const left = then(l.conv1d({ filters: 5, kernelSize: 1 }))(x);
    const right = then(l.conv1d({ filters: 5, kernelSize: 3, padding: 'same' }))(x);
    return then(...end())(join(l.dot({ axes: axes as number, normalize }), left, right));
  };

export const layersCases: readonly LayersCase[] = [
  {
    name: 'dense layers with every activation',
    shape: [7],
    net: then(
      ...activationNames.map((activation) => l.dense({ units: 9, activation })),
      l.dense({ units: 9, activation: 'logSoftmax' as 'softmax' }),
      l.dense({ units: 4 }),
    ),
  },
  {
    name: 'activations as layers, on pictures',
    shape: [5, 6, 2],
    net: (x) =>
      then(...end())(
        join(
          l.concatenate({ axis: -1 }),
          ...activationNames.map(
            (activation) => l.activation({ activation }).apply(conv2(2)(x)) as SymbolicTensor,
          ),
        ),
      ),
  },
  {
    name: 'activation layers of their own',
    shape: [6, 5, 3],
    net: then(
      conv(4),
      l.leakyReLU({ alpha: 0.2 }),
      l.prelu({}),
      l.prelu({ sharedAxes: [1, 2] } as object),
      l.elu(),
      l.softmax({ axis: -1 }),
      ...end(),
    ),
  },
  {
    name: 'convolutions: strides, padding, dilation, no bias',
    shape: [11, 10, 3],
    net: then(
      conv(4, { strides: [2, 1], activation: 'elu' }),
      conv(5, { padding: 'valid', useBias: false, kernelSize: [2, 3], activation: 'tanh' }),
      conv(3, { strides: 3, kernelSize: 2, activation: 'sigmoid' }),
      ...end(),
    ),
  },
  {
    name: 'dilated convolution',
    shape: [9, 9, 2],
    net: then(conv(3, { dilationRate: 2, activation: 'tanh' }), ...end()),
    byDifferences: true,
  },
  {
    name: 'channels first',
    shape: [3, 8, 7],
    net: then(
      conv(4, { dataFormat: 'channelsFirst', activation: 'relu' }),
      l.maxPooling2d({ poolSize: 2, dataFormat: 'channelsFirst' }),
      l.depthwiseConv2d({ kernelSize: 3, padding: 'same', dataFormat: 'channelsFirst' }),
      l.zeroPadding2d({ padding: 1, dataFormat: 'channelsFirst' }),
      l.cropping2D({ cropping: 1, dataFormat: 'channelsFirst' } as never),
      l.flatten({ dataFormat: 'channelsFirst' }),
      l.dense({ units: 4 }),
    ),
  },
  {
    name: 'depthwise and separable convolutions',
    shape: [8, 8, 3],
    net: then(
      l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, activation: 'tanh' }),
      l.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same', strides: 2, activation: 'relu' }),
      l.separableConv2d({ filters: 4, kernelSize: 2, useBias: false }),
      ...end(),
    ),
  },
  {
    name: 'transposed convolutions',
    shape: [4, 5, 3],
    net: then(
      l.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' }),
      l.conv2dTranspose({ filters: 3, kernelSize: [2, 4], strides: [3, 1], padding: 'valid' }),
      l.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3, padding: 'same' }),
      ...end(),
    ),
  },
  {
    name: 'one spatial axis',
    shape: [16, 3],
    net: then(
      l.conv1d({ filters: 5, kernelSize: 4, padding: 'same', activation: 'tanh' }),
      l.batchNormalization(),
      l.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' }),
      l.conv1d({ filters: 4, kernelSize: 2, strides: 2 }),
      l.averagePooling1d({ poolSize: 2 }),
      ...end(),
    ),
  },
  {
    name: 'global pools of a sequence',
    shape: [9, 4],
    net: (x) =>
      join(
        l.add(),
        ...[l.globalAveragePooling1d(), l.globalMaxPooling1d()].map(
          (pool) => pool.apply(x) as SymbolicTensor,
        ),
      ),
  },
  {
    name: 'max pooling',
    shape: [9, 8, 3],
    net: then(
      conv(5),
      l.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      l.maxPooling2d({ poolSize: [2, 1], strides: 1 }),
      ...end(),
    ),
  },
  {
    name: 'average pooling with padding',
    shape: [7, 9, 2],
    net: then(
      conv(3, { activation: 'tanh' }),
      l.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      ...end(),
    ),
    byDifferences: true,
  },
  {
    name: 'layer normalisation',
    shape: [5, 6],
    net: then(
      l.layerNormalization(),
      l.dense({ units: 5, activation: 'tanh' }),
      l.layerNormalization({ axis: [1, 2], epsilon: 1e-2 }),
      ...end(),
    ),
  },
  {
    name: 'normalisation without scale, without centre',
    shape: [4, 4, 3],
    net: then(
      conv(4),
      l.layerNormalization({ center: false }),
      conv(3, { activation: 'tanh' }),
      l.layerNormalization({ scale: false }),
      l.batchNormalization({ scale: false }),
      l.batchNormalization({ center: false }),
      ...end(),
    ),
    byDifferences: true,
  },
  {
    name: 'values above a threshold',
    shape: [9],
    net: then(l.dense({ units: 12 }), l.thresholdedReLU({ theta: 0.1 }), l.dense({ units: 4 })),
    byDifferences: true,
  },
  {
    name: 'the largest values of pictures',
    shape: [6, 5, 3],
    net: then(conv(5), l.globalMaxPooling2d({}), l.dense({ units: 4 })),
  },
  {
    name: 'normalisation of pictures',
    shape: [4, 5, 3],
    net: then(conv(4), l.layerNormalization(), conv(3), l.batchNormalization({ epsilon: 0.1 }), ...end()),
  },
  {
    name: 'reshape and permute',
    shape: [4, 6],
    net: then(
      l.permute({ dims: [2, 1] }),
      l.reshape({ targetShape: [2, 4, 3] }),
      conv(3),
      l.permute({ dims: [3, 1, 2] }),
      ...end(),
    ),
  },
  {
    name: 'a repeated row',
    shape: [5],
    net: then(
      l.dense({ units: 3 }),
      l.repeatVector({ n: 4 }),
      l.conv1d({ filters: 2, kernelSize: 3 }),
      ...end(),
    ),
  },
  {
    name: 'padding, cropping, nearest neighbours',
    shape: [5, 6, 2],
    net: then(
      conv(3),
      l.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 3],
        ],
      }),
      l.cropping2D({
        cropping: [
          [1, 1],
          [0, 2],
        ],
      }),
      l.upSampling2d({ size: [2, 3] }),
      ...end(),
    ),
    byDifferences: true,
  },
  {
    name: 'bilinear upsampling',
    shape: [4, 5, 2],
    net: then(conv(3), l.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }), ...end()),
    byDifferences: true,
  },
  ...(['add', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'] as const).map((kind) => ({
    name: `two branches, ${kind}`,
    shape: [5, 5, 2],
    net: branches(() => l[kind]()),
  })),
  {
    name: 'concatenation along the height',
    shape: [5, 5, 2],
    net: branches(() => l.concatenate({ axis: 1 })),
  },
  {
    name: 'branches of different ranks',
    shape: [5, 6],
    net: (x) =>
      then(...end())(
        join(
          l.multiply(),
          l.conv1d({ filters: 4, kernelSize: 3 }).apply(x) as SymbolicTensor,
          l.dense({ units: 4 }).apply(l.flatten().apply(x)) as SymbolicTensor,
        ),
      ),
  },
  { name: 'dot over features', shape: [6, 3], net: dotOf(2, false) },
  { name: 'dot over steps, normalised', shape: [6, 3], net: dotOf(1, true) },
  {
    name: 'dot of vectors',
    shape: [6],
    net: (x) =>
      then(l.dense({ units: 4 }))(
        join(
          l.dot({ axes: 1 }),
          l.dense({ units: 5 }).apply(x) as SymbolicTensor,
          l.dense({ units: 5 }).apply(x) as SymbolicTensor,
        ),
      ),
  },
  {
    name: 'embedded words',
    shape: [7],
    tokens: 11,
    net: then(l.embedding({ inputDim: 11, outputDim: 4 }), l.conv1d({ filters: 3, kernelSize: 3 }), ...end()),
  },
  {
    name: 'the same dense layer at every step',
    shape: [5, 4],
    net: then(l.timeDistributed({ layer: l.dense({ units: 3, activation: 'tanh' }) }), ...end()),
  },
  {
    name: 'the same convolution at every step',
    shape: [3, 5, 5, 2],
    net: then(
      l.timeDistributed({ layer: conv(3) as Layer }),
      l.timeDistributed({ layer: l.flatten() }),
      ...end(),
    ),
  },
  {
    name: 'rescaled pixels, noise and dropout',
    shape: [5, 5, 3],
    net: then(
      l.rescaling({ scale: 2, offset: -1 }),
      l.gaussianNoise({ stddev: 0.1 }),
      conv(3),
      l.dropout({ rate: 0.5 }),
      l.alphaDropout({ rate: 0.5 }),
      l.gaussianDropout({ rate: 0.2 }),
      ...end(),
    ),
  },
  { name: 'a mobile bottleneck with squeeze and excitation', shape: [6, 6, 3], net: bottleneck },
  { name: 'models inside a model', shape: [6, 6, 3], net: nested },
  { name: 'a layer used twice', shape: [6, 6, 3], net: shared },
  {
    name: 'one grey channel',
    shape: [8, 8, 1],
    net: then(conv(4, { activation: 'relu' }), l.globalAveragePooling2d({}), l.dense({ units: 4 })),
  },
];
