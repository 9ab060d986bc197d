import type { MessageId } from '../messages/index.ts';
import type { Preprocessing } from './preprocessing.ts';

/** What of a preprocessing is about values: sizes and layouts come from the model. */
export type ValueSteps = Pick<Preprocessing, 'order' | 'multiply' | 'mean' | 'std'>;

/** A preprocessing that is so common that it has a name. */
export interface Preset {
  readonly id: string;
  readonly title: MessageId;
  /** Who publishes these figures. */
  readonly source: string;
  /** Channels of the model that it is for; null for any. */
  readonly channels: 1 | 3 | null;
  readonly steps: ValueSteps;
}

const cifarMean = [0.4914, 0.4822, 0.4465];

/** By name; those for any model first. Figures are for values in [0, 1] unless bytes are made of them first. */
export const presets: readonly Preset[] = [
  {
    id: 'unit',
    title: 'presets.unit',
    source: 'torchvision ToTensor; Keras Rescaling(1/255)',
    channels: null,
    steps: {},
  },
  {
    id: 'bytes',
    title: 'presets.bytes',
    source: 'Keras models with their own rescaling (EfficientNet, MobileNetV3)',
    channels: null,
    steps: { multiply: 255 },
  },
  {
    id: 'signed',
    title: 'presets.signed',
    source: 'Keras preprocess_input, mode "tf"; torchvision Normalize(0.5, 0.5)',
    channels: null,
    steps: { mean: [0.5], std: [0.5] },
  },
  {
    id: 'imagenet',
    title: 'presets.imagenet',
    source: 'torchvision; Keras preprocess_input, mode "torch"; PaddleClas',
    channels: 3,
    steps: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  },
  {
    id: 'caffe',
    title: 'presets.caffe',
    source: 'Keras preprocess_input, mode "caffe" (ResNet-50, VGG)',
    channels: 3,
    steps: { order: 'bgr', multiply: 255, mean: [103.939, 116.779, 123.68] },
  },
  {
    id: 'cifar10',
    title: 'presets.cifar10',
    source: 'mean and deviation of the pixels of the training part',
    channels: 3,
    steps: { mean: cifarMean, std: [0.247, 0.2435, 0.2616] },
  },
  {
    id: 'cifar10-2023',
    title: 'presets.cifar10-2023',
    source: 'kuangliu/pytorch-cifar: the mean of the pictures’ own deviations',
    channels: 3,
    steps: { mean: cifarMean, std: [0.2023, 0.1994, 0.201] },
  },
  {
    id: 'cifar100',
    title: 'presets.cifar100',
    source: 'mean and deviation of the pixels of the training part',
    channels: 3,
    steps: { mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] },
  },
  {
    id: 'gtsrb',
    title: 'presets.gtsrb',
    source: 'as most published code for GTSRB at 32 × 32 has it',
    channels: 3,
    steps: { mean: [0.3403, 0.3121, 0.3214], std: [0.2724, 0.2608, 0.2669] },
  },
  {
    id: 'gtsrb-48',
    title: 'presets.gtsrb-48',
    source: 'as most published code for GTSRB at 48 × 48 has it',
    channels: 3,
    steps: { mean: [0.3337, 0.3064, 0.3171], std: [0.2672, 0.2564, 0.2629] },
  },
  {
    id: 'mnist',
    title: 'presets.mnist',
    source: 'PyTorch examples; mean and deviation of the pixels of the training part',
    channels: 1,
    steps: { mean: [0.1307], std: [0.3081] },
  },
  {
    id: 'fashion-mnist',
    title: 'presets.fashion-mnist',
    source: 'mean and deviation of the pixels of the training part',
    channels: 1,
    steps: { mean: [0.286], std: [0.353] },
  },
];

/** The preset of this name, if there is one. */
export const presetOf = (id: string): Preset | undefined => presets.find((preset) => preset.id === id);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The preset that these steps follow in what is about values; undefined for own figures. */
export function presetIn({ order, multiply, mean, std }: Preprocessing): Preset | undefined {
  return presets.find(
    ({ steps }) =>
      steps.order === order &&
      (steps.multiply ?? 1) === (multiply ?? 1) &&
      same(steps.mean ?? null, mean ?? null) &&
      same(steps.std ?? null, std ?? null),
  );
}

/** The steps with a preset's in place of what they did to values. */
export function withPreset(steps: Preprocessing, preset: Preset): Preprocessing {
  const { invert, transpose, channels, resize, layout } = steps;
  const kept: Preprocessing = { invert, transpose, channels, resize, layout, ...preset.steps };
  return Object.fromEntries(Object.entries(kept).filter(([, step]) => step !== undefined));
}
