import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/numeric/random.ts';
import { behind, outputDefence, outputDefences } from '../../../src/oracles/defences/index.ts';

const draws = stream(1, 'defences');
const shown = (id: string, probabilities: readonly number[]): number[] => {
  const logits = Float64Array.from(probabilities, (p) => Math.log(p));
  return [...behind(outputDefence(id), logits, probabilities.length, draws)];
};
const close = (row: readonly number[]) => row.map((value) => expect.closeTo(value, 12));

describe('defences of the answers', () => {
  test('top-1 shows one probability; the rest is spread evenly by whoever asks', () => {
    expect(shown('top-1', [0.1, 0.7, 0.15, 0.05])).toEqual(close([0.1, 0.7, 0.1, 0.1]));
  });

  test('top-3 shows three', () => {
    expect(shown('top-3', [0.1, 0.5, 0.2, 0.15, 0.05])).toEqual(close([0.075, 0.5, 0.2, 0.15, 0.075]));
    expect(shown('top-3', [0.3, 0.7])).toEqual(close([0.3, 0.7]));
  });

  test('rounding to tenths, divided by the sum', () => {
    expect(shown('rounding', [0.26, 0.71, 0.03])).toEqual(close([0.3, 0.7, 0]));
    expect(shown('rounding', [0.24, 0.66, 0.1])).toEqual(close([0.2, 0.7, 0.1]));
  });

  test('rows that round to nothing are even', () => {
    const row = Array.from({ length: 25 }, () => 0.04);
    expect(shown('rounding', row)).toEqual(close(row));
  });

  test('temperature 5 takes fifth roots', () => {
    const roots = [0.9, 0.1].map((p) => p ** 0.2);
    expect(shown('temperature', [0.9, 0.1])).toEqual(
      close(roots.map((root) => root / (roots[0] + roots[1]))),
    );
  });

  test('noise differs from sample to sample and does not depend on batches', () => {
    const logits = Float32Array.of(2, 1, 0, 2, 1, 0);
    const all = behind(outputDefence('noise'), logits, 3, draws);
    expect([...all.subarray(0, 3)]).not.toEqual([...all.subarray(3)]);
    expect(behind(outputDefence('noise'), logits.subarray(3), 3, draws, 1)).toEqual(all.slice(3));
  });

  test.for(outputDefences.map(({ id }) => id))('%s: rows stay probabilities with sum 1', (id) => {
    const logit = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 2, maxLength: 12 }), fc.nat(1000), (row, first) => {
        const found = behind(outputDefence(id), Float64Array.from(row), row.length, draws, first);
        expect(found.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(found.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test.for(outputDefences.filter(({ varies }) => !varies).map(({ id }) => id))(
    '%s: the largest stays among the largest',
    (id) => {
      const row = [0.05, 0.62, 0.33];
      const found = shown(id, row);
      expect(found[1]).toBe(Math.max(...found));
    },
  );
});
