import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../src/training/layers.ts';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  maxPool,
  relu,
  residual,
} from '../../../src/training/layers.ts';
import { planNetwork } from '../../../src/training/network.ts';
import { initialWeights } from '../../../src/training/weights.ts';

const image = (layers: Architecture['layers'], input = [1, 8, 8]): Architecture => ({
  input,
  classes: 10,
  layers,
});
const names = (architecture: Architecture) =>
  planNetwork(architecture).weights.map(({ name, dims }) => `${name} ${dims.join('x')}`);

describe('planNetwork', () => {
  it('works out names and shapes from the list alone', () => {
    expect(
      names(image([conv(16, 3, { padding: 1 }), relu, maxPool(2), conv(8, 3), relu, dense(10)])),
    ).toEqual([
      'conv1.weight 16x1x3x3',
      'conv1.bias 16',
      'conv2.weight 8x16x3x3',
      'conv2.bias 8',
      'dense1.weight 10x32',
      'dense1.bias 10',
    ]);
  });

  it('leaves out the bias in front of a batch norm, and only there', () => {
    expect(names(image([conv(4, 3), batchNorm, relu, dense(6), batchNorm, relu, dense(10)]))).toEqual([
      'conv1.weight 4x1x3x3',
      'norm1.scale 4',
      'norm1.shift 4',
      'norm1.mean 4',
      'norm1.variance 4',
      'dense1.weight 6x144',
      'norm2.scale 6',
      'norm2.shift 6',
      'norm2.mean 6',
      'norm2.variance 6',
      'dense2.weight 10x6',
      'dense2.bias 10',
    ]);
  });

  it('names the parts of residual blocks apart', () => {
    const block = residual([conv(8, 3, { padding: 1, stride: 2 })], [conv(8, 1, { stride: 2 })]);
    const plain = residual([conv(8, 3, { padding: 1 })]);
    expect(names(image([block, relu, plain, relu, globalAveragePool, dense(10)]))).toEqual([
      'block1.conv1.weight 8x1x3x3',
      'block1.conv1.bias 8',
      'block1.shortcut.conv1.weight 8x1x1x1',
      'block1.shortcut.conv1.bias 8',
      'block2.conv1.weight 8x8x3x3',
      'block2.conv1.bias 8',
      'dense1.weight 10x8',
      'dense1.bias 10',
    ]);
  });

  it.each<[string, Architecture, RegExp]>([
    ['no logits', image([conv(4, 3), relu]), /must end in a dense layer of 10 units/],
    ['other number of logits', image([dense(9)]), /must end in a dense layer of 10 units/],
    ['activated logits', image([dense(10), relu]), /must end in a dense layer/],
    ['window larger than the image', image([conv(4, 9), dense(10)]), /window of 9 does not fit into 8/],
    ['image layer on a table', image([maxPool(2), dense(10)], [30]), /needs an image/],
    ['unequal branches', image([residual([averagePool(2)]), dense(10)]), /adds \[1, 4, 4\] to \[1, 8, 8\]/],
    [
      'standardisation of other length',
      { ...image([dense(10)], [3]), standardise: { mean: [0], std: [1] } },
      /needs 3 means/,
    ],
    ['no deviation', { ...image([dense(10)], [1]), standardise: { mean: [0], std: [0] } }, /above 0/],
  ])('says what does not fit: %s', (_, architecture, message) => {
    expect(() => planNetwork(architecture)).toThrow(message);
  });
});

describe('initialWeights', () => {
  const network = planNetwork(image([conv(16, 3, { padding: 1 }), batchNorm, relu, dense(10)]));

  it('is a function of seed and name', () => {
    expect(initialWeights(network, 7)).toEqual(initialWeights(network, 7));
    expect(initialWeights(network, 7).get('conv1.weight')).not.toEqual(
      initialWeights(network, 8).get('conv1.weight'),
    );
    const wider = planNetwork(
      image([conv(16, 3, { padding: 1 }), batchNorm, relu, dense(4), relu, dense(10)]),
    );
    expect(initialWeights(wider, 7).get('conv1.weight')).toEqual(
      initialWeights(network, 7).get('conv1.weight'),
    );
  });

  it('starts kernels inside the bounds of He and Glorot and fills them', () => {
    const weights = initialWeights(network, 1);
    const largest = (name: string) => Math.max(...(weights.get(name) ?? []).map(Math.abs));
    const he = Math.sqrt(6 / 9);
    const glorot = Math.sqrt(6 / (1024 + 10));
    expect(largest('conv1.weight')).toBeLessThanOrEqual(he);
    expect(largest('conv1.weight')).toBeGreaterThan(0.9 * he);
    expect(largest('dense1.weight')).toBeLessThanOrEqual(Math.fround(glorot));
    expect(largest('dense1.weight')).toBeGreaterThan(0.99 * glorot);
    expect([...(weights.get('dense1.bias') ?? [])]).toEqual(Array(10).fill(0));
    expect([...(weights.get('norm1.scale') ?? [])]).toEqual(Array(16).fill(1));
    expect([...(weights.get('norm1.variance') ?? [])]).toEqual(Array(16).fill(1));
    expect([...(weights.get('norm1.mean') ?? [])]).toEqual(Array(16).fill(0));
  });
});
