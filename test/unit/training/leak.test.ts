import { expect, test } from 'vitest';
import { lossArea } from '../../../src/training/leak.ts';

/** Mann and Whitney's count, pair by pair. */
function byPairs(members: readonly number[], others: readonly number[]): number {
  const right = members.flatMap((a) => others.map((b) => (a < b ? 1 : a === b ? 0.5 : 0)));
  return right.reduce<number>((sum, one) => sum + one, 0) / right.length;
}

test.each([
  ['smaller for members', [0.1, 0.2, 0.3], [0.25, 0.9, 2], 8 / 9],
  ['tied', [0, 0, 1], [0, 1, 1], 6 / 9],
  ['apart', [0, 0.1], [0.2, 0.3], 1],
  ['the wrong way round', [3, 4], [1, 2], 0],
  ['constant', [1, 1], [1, 1], 0.5],
  ['infinite', [0, Infinity], [1, Infinity], 0.625],
])('losses that are %s: the share of pairs, within its interval', (_, members, others, expected) => {
  const { value, low, high } = lossArea(Float64Array.from(members), Float64Array.from(others))!;
  expect(byPairs(members, others)).toBeCloseTo(expected, 12);
  expect(value).toBeCloseTo(expected, 12);
  expect(low).toBeLessThanOrEqual(value);
  expect(high).toBeGreaterThanOrEqual(value);
});

test('a loss that is not a number gives no figure', () => {
  expect(lossArea(Float64Array.of(NaN, 1), Float64Array.of(2))).toBeNull();
});
