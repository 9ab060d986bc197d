import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mixDiffers,
  select,
  selectionOf,
  selectionWarnings,
  toRuns,
} from '../../../src/assessment/selection.ts';

const file = { order: 'file', samples: null, offset: 0, seed: 1 } as const;
const blocks = (sizes: readonly number[]) =>
  Int32Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
const countOf = (labels: Int32Array, indices: readonly number[], label: number) =>
  indices.filter((index) => labels[index] === label).length;

describe('file order', () => {
  test('takes a stretch of the test part', () => {
    const labels = blocks([5, 5]);
    expect(select(labels, 2, file).indices).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(select(labels, 2, { ...file, samples: 3, offset: 4 })).toEqual({
      order: 'file',
      indices: [4, 5, 6],
      of: 10,
    });
    expect(select(labels, 2, { ...file, offset: 8 }).indices).toEqual([8, 9]);
  });

  test('refuses more than there is', () => {
    const labels = blocks([5, 5]);
    expect(() => select(labels, 2, { ...file, samples: 11 })).toThrowError(/10/);
    expect(() => select(labels, 2, { ...file, samples: 8, offset: 3 })).toThrowError(/7/);
    expect(() => select(labels, 2, { ...file, offset: 10 })).toThrowError(/offset/i);
    expect(() => select(new Int32Array(0), 2, file)).toThrowError(/no test samples/);
  });
});

describe('random order', () => {
  const labels = blocks([50, 30, 20]);
  const random = { ...file, order: 'random' } as const;

  test('is a rearrangement that only the seed decides', () => {
    const one = select(labels, 3, random).indices;
    expect([...one].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(select(labels, 3, random).indices).toEqual(one);
    expect(select(labels, 3, { ...random, seed: 2 }).indices).not.toEqual(one);
  });

  test('every stretch holds each class in its share, to within one sample at either end', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 40 }),
        (seed, samples, offset) => {
          const { indices } = select(labels, 3, { order: 'random', samples, offset, seed });
          [0.5, 0.3, 0.2].forEach((share, label) => {
            expect(Math.abs(countOf(labels, indices, label) - share * samples)).toBeLessThanOrEqual(2.5);
          });
        },
      ),
    );
  });

  test('stretches of one order share nothing', () => {
    const first = select(labels, 3, { ...random, samples: 40 }).indices;
    const second = select(labels, 3, { ...random, samples: 60, offset: 40 }).indices;
    expect(new Set([...first, ...second]).size).toBe(100);
  });
});

describe('warnings', () => {
  const ids = (labels: Int32Array, classes: number, request: Parameters<typeof select>[2]) =>
    selectionWarnings(labels, classes, select(labels, classes, request), request.offset).map(({ id }) => id);

  test('a stretch in file order is labelled, and its class mix is looked at', () => {
    const sorted = blocks([50, 50]);
    const mixed = Int32Array.from({ length: 100 }, (_, index) => index % 2);
    expect(ids(sorted, 2, { ...file, samples: 40 })).toEqual([
      'assessment.first-in-file',
      'assessment.class-mix',
    ]);
    expect(ids(mixed, 2, { ...file, samples: 40 })).toEqual(['assessment.first-in-file']);
    expect(ids(mixed, 2, { ...file, samples: 40, offset: 10 })).toEqual(['assessment.part-in-file']);
  });

  test('all samples, or a random choice, need none', () => {
    const sorted = blocks([50, 50]);
    expect(ids(sorted, 2, file)).toEqual([]);
    expect(ids(sorted, 2, { ...file, order: 'random', samples: 40 })).toEqual([]);
  });

  test('about one random choice in twenty is called different', () => {
    const labels = blocks([300, 200, 500]);
    const shuffled = (seed: number) =>
      select(blocks([1000]), 1, { order: 'random', samples: 100, offset: 0, seed }).indices;
    const alarms = Array.from({ length: 400 }, (_, seed) => mixDiffers(labels, 3, shuffled(seed))).filter(
      Boolean,
    ).length;
    expect(alarms).toBeGreaterThan(5);
    expect(alarms).toBeLessThan(40);
  });
});

test('runs hold any order', () => {
  expect(toRuns([3, 4, 5, 1, 9, 10])).toEqual([
    [3, 3],
    [1, 1],
    [9, 2],
  ]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50)), (indices) => {
      const record = {
        order: 'random',
        offset: 0,
        count: indices.length,
        of: 51,
        runs: toRuns(indices),
        warnings: [],
      } as const;
      expect(selectionOf(record).indices).toEqual(indices);
    }),
  );
});
