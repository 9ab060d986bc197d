import { expect, test } from 'vitest';
import { fuzz } from '../support/graph/fuzz.ts';

test('twenty thousand damaged models are read or end in a sentence, each within a second', async () => {
  const { taken, refused, slowest, crashes } = await fuzz(500, 20_000);
  console.log({ taken, refused, slowest: Math.round(slowest) });
  expect(crashes).toEqual([]);
  expect(taken + refused).toBe(20_000);
  expect(slowest).toBeLessThan(1000);
});
