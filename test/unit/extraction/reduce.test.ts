import { describe, expect, it } from 'vitest';
import { greedyChoice, oneHotReplacement, reduce, totalOf } from '../../../src/extraction/drmi/reduce.ts';
import { Triangle } from '../../../src/extraction/drmi/triangle.ts';
import { stream } from '../../../src/numeric/random.ts';

/** A random symmetric matrix; `low` below 0 gives what correlations look like. */
function randomMatrix(seed: number, n: number, low = 0): Triangle {
  const matrix = new Triangle(n);
  matrix.fill(0, stream(seed, 'matrix', n).fillUniform(new Float32Array((n * (n - 1)) / 2), low, 1));
  return matrix;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Least total over all sets of k vertices that contain the kept ones. */
function bruteForce(matrix: Triangle, k: number, kept: readonly number[] = []): number {
  let best = Infinity;
  const extend = (set: number[], from: number) => {
    if (set.length === k) best = Math.min(best, totalOf(matrix, set));
    else for (let i = from; i < matrix.n; i++) if (!kept.includes(i)) extend([...set, i], i + 1);
  };
  extend([...kept], 0);
  return best;
}

/** What a vertex shares with a set. */
const shared = (matrix: Triangle, vertex: number, set: readonly number[]) =>
  set.reduce((sum, other) => sum + matrix.at(vertex, other), 0);

/** Algorithm 3's stopping rule, checked from scratch. */
function expectSettled(matrix: Triangle, vertices: readonly number[], kept: readonly number[] = []): void {
  const changeable = vertices.filter((v) => !kept.includes(v));
  if (changeable.length === 0) return;
  const worst = changeable.reduce((a, b) =>
    shared(matrix, b, vertices) > shared(matrix, a, vertices) ? b : a,
  );
  const others = vertices.filter((v) => v !== worst);
  for (let q = 0; q < matrix.n; q++)
    if (!vertices.includes(q))
      expect(shared(matrix, q, others)).toBeGreaterThanOrEqual(shared(matrix, worst, others) - 1e-9);
}

describe('algorithm 2', () => {
  const matrix = new Triangle(5);
  //                    01 02 03 04  12 13 14  23 24  34
  matrix.fill(0, Float32Array.from([5, 1, 4, 3, 6, 1, 1, 1, 3, 2]));

  it('sum: the least sum comes next; max: the least maximum', () => {
    // From 0: 2 (1). Then sums 1: 11, 3: 5, 4: 6 → 3; maxima 1: 6, 3: 4, 4: 3 → 4.
    expect([...greedyChoice(matrix, 3, 0).vertices]).toEqual([0, 2, 3]);
    expect([...greedyChoice(matrix, 3, 0, { aggregation: 'max' }).vertices]).toEqual([0, 2, 4]);
    expect(greedyChoice(matrix, 3, 0).total).toBe(1 + 4 + 1);
  });

  it('what is kept counts, in sums and in maxima', () => {
    // Kept 1, start 4: sums 0: 8, 2: 9, 3: 3 → 3. Maxima 0: 5, 2: 6, 3: 2 → 3.
    expect([...greedyChoice(matrix, 3, 4, { kept: [1] }).vertices]).toEqual([1, 3, 4]);
    expect([...greedyChoice(matrix, 3, 4, { kept: [1], aggregation: 'max' }).vertices]).toEqual([1, 3, 4]);
  });
});

describe('algorithm 3', () => {
  it('swaps the worst inside for the best outside', () => {
    // 0 and 1 share 9; 2 shares 1 with 0 and 2 with 1.
    const matrix = new Triangle(3);
    matrix.fill(0, Float32Array.from([9, 1, 2]));
    const { vertices, total } = oneHotReplacement(matrix, [0, 1]);
    // Both share 9: the first, 0, goes and 2 comes in, which shares 2 with 1. Then 1 goes, as 0 shares only 1 with 2.
    expect([...vertices]).toEqual([0, 2]);
    expect(total).toBe(1);
  });

  it.each(range(20))('never raises the total and ends where its rule says (graph %i)', (seed) => {
    const n = 6 + (seed % 7);
    const matrix = randomMatrix(seed, n, seed % 2 ? -1 : 0);
    const set = [...stream(seed, 'set').sample(n, 4)];
    const { vertices, total } = oneHotReplacement(matrix, set);
    expect(vertices).toHaveLength(4);
    expect(total).toBeLessThanOrEqual(totalOf(matrix, set) + 1e-12);
    expect(total).toBe(totalOf(matrix, vertices));
    expectSettled(matrix, [...vertices]);
    const kept = set.slice(0, 2);
    const bound = oneHotReplacement(matrix, set, { kept });
    expect([...bound.vertices].slice(0, 2)).toEqual(kept);
    expectSettled(matrix, [...bound.vertices], kept);
  });
});

describe('algorithm 1', () => {
  const cases = range(60).map((seed) => ({ seed, n: 6 + (seed % 7), k: 2 + (seed % 4) }));

  it.each(cases)(
    'n $n, k $k: no better than brute force, from every start (graph $seed)',
    ({ seed, n, k }) => {
      const matrix = randomMatrix(seed, n);
      for (const aggregation of ['sum', 'max'] as const) {
        const { vertices, total } = reduce(matrix, k, range(n), { aggregation });
        expect(new Set(vertices).size).toBe(k);
        expect(total).toBe(totalOf(matrix, vertices));
        expect(total).toBeGreaterThanOrEqual(bruteForce(matrix, k) - 1e-9);
        expectSettled(matrix, [...vertices]);
        // More starts never make it worse.
        expect(total).toBeLessThanOrEqual(reduce(matrix, k, [0, 1], { aggregation }).total);
      }
    },
  );

  it('finds the optimum of at least nine in ten of these graphs from all starts', () => {
    const hits = cases.filter(({ seed, n, k }) => {
      const matrix = randomMatrix(seed, n);
      return reduce(matrix, k, range(n)).total <= bruteForce(matrix, k) + 1e-9;
    });
    expect(hits.length / cases.length).toBeGreaterThanOrEqual(0.9);
  });

  it('keeps what was asked before: sets are nested and as good as brute force allows', () => {
    for (const { seed, n } of cases.slice(0, 20)) {
      const matrix = randomMatrix(seed, n);
      const first = [...reduce(matrix, 2, range(n)).vertices];
      const { vertices, total } = reduce(matrix, 4, range(n), { kept: first });
      expect([...vertices].slice(0, 2)).toEqual(first);
      expect(total).toBeGreaterThanOrEqual(bruteForce(matrix, 4, first) - 1e-9);
      expectSettled(matrix, [...vertices], first);
    }
  });

  it('takes all vertices where there are no more, and the kept ones where no more are wanted', () => {
    const matrix = randomMatrix(3, 5);
    expect([...reduce(matrix, 9, [2, 3]).vertices]).toEqual([0, 1, 2, 3, 4]);
    expect([...reduce(matrix, 2, range(5), { kept: [4, 1] }).vertices]).toEqual([4, 1]);
    expect([...reduce(matrix, 5, range(5), { kept: [4, 1] }).vertices]).toEqual([4, 1, 0, 2, 3]);
  });

  it('ends on equal values and is the same each time', () => {
    const flat = new Triangle(40);
    flat.fill(0, new Float32Array((40 * 39) / 2).fill(0.3));
    expect([...reduce(flat, 5, [7, 8]).vertices]).toEqual([0, 1, 2, 3, 7]);
    const matrix = randomMatrix(9, 300);
    expect(reduce(matrix, 40, range(20))).toEqual(reduce(matrix, 40, range(20)));
  });
});
