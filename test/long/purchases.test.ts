import { expect, it } from 'vitest';
import { loadDatasetCard } from '../../src/datasets/bundled.ts';
import { likeliestClasses } from '../../src/datasets/purchases/bayes.ts';
import { generatePurchases } from '../../src/datasets/purchases/index.ts';
import { drawProfiles } from '../../src/datasets/purchases/profiles.ts';
import { wilson } from '../../src/numeric/intervals.ts';
import { fetchPublic } from '../support/public-files.ts';

it('Bayes’ rule on the whole test part of purchases: the figures of the card', async () => {
  const card = await loadDatasetCard('purchases', fetchPublic);
  if (card.form !== 'generated-table') throw new Error('purchases are a generated table');
  const { seed } = card.generator;
  const { x, y, count } = generatePurchases(seed, 'test', card.counts.test);
  const likeliest = likeliestClasses(x, drawProfiles(seed));
  const correct = likeliest.reduce((n, label, i) => n + (label === y[i] ? 1 : 0), 0);
  const { low, high } = wilson(correct, count);
  expect(card.overlap.bayes).toEqual({ correct, n: count, accuracy: correct / count, low, high });
});
