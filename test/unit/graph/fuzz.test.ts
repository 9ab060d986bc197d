import { expect, test } from 'vitest';
import { fuzz } from '../../support/graph/fuzz.ts';

test('five hundred damaged models are read or end in a sentence, each within a second', async () => {
  const { taken, refused, slowest, crashes } = await fuzz(0, 500);
  expect(crashes).toEqual([]);
  expect(taken + refused).toBe(500);
  expect(taken).toBeGreaterThan(25);
  expect(refused).toBeGreaterThan(100);
  expect(slowest).toBeLessThan(1000);
});
