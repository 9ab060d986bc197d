import { expect, it } from 'vitest';
import { generatePurchases } from '../../../src/datasets/purchases/index.ts';
import { Sha256 } from '../../../src/numeric/hash.ts';
import { PURCHASES_SHA256 } from '../../support/fingerprints.ts';

it('200 records of purchases hash to the same value in Chromium and Node', () => {
  const { x, y } = generatePurchases(1, 'train', 200);
  expect(new Sha256().update(x).update(y).hex()).toBe(PURCHASES_SHA256);
});
