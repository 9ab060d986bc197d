import { describe, expect, it } from 'vitest';
import { definitions } from '../../../scripts/models/definitions.ts';
import { UserError } from '../../../src/messages/index.ts';
import type { ModelCard } from '../../../src/training/card.ts';
import { checkNetwork, limits } from '../../../src/training/check.ts';
import type { Layer } from '../../../src/training/layers.ts';
import { conv, dense, maxPool, relu, residual } from '../../../src/training/layers.ts';
import { presetsFor } from '../../../src/training/presets.ts';
import { fetchPublic } from '../../support/public-files.ts';

const image = (layers: readonly Layer[]) => ({ input: [1, 8, 8], classes: 10, layers });

function fault(layers: readonly Layer[], batchSize = 32): UserError {
  try {
    checkNetwork(image(layers), batchSize);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was found');
}

describe('a network that a person put together', () => {
  it('has the parameters of its bundled card', async () => {
    for (const definition of definitions) {
      const card = JSON.parse(
        new TextDecoder().decode(await fetchPublic(`models/${definition.id}.card.json`)),
      ) as ModelCard;
      expect(checkNetwork(card.architecture, 32).parameters).toBe(card.parameters);
    }
  });

  it('has multiplications, shapes and memory that follow from its layers', () => {
    const facts = checkNetwork(
      image([conv(4, 3, { stride: 2, padding: 1 }), residual([conv(4, 1)]), maxPool(2), dense(10)]),
      5,
    );
    expect(facts.multiplications).toBe(4 * 9 * 16 + 4 * 4 * 16 + 16 * 10);
    expect(Object.fromEntries(facts.shapes)).toEqual({
      1: [4, 4, 4],
      '2.1': [4, 4, 4],
      2: [4, 4, 4],
      3: [4, 2, 2],
      4: [10],
    });
    const values = 64 + 3 * 64 + 16 + 10;
    expect(facts.memory).toBe(4 * (4 * 5 * values + 4 * facts.parameters));
  });

  it.each<[string, Layer[], string, string | undefined]>([
    ['no layers', [], 'training.layers-none', undefined],
    ['too many units', [dense(4096), dense(10)], 'training.layer-size', '1'],
    ['a part of a filter', [relu, conv(2.5, 3), dense(10)], 'training.layer-size', '2'],
    [
      'a figure inside a block',
      [residual([conv(1, 3, { padding: 9 })]), dense(10)],
      'training.layer-size',
      '1.1',
    ],
    ['a figure on a shortcut', [residual([relu], [conv(0, 1)]), dense(10)], 'training.layer-size', '1→1'],
    [
      'too many layers',
      [...Array<Layer>(limits.layers).fill(relu), dense(10)],
      'training.layers-many',
      undefined,
    ],
    ['too many parameters', [dense(2048), dense(2048), dense(10)], 'training.parameters-many', undefined],
    [
      'a window too large',
      [maxPool(2), maxPool(2), maxPool(2), maxPool(2), dense(10)],
      'training.layer-window',
      '4',
    ],
    ['an image layer behind dense', [dense(4), conv(4, 3), dense(10)], 'training.layer-image', '2'],
    ['another number of logits', [dense(9)], 'training.layer-end', '1'],
    ['branches of two shapes', [residual([maxPool(2)]), dense(10)], 'training.layer-branches', '1'],
  ])('says what does not fit and where: %s', (_, layers, id, layer) => {
    const { id: found, values } = fault(layers);
    expect(found).toBe(id);
    expect(values.layer).toBe(layer);
  });

  it('refuses a batch that would not fit into memory', () => {
    const wide = [conv(256, 3, { padding: 1 }), conv(8, 1), dense(10)];
    expect(fault(wide, 20_000).id).toBe('training.memory');
  });
});

describe('networks to begin with', () => {
  it.each([
    [[30], 2],
    [[1, 1, 1], 2],
    [[1, 8, 8], 10],
    [[3, 32, 32], 10],
    [[1, 28, 28], 10],
    [[1, 5, 12], 3],
  ])('fit data of shape %j with %d classes', (input, classes) => {
    const presets = presetsFor({ input, classes });
    expect(presets.length).toBeGreaterThan(1);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    for (const { layers } of presets)
      expect(checkNetwork({ input, classes, layers }, 64).parameters).toBeGreaterThan(0);
  });

  it('begin with the layers of the bundled models', () => {
    const first = (id: string) => definitions.find((definition) => definition.id === id)!.layers;
    expect(presetsFor({ input: [1, 8, 8], classes: 10 })[0].layers).toEqual(first('digits-cnn'));
    expect(presetsFor({ input: [3, 32, 32], classes: 10 })[0].layers).toEqual(first('signs-cnn'));
    expect(presetsFor({ input: [30], classes: 2 })[0].layers).toEqual(first('breast-cancer-mlp'));
    expect(presetsFor({ input: [600], classes: 100 })[0].layers).toEqual(first('purchases-mlp'));
  });
});
