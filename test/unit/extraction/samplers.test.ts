import { describe, expect, it } from 'vitest';
import { pairMatrix } from '../../../src/extraction/drmi/measures.ts';
import { greyLevels } from '../../../src/extraction/drmi/levels.ts';
import { mutualInformation, outlines } from '../../../src/extraction/drmi/mutual-information.ts';
import { totalOf } from '../../../src/extraction/drmi/reduce.ts';
import { classProbability } from '../../../src/extraction/samplers/class-probability.ts';
import { correlation } from '../../../src/extraction/samplers/correlation.ts';
import { dataFree } from '../../../src/extraction/samplers/data-free.ts';
import { drmi } from '../../../src/extraction/samplers/drmi.ts';
import { fromPool } from '../../../src/extraction/samplers/from-pool.ts';
import { jacobian } from '../../../src/extraction/samplers/jacobian.ts';
import { furthestFirst, kCenter } from '../../../src/extraction/samplers/k-center.ts';
import { candidatePool, candidateRows } from '../../../src/extraction/samplers/pair-reduction.ts';
import { prada, REACH } from '../../../src/extraction/samplers/prada.ts';
import { uncertainty } from '../../../src/extraction/samplers/uncertainty.ts';
import { inputAt, type Pool } from '../../../src/extraction/types.ts';
import { stream } from '../../../src/numeric/random.ts';
import {
  answered,
  askUpTo,
  contextOf,
  linearSurrogate,
  nothingAsked,
  randomPool,
} from '../../support/surrogate.ts';

const constant = (label: number) => (size: number) => (data: Float32Array) =>
  new Int32Array(data.length / size).fill(label);

describe('jacobian', () => {
  const size = 5;
  const weights = [
    [1, -2, 0, 0.5, 3],
    [-1, 1, 1, 1, -1],
  ];
  const signs = [1, -1, 0, 1, 1];

  it('on a linear surrogate asks x + λ sign(w_y), in the box; from the fourth round on x − λ sign(w_y)', async () => {
    const pool: Pool = { ...randomPool(3, 2, size), box: { low: 0, high: [1, 1, 1, 1, 2] } };
    const victim = constant(0)(size);
    const run = jacobian.start(contextOf(pool, 2));
    let asked = (await askUpTo(run, 2, nothingAsked, victim)).asked;
    for (let round = 0; round < 5; round++) {
      const { asked: after, steps } = await askUpTo(
        run,
        2 * asked.count,
        asked,
        victim,
        linearSurrogate(weights),
      );
      expect(steps).toHaveLength(1);
      const lambda = round < 3 ? 0.1 : -0.1;
      const expected = Array.from({ length: asked.count }, (_, i) =>
        [...inputAt({ data: asked.data, size }, i)]
          .map((value, k) => {
            const high = k === 4 ? 2 : 1;
            return Math.min(high, Math.max(0, value + lambda * high * signs[k])).toFixed(5);
          })
          .join(),
      );
      const made = Array.from({ length: asked.count }, (_, i) =>
        [...inputAt({ data: after.data, size }, asked.count + i)].map((value) => value.toFixed(5)).join(),
      );
      // One of each, in a random order.
      expect(made.sort()).toEqual(expected.sort());
      expect(after.data.subarray(0, asked.data.length)).toEqual(asked.data);
      asked = after;
    }
    expect(asked.count).toBe(64);
  });

  it('follows the victim’s class, not the surrogate’s', async () => {
    const pool: Pool = { ...randomPool(3, 1, size), data: Float32Array.from([0.5, 0.5, 0.5, 0.5, 0.5]) };
    const { asked } = await askUpTo(
      jacobian.start(contextOf(pool, 2)),
      2,
      nothingAsked,
      constant(1)(size),
      linearSurrogate(weights),
    );
    const made = [...asked.data.subarray(size)].map((value) => value.toFixed(5));
    expect(made).toEqual(['0.40000', '0.60000', '0.60000', '0.60000', '0.40000']);
  });
});

describe('T-RND', () => {
  it('with two classes moves along sign(w_other − w_y) by the whole reach, never further', async () => {
    const pool: Pool = { ...randomPool(3, 1, 3), data: Float32Array.from([0.5, 0.5, 0.9]) };
    const surrogate = linearSurrogate([
      [1, 0, 0],
      [0, 1, 2],
    ]);
    const { asked } = await askUpTo(
      prada.start(contextOf(pool, 2)),
      2,
      nothingAsked,
      constant(0)(3),
      surrogate,
    );
    const made = asked.data.subarray(3);
    expect(made[0]).toBeCloseTo(0.5 - REACH, 6);
    expect(made[1]).toBeCloseTo(0.5 + REACH, 6);
    expect(made[2]).toBe(1);
  });

  it('aims at every other class and never at the victim’s own', async () => {
    // The slope of class c is c's own coordinate alone up to the others' common share, so the coordinate that grows names the target.
    const size = 4;
    const unit = Array.from({ length: size }, (_, c) =>
      Array.from({ length: size }, (_, k) => (k === c ? 1 : 0)),
    );
    const pool: Pool = { ...randomPool(3, 60, size), data: new Float32Array(60 * size).fill(0.5) };
    const { asked } = await askUpTo(
      prada.start(contextOf(pool, size)),
      120,
      nothingAsked,
      constant(2)(size),
      linearSurrogate(unit),
    );
    const counts = new Array(size).fill(0);
    for (let i = 60; i < 120; i++) {
      const grown = [...inputAt({ data: asked.data, size }, i)].flatMap((value, k) =>
        value > 0.5 ? [k] : [],
      );
      expect(grown).toHaveLength(1);
      counts[grown[0]]++;
    }
    expect(counts[2]).toBe(0);
    for (const c of [0, 1, 3]) expect(counts[c]).toBeGreaterThan(8);
  });

  it('still finds a slope where the surrogate is certain of the target', async () => {
    const pool: Pool = { ...randomPool(3, 1, 2), data: Float32Array.from([0.5, 0.5]) };
    const surrogate = linearSurrogate([
      [-90, 0],
      [90, 0],
    ]);
    const { asked } = await askUpTo(
      prada.start(contextOf(pool, 2)),
      2,
      nothingAsked,
      constant(0)(2),
      surrogate,
    );
    expect(asked.data[2]).toBeCloseTo(0.5 + REACH, 6);
  });
});

describe('uncertainty', () => {
  it('asks about the smallest margins of the surrogate’s probabilities, in their order', async () => {
    // Margin of two logits x and −x grows with |x|; a third class is far away.
    const data = Float32Array.from([0.9, 0.1, 0.5, 0.3, 0.05, 0.7]);
    const pool: Pool = { ...randomPool(1, 6, 1), data };
    const surrogate = linearSurrogate([[1], [-1], [-50]]);
    const run = uncertainty.start(contextOf(pool, 3));
    const first = await run.next(2, nothingAsked);
    const asked = answered(nothingAsked, first, constant(0)(1));
    const { rows } = await run.next(5, asked, surrogate);
    const ascending = [4, 1, 3, 2, 5, 0].filter((row) => !first.rows.includes(row));
    expect([...rows]).toEqual(ascending.slice(0, 3));
  });
});

describe('k-centre', () => {
  /** Largest distance of a point to its nearest centre. */
  const radius = (points: Float64Array, columns: number, centres: readonly number[]) => {
    let widest = 0;
    for (let i = 0; i < points.length / columns; i++) {
      const distances = centres.map((c) => {
        let sum = 0;
        for (let k = 0; k < columns; k++) {
          const d = points[i * columns + k] - points[c * columns + k];
          sum += d * d;
        }
        return Math.sqrt(sum);
      });
      widest = Math.max(widest, Math.min(...distances));
    }
    return widest;
  };

  it('is within twice the best radius of brute force on small sets', () => {
    for (let seed = 0; seed < 40; seed++) {
      const n = 9;
      const points = stream(seed, 'points').fillUniform(new Float64Array(n * 2));
      let best = Infinity;
      for (let a = 0; a < n; a++)
        for (let b = a + 1; b < n; b++)
          for (let c = b + 1; c < n; c++) best = Math.min(best, radius(points, 2, [a, b, c]));
      const chosen = [0, ...furthestFirst({ data: points, columns: 2 }, [0], 2)];
      expect(new Set(chosen).size).toBe(3);
      expect(radius(points, 2, chosen)).toBeLessThanOrEqual(2 * best + 1e-12);
    }
  });

  it('starts in the input space and goes on in the surrogate’s logits, away from what was asked', async () => {
    // In the inputs the second coordinate spreads the rows, in the logits the first does.
    const data = Float32Array.from([0, 0, 0.1, 1, 0.2, 0.5, 0.3, 0.4, 1, 0.5]);
    const pool: Pool = { ...randomPool(1, 5, 2), data };
    const run = kCenter.start(contextOf(pool, 2, 4));
    const first = await run.next(1, nothingAsked);
    const start = first.rows[0];
    const asked = answered(nothingAsked, first, constant(0)(2));
    const { rows } = await run.next(
      2,
      asked,
      linearSurrogate([
        [5, 0],
        [0, 0],
      ]),
    );
    const far = [0, 1, 2, 3, 4].reduce((best, row) =>
      Math.abs(data[2 * row] - data[2 * start]) > Math.abs(data[2 * best] - data[2 * start]) ? row : best,
    );
    expect([...rows]).toEqual([far]);
    const two = await kCenter.start(contextOf(pool, 2, 4)).next(2, nothingAsked);
    expect(two.rows[0]).toBe(start);
    expect(two.rows[1]).toBe(furthestFirst({ data: Float64Array.from(data), columns: 2 }, [start], 1)[0]);
  });
});

describe('class probabilities', () => {
  it('asks about one row of each cluster of the surrogate’s probabilities', async () => {
    // 40 rows at four corners, each the surrogate's own class; two rows are asked at random, then four by clusters.
    const data = Float32Array.from({ length: 120 }, (_, k) => {
      const group = Math.floor(k / 3) % 4;
      return [0.2 + 0.6 * (group % 2), 0.2 + 0.6 * Math.floor(group / 2), 1][k % 3] + 0.0001 * k;
    });
    const pool: Pool = { ...randomPool(1, 40, 3), data };
    const surrogate = linearSurrogate([
      [-10, -10, 10],
      [10, -10, 0],
      [-10, 10, 0],
      [10, 10, -10],
    ]);
    for (const seed of [1, 2, 3]) {
      const run = classProbability.start(contextOf(pool, 4, seed));
      const first = await run.next(2, nothingAsked);
      const { rows } = await run.next(6, answered(nothingAsked, first, constant(0)(3)), surrogate);
      expect(new Set([...rows].map((row) => row % 4)).size).toBe(4);
    }
  });

  it('fills up from random rows where probabilities are all alike', async () => {
    const pool = randomPool(1, 30, 2);
    const flat = linearSurrogate([
      [0, 0],
      [0, 0],
    ]);
    const { asked } = await askUpTo(
      classProbability.start(contextOf(pool, 2)),
      25,
      nothingAsked,
      constant(0)(2),
      flat,
    );
    expect(asked.count).toBe(25);
  });
});

describe('reductions over pairs', () => {
  const pool = (() => {
    const draws = stream(5, 'blobs');
    const data = Float32Array.from({ length: 60 * 36 }, (_, k) =>
      draws.uniform(k) < 0.6 ? 0 : draws.uniform(k + 1e6),
    );
    return { ...randomPool(1, 60, 36), data };
  })();

  it('drmi asks about rows of less mutual information than random ones, as recomputed pair by pair', async () => {
    const images = outlines(greyLevels(pool));
    const between = (rows: ArrayLike<number>) => {
      let total = 0;
      for (let a = 0; a < rows.length; a++)
        for (let b = a + 1; b < rows.length; b++) total += mutualInformation(images, rows[a], rows[b]);
      return total;
    };
    const { rows } = await drmi.start(contextOf(pool, 2)).next(10, nothingAsked);
    for (let seed = 0; seed < 20; seed++)
      expect(between(rows)).toBeLessThan(between(stream(seed, 'other').sample(60, 10)));
  });

  it.each([drmi, correlation])(
    '$id: a matrix from elsewhere gives the same, and later steps keep the first',
    async (one) => {
      const context = contextOf(pool, 2);
      const pairs = pairMatrix(one.pairs!, candidatePool(pool, candidateRows(context)));
      const alone = await askUpTo(one.start(context), 25, nothingAsked, constant(0)(36));
      const run = one.start({ ...context, pairs });
      const first = await run.next(10, nothingAsked);
      const second = await run.next(25, answered(nothingAsked, first, constant(0)(36)));
      expect((await one.start(context).next(10, nothingAsked)).rows).toEqual(first.rows);
      expect(new Set([...first.rows, ...second.rows]).size).toBe(25);
      // Grown in two steps it is no better than what one step is free to choose, up to the local optimum's luck.
      const rows = (questions: { rows: Int32Array }[]) => questions.flatMap(({ rows }) => [...rows]);
      const whole = totalOf(pairs, rows(alone.steps));
      expect(totalOf(pairs, rows([first, second]))).toBeGreaterThan(whole - 0.02 * Math.abs(whole));
    },
  );

  it('correlations are Pearson’s', () => {
    const values: Pool = {
      ...randomPool(1, 3, 4),
      data: Float32Array.from([1, 2, 3, 4, 2, 1, 4, 3, 5, 5, 5, 5]),
    };
    const matrix = pairMatrix('correlation', values);
    expect(matrix.at(0, 1)).toBeCloseTo(0.6, 6);
    expect(matrix.at(1, 2)).toBe(0);
  });

  it('of a pool too large for a matrix a seeded sample is taken', () => {
    const context = contextOf(randomPool(2, 50, 2), 2);
    const rows = candidateRows(context, 20);
    expect(rows).toHaveLength(20);
    expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(candidateRows(context, 20)).toEqual(rows);
    const { data, count } = candidatePool(context.pool, rows);
    expect(count).toBe(20);
    expect(data.subarray(0, 2)).toEqual(inputAt(context.pool, rows[0]));
  });
});

describe('data-free', () => {
  it('first noise over the whole box, then inputs on the surrogate’s boundary of a random class', async () => {
    const pool: Pool = { ...randomPool(1, 0, 2), box: { low: [-1, 0], high: [1, 4] } };
    // Class 1 where x > 0.
    const surrogate = linearSurrogate([
      [-1, 0],
      [1, 0],
    ]);
    const { asked } = await askUpTo(
      dataFree.start(contextOf(pool, 2)),
      200,
      nothingAsked,
      constant(0)(2),
      surrogate,
    );
    const second = [...asked.data].filter((_, k) => k % 2 === 1);
    expect(Math.min(...second)).toBeLessThan(0.1);
    expect(Math.max(...second)).toBeGreaterThan(3.9);
    const run = dataFree.start(contextOf(pool, 2));
    const first = await run.next(200, nothingAsked);
    const made = await run.next(400, answered(nothingAsked, first, constant(0)(2)), surrogate);
    // Steps of 0.2 in x: one that changed sides lies within a step of the boundary, the others were where they should be.
    const noise = stream(1, 'sampler', 'noise').fillUniform(new Float32Array(400), 0, 1, 400);
    for (let i = 0; i < 200; i++) {
      const from = -1 + 2 * noise[2 * i];
      const to = made.data[2 * i];
      if (Math.abs(to - from) > 1e-6) expect(Math.abs(to)).toBeLessThanOrEqual(0.2 + 1e-6);
      expect(made.data[2 * i + 1]).toBeCloseTo(4 * noise[2 * i + 1], 6);
    }
    const moved = Array.from(
      { length: 200 },
      (_, i) => Math.abs(made.data[2 * i] + 1 - 2 * noise[2 * i]) > 1e-6,
    );
    expect(moved.filter(Boolean).length).toBeGreaterThan(60);
    expect(moved.filter(Boolean).length).toBeLessThan(140);
  });
});

it('a rule that chooses a row twice, or more than told, is stopped', async () => {
  const context = contextOf(randomPool(1, 4, 2), 2);
  await expect(fromPool(context, () => [1, 1]).next(3, nothingAsked)).rejects.toThrow('chosen twice');
  await expect(fromPool(context, () => [9]).next(3, nothingAsked)).rejects.toThrow('not there');
  await expect(fromPool(context, () => [0, 1, 2]).next(2, nothingAsked)).rejects.toThrow('2 wanted');
});
