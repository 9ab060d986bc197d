import { describe, expect, it } from 'vitest';
import { loadBundled, loadBundledTest, loadDatasetCard } from '../../../src/datasets/bundled.ts';
import { likeliestClasses } from '../../../src/datasets/purchases/bayes.ts';
import {
  generatePurchases,
  purchaseItems,
  PURCHASES_VERSION,
} from '../../../src/datasets/purchases/index.ts';
import { customers, drawProfiles, type Profiles } from '../../../src/datasets/purchases/profiles.ts';
import { Sha256 } from '../../../src/numeric/hash.ts';
import { binomialCdf } from '../../../src/numeric/special.ts';
import { PURCHASES_SHA256 } from '../../support/fingerprints.ts';
import { fetchPublic } from '../../support/public-files.ts';

async function purchasesCard() {
  const card = await loadDatasetCard('purchases', fetchPublic);
  if (card.form !== 'generated-table') throw new Error('purchases are a generated table');
  return card;
}

describe('purchases', () => {
  it('200 records hash to the same value in Node and Chromium', () => {
    const { x, y } = generatePurchases(1, 'train', 200);
    expect(new Sha256().update(x).update(y).hex()).toBe(PURCHASES_SHA256);
  });

  it('a larger set begins with the smaller one; seeds and parts differ', () => {
    const small = generatePurchases(5, 'test', 15);
    const large = generatePurchases(5, 'test', 40);
    expect(large.x.subarray(0, small.x.length)).toEqual(small.x);
    expect(large.y.subarray(0, 15)).toEqual(small.y);
    const first = (seed: number, part: 'train' | 'test') => generatePurchases(seed, part, 1).x.join();
    expect(new Set([first(1, 'train'), first(2, 'train'), first(1, 'test')]).size).toBe(3);
  });

  it('classes and items come as often as the profiles say', () => {
    const count = 3000;
    const { x, y } = generatePurchases(1, 'test', count);
    const profiles = drawProfiles(1);
    // Of every sum of independent draws: mean and variance by the profiles, given the labels; 5 deviations over 600 items.
    for (let item = 0; item < 600; item++) {
      let [mean, variance, seen] = [0, 0, 0];
      for (let i = 0; i < count; i++) {
        const p = customers.reduce(
          (sum, { share }, k) => sum + (share * profiles[k][y[i] * 600 + item]) / 256,
          0,
        );
        mean += p;
        variance += p * (1 - p);
        seen += x[i * 600 + item];
      }
      expect(Math.abs(seen - mean)).toBeLessThan(5 * Math.sqrt(variance));
    }
    const perClass = new Float64Array(100);
    y.forEach((label) => perClass[label]++);
    const chiSquare = perClass.reduce((sum, n) => sum + (n - count / 100) ** 2 / (count / 100), 0);
    // Middle 99.9 % of χ² with 99 degrees of freedom.
    expect(chiSquare).toBeGreaterThan(59);
    expect(chiSquare).toBeLessThan(149);
  });

  it('Bayes’ rule: likelihoods multiplied out for a few records, and the share of the card', async () => {
    const profiles = drawProfiles(1);
    const { x, y } = generatePurchases(1, 'test', 1500);
    const likeliest = likeliestClasses(x, profiles);
    const chance = (table: Profiles, label: number, record: number) => {
      // Times 2 an item, so that the product of 600 stays within doubles.
      let product = 1;
      for (let item = 0; item < 600; item++) {
        const p = table[label * 600 + item] / 256;
        product *= 1.5 * (x[record * 600 + item] === 1 ? p : 1 - p);
      }
      return product;
    };
    for (let record = 0; record < 10; record++) {
      const all = Array.from({ length: 100 }, (_, label) =>
        customers.reduce((sum, { share }, kind) => sum + share * chance(profiles[kind], label, record), 0),
      );
      expect(likeliest[record]).toBe(all.indexOf(Math.max(...all)));
    }
    const { bayes } = (await purchasesCard()).overlap;
    const correct = likeliest.reduce((n, label, i) => n + (label === y[i] ? 1 : 0), 0);
    // Middle 99.9 % of the binomial distribution.
    expect(binomialCdf(correct, 1500, bayes.accuracy)).toBeGreaterThan(0.0005);
    expect(binomialCdf(correct - 1, 1500, bayes.accuracy)).toBeLessThan(0.9995);
    expect(bayes.low).toBeGreaterThan(0.9);
  });

  it('the bundled set is the one its card describes, its test part with or without the training part', async () => {
    const card = await purchasesCard();
    expect(card.generator.version).toBe(PURCHASES_VERSION);
    expect(card.featureNames).toEqual(purchaseItems);
    const data = await loadBundled('purchases', fetchPublic);
    if (data.kind !== 'table') throw new Error('purchases are a table');
    expect([data.shape, data.classes, data.train.count, data.test.count]).toEqual([
      [600],
      100,
      10_000,
      10_000,
    ]);
    const mean = data.train.x.reduce((sum, value, at) => sum + (at % 600 === 7 ? value : 0), 0) / 10_000;
    expect(data.stats.mean[7]).toBe(mean);
    expect(data.stats.std[7]).toBeCloseTo(Math.sqrt(mean * (1 - mean)), 12);
    expect([data.stats.min[7], data.stats.max[7]]).toEqual([0, 1]);
    const alone = await loadBundledTest('purchases', fetchPublic);
    expect([alone.train.count, alone.trainLeftOut, alone.sha256]).toEqual([0, 10_000, data.sha256]);
    expect(alone).toMatchObject({ stats: data.stats });
  });

  it('a generator that is unknown or of another version is refused', async () => {
    for (const change of [{ name: 'shopping' }, { version: 99 }]) {
      const changed = async (path: string) => {
        const card = JSON.parse(new TextDecoder().decode(await fetchPublic(path))) as { generator: object };
        return new TextEncoder().encode(
          JSON.stringify({ ...card, generator: { ...card.generator, ...change } }),
        );
      };
      await expect(loadBundledTest('purchases', changed)).rejects.toMatchObject({
        id: 'datasets.bundled-damaged',
      });
    }
  });
});
