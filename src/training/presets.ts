import { isWide } from './habits.ts';
import type { Architecture, Layer } from './layers.ts';
import { averagePool, batchNorm, conv, dense, globalAveragePool, maxPool, relu, residual } from './layers.ts';

/** A network to begin with, for the shape of the data at hand. */
export interface Preset {
  readonly id: 'linear' | 'mlp' | 'mlp-wide' | 'cnn' | 'cnn-norm' | 'cnn-strided' | 'residual' | 'lenet';
  readonly layers: readonly Layer[];
}

const tanh: Layer = { kind: 'activation', function: 'tanh' };
const same = { padding: 1 } as const;
const halving = { stride: 2, padding: 1 } as const;

/** Many columns or classes: one wide layer, since a few units could not tell them apart. */
const wideTables = (classes: number): Preset[] => [
  { id: 'mlp', layers: [dense(64), relu, dense(classes)] },
  { id: 'mlp-wide', layers: [dense(128), relu, dense(classes)] },
  { id: 'linear', layers: [dense(classes)] },
];

const tables = (classes: number): Preset[] => [
  { id: 'mlp', layers: [dense(16), relu, dense(8), relu, dense(classes)] },
  { id: 'mlp-wide', layers: [dense(64), relu, dense(64), relu, dense(classes)] },
  { id: 'linear', layers: [dense(classes)] },
];

const cnn = (classes: number): Preset => ({
  id: 'cnn',
  layers: [conv(16, 3, same), relu, conv(16, 3, same), relu, maxPool(2), dense(64), relu, dense(classes)],
});

const strided = (classes: number): Preset => ({
  id: 'cnn-strided',
  layers: [
    conv(16, 3, halving),
    relu,
    conv(32, 3, halving),
    relu,
    conv(64, 3, halving),
    relu,
    dense(64),
    relu,
    dense(classes),
  ],
});

const normed = (classes: number): Preset => ({
  id: 'cnn-norm',
  layers: [
    conv(16, 3, same),
    batchNorm,
    relu,
    maxPool(2),
    conv(32, 3, same),
    batchNorm,
    relu,
    maxPool(2),
    dense(64),
    relu,
    dense(classes),
  ],
});

const resnet = (classes: number): Preset => ({
  id: 'residual',
  layers: [
    conv(16, 3, same),
    batchNorm,
    relu,
    residual([conv(16, 3, same), batchNorm, relu, conv(16, 3, same), batchNorm]),
    relu,
    residual(
      [conv(32, 3, halving), batchNorm, relu, conv(32, 3, same), batchNorm],
      [conv(32, 1, { stride: 2 }), batchNorm],
    ),
    relu,
    globalAveragePool,
    dense(classes),
  ],
});

const lenet = (classes: number): Preset => ({
  id: 'lenet',
  layers: [
    conv(6, 5, { padding: 2 }),
    tanh,
    averagePool(2),
    conv(16, 5),
    tanh,
    averagePool(2),
    dense(120),
    tanh,
    dense(84),
    tanh,
    dense(classes),
  ],
});

const plain = (classes: number): Preset[] => [
  { id: 'mlp', layers: [dense(64), relu, dense(classes)] },
  { id: 'linear', layers: [dense(classes)] },
];

/** Largest side at which the plain CNN, which keeps the full size for two convolutions, is still quick. */
const smallSide = 16;

/** Networks that fit data of a shape, the one to begin with first. */
export function presetsFor({ input, classes }: Pick<Architecture, 'input' | 'classes'>): readonly Preset[] {
  if (input.length !== 3) return isWide(input, classes) ? wideTables(classes) : tables(classes);
  const side = Math.min(input[1], input[2]);
  const small = side <= smallSide;
  return [
    ...(side >= 2 && small ? [cnn(classes)] : []),
    ...(!small ? [strided(classes)] : []),
    ...(side >= 4 ? [normed(classes), resnet(classes)] : []),
    ...(side >= 12 ? [lenet(classes)] : []),
    ...plain(classes),
  ];
}
