import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanIntervals } from '../../../src/indicators/intervals.ts';
import { wilson } from '../../../src/numeric/intervals.ts';
import { stream } from '../../../src/numeric/random.ts';

const draws = () => stream(1, 'test');

test('equal counts leave a bootstrap without spread: Wilson, as wide as so few samples ask', () => {
  for (const [count, n] of [
    [2, 1],
    [2, 7],
    [0, 4],
    [5, 4],
  ]) {
    const [found] = meanIntervals([new Int32Array(n).fill(count)], 5, draws());
    expect(found).toEqual(wilson((count * n) / 5, n));
    expect(found.high - found.low).toBeGreaterThan(0);
  }
});

test('a mean over one point is one rate, with the interval of the curve', () => {
  const stands = Int32Array.from({ length: 60 }, (_, i) => (i < 20 ? 1 : 0));
  expect(meanIntervals([stands], 1, draws())).toEqual([wilson(20, 60)]);
});

test('no interval is without width, whatever the counts', () =>
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 6 })
        .chain((of) =>
          fc.tuple(
            fc.constant(of),
            fc.array(fc.integer({ min: 0, max: of }), { minLength: 1, maxLength: 12 }),
          ),
        ),
      ([of, counts]) => {
        const [{ low, high }] = meanIntervals([Int32Array.from(counts)], of, draws());
        expect(high).toBeGreaterThan(low);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 50 },
  ));
