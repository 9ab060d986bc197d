import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mixDiffers,
  select,
  selectionOf,
  selectionWarnings,
  toRuns,
} from '../../../src/assessment/selection.ts';
import type { SampleRecord } from '../../../src/document/report.ts';

const file = { order: 'file', samples: null, offset: 0, seed: 1 } as const;
const blocks = (sizes: readonly number[]) =>
  Int32Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
const countOf = (labels: Int32Array, indices: readonly number[], label: number) =>
  indices.filter((index) => labels[index] === label).length;

describe('file order', () => {
  test('takes a stretch of the test part', () => {
    const labels = Int32Array.from([0, 1, 1, 0, 0, 1, 0, 1, 0, 1]);
    expect(select(labels, 2, file).indices).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(select(labels, 2, { ...file, samples: 3, offset: 4 })).toEqual({
      order: 'file',
      indices: [4, 5, 6],
      of: 10,
    });
    expect(select(labels, 2, { ...file, offset: 8 }).indices).toEqual([8, 9]);
  });

  test('takes the classes of a file sorted by label by turns, each in file order and in its share', () => {
    expect(select(blocks([3, 3]), 2, file).indices).toEqual([0, 3, 1, 4, 2, 5]);
    expect(select(blocks([4, 2]), 2, file).indices).toEqual([0, 4, 1, 2, 5, 3]);
    expect(select(blocks([6, 0, 3]), 3, { ...file, samples: 3, offset: 3 }).indices).toEqual([2, 7, 3]);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        (sizes, wanted) => {
          const labels = blocks(sizes);
          const samples = Math.min(wanted, labels.length);
          const { indices } = select(labels, sizes.length, { ...file, samples });
          expect(new Set(indices).size).toBe(samples);
          sizes.forEach((size, label) => {
            const own = indices.filter((index) => labels[index] === label);
            expect(own).toEqual([...own].sort((a, b) => a - b));
            expect(Math.abs(own.length - (size * samples) / labels.length)).toBeLessThanOrEqual(sizes.length);
          });
        },
      ),
    );
  });

  test('leaves every other file as it is', () => {
    const inOrder = (labels: readonly number[]) =>
      expect(select(Int32Array.from(labels), 3, file).indices).toEqual([...labels.keys()]);
    inOrder([0, 0, 1, 1, 0]);
    inOrder([1, 0, 0, 0]);
    inOrder([2, 2, 2]);
    inOrder([1]);
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
    const lopsided = Int32Array.from({ length: 100 }, (_, index) => (index % 50 < 40 ? 0 : 1));
    const mixed = Int32Array.from({ length: 100 }, (_, index) => index % 2);
    expect(ids(lopsided, 2, { ...file, samples: 40 })).toEqual([
      'assessment.first-in-file',
      'assessment.class-mix',
    ]);
    expect(ids(mixed, 2, { ...file, samples: 40 })).toEqual(['assessment.first-in-file']);
    expect(ids(mixed, 2, { ...file, samples: 40, offset: 10 })).toEqual(['assessment.part-in-file']);
  });

  test('a file sorted by label says that its classes are taken by turns', () => {
    const sorted = blocks([50, 50]);
    expect(ids(sorted, 2, { ...file, samples: 40 })).toEqual(['assessment.interleaved']);
    expect(ids(sorted, 2, file)).toEqual(['assessment.interleaved']);
  });

  test('all samples of another file, or a random choice, need none', () => {
    const mixed = Int32Array.from({ length: 100 }, (_, index) => index % 2);
    expect(ids(mixed, 2, file)).toEqual([]);
    expect(ids(blocks([50, 50]), 2, { ...file, order: 'random', samples: 40 })).toEqual([]);
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

describe('a selection that a report claims', () => {
  const record = {
    order: 'file',
    offset: 0,
    count: 6,
    of: 10,
    runs: [
      [7, 3],
      [0, 3],
    ],
    warnings: [],
  } as const;

  test('is laid out in the order taken', () => {
    expect(selectionOf(record).indices).toEqual([7, 8, 9, 0, 1, 2]);
  });

  test.each<[string, Partial<SampleRecord>]>([
    ['billions in one run', { count: 1.5e9, of: 1.5e9, runs: [[0, 1.5e9]] }],
    ['more than there are', { count: 11, runs: [[0, 11]] }],
    ['none', { count: 0, runs: [] }],
    ['a count that the runs do not make', { count: 5 }],
    [
      'positions beyond the test part',
      {
        runs: [
          [8, 3],
          [0, 3],
        ],
      },
    ],
    [
      'a position twice',
      {
        runs: [
          [2, 3],
          [4, 3],
        ],
      },
    ],
    [
      'one run twice',
      {
        runs: [
          [2, 3],
          [2, 3],
        ],
      },
    ],
    [
      'a run inside another',
      {
        count: 7,
        runs: [
          [0, 6],
          [2, 1],
        ],
      },
    ],
  ])('%s is refused', (_, over) => {
    expect(() => selectionOf({ ...record, ...over })).toThrowError(/samples\.(count|runs)/);
  });
});

test('runs hold any order', () => {
  expect(toRuns([3, 4, 5, 1, 9, 10])).toEqual([
    [3, 3],
    [1, 1],
    [9, 2],
  ]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50), { minLength: 1 }), (indices) => {
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
