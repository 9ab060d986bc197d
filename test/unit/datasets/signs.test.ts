import { describe, expect, it } from 'vitest';
import { loadBundled, loadBundledTest, loadDatasetCard } from '../../../src/datasets/bundled.ts';
import { noSamples } from '../../../src/datasets/samples.ts';
import { signClasses } from '../../../src/datasets/signs/classes.ts';
import { drawSign, generateSignPart, SIGNS_VERSION, signLabel } from '../../../src/datasets/signs/index.ts';
import { textureOf } from '../../../src/datasets/signs/texture.ts';
import { Sha256 } from '../../../src/numeric/hash.ts';
import type { Samples } from '../../../src/datasets/types.ts';
import { SIGNS_SHA256 } from '../../support/fingerprints.ts';
import { fetchPublic } from '../../support/public-files.ts';

describe('signs', () => {
  it('200 signs hash to the same value in Node and Chromium', () => {
    const hash = new Sha256();
    for (let i = 0; i < 200; i++) hash.update(drawSign(1, 'train', i, signLabel(1, 'train', i)));
    expect(hash.hex()).toBe(SIGNS_SHA256);
  });

  it('a larger set begins with the smaller one, and order does not matter', () => {
    const small = generateSignPart(5, 'test', 15);
    const large = generateSignPart(5, 'test', 40);
    expect(large.x.subarray(0, small.x.length)).toEqual(small.x);
    expect(large.y.subarray(0, 15)).toEqual(small.y);
    const alone = drawSign(5, 'test', 12, signLabel(5, 'test', 12));
    expect([...large.x.subarray(12 * 3072, 13 * 3072)]).toEqual(
      Array.from(alone, (v) => Math.fround(v / 255)),
    );
  });

  it('seeds and parts give different pictures', () => {
    const first = (seed: number, part: 'train' | 'test') => drawSign(seed, part, 0, 0).join();
    expect(new Set([first(1, 'train'), first(2, 'train'), first(1, 'test')]).size).toBe(3);
  });

  it('every ten pictures hold every class once', () => {
    const labels = Array.from({ length: 50 }, (_, i) => signLabel(3, 'train', i));
    for (let round = 0; round < 5; round++) {
      expect(labels.slice(10 * round, 10 * round + 10).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('the flat signs differ from each other and are whole', () => {
    const covered = signClasses.map((_, label) => {
      const texture = textureOf(label);
      let sum = 0;
      for (let at = 3; at < texture.length; at += 4) sum += texture[at];
      return sum / (texture.length / 4);
    });
    for (const share of covered) expect(share).toBeGreaterThan(0.25);
    const looks = signClasses.map((_, label) => new Sha256().update(textureOf(label)).hex());
    expect(new Set(looks).size).toBe(signClasses.length);
  });

  it('the bundled set is the one its card describes', async () => {
    const card = await loadDatasetCard('signs', fetchPublic);
    if (card.form !== 'generated-images') throw new Error('signs are generated');
    expect(card.generator.version).toBe(SIGNS_VERSION);
    expect(card.classes).toBe(signClasses.length);
    const data = await loadBundled('signs', fetchPublic);
    if (data.kind !== 'image') throw new Error('signs are images');
    expect([data.shape, data.train.count, data.test.count]).toEqual([[3, 32, 32], 4000, 1000]);
    expect(data.grid).toEqual({ step: 1 / 255 });
    expect(data.sha256).toBe(card.sha256);
    expect(data.test.x.every((v) => v >= 0 && v <= 1 && Math.fround(Math.round(v * 255) / 255) === v)).toBe(
      true,
    );
    const alone = await loadBundledTest('signs', fetchPublic);
    const bytes = ({ x }: Samples) => Buffer.from(x.buffer, x.byteOffset, x.byteLength);
    expect(bytes(alone.test).equals(bytes(data.test))).toBe(true);
    const { y, count } = data.test;
    expect({ ...alone, test: { ...alone.test, x: null } }).toEqual({
      ...data,
      train: noSamples(),
      test: { x: null, y, count },
      trainLeftOut: 4000,
    });
  });

  it('a test part that is not the one of the card is refused', async () => {
    const otherSeed = async (path: string) => {
      const card = JSON.parse(new TextDecoder().decode(await fetchPublic(path))) as {
        generator: { seed: number };
        counts: { test: number };
      };
      card.generator.seed = 2;
      card.counts.test = 10;
      return new TextEncoder().encode(JSON.stringify(card));
    };
    await expect(loadBundledTest('signs', otherSeed)).rejects.toMatchObject({
      id: 'datasets.bundled-damaged',
    });
  });
});
