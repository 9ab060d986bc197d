import { describe, expect, it } from 'vitest';
import { MOST_SEEDS } from '../../../src/extraction/samplers/doubling.ts';
import { sampler, samplers } from '../../../src/extraction/samplers/index.ts';
import type { Asked, Questions, Sampler } from '../../../src/extraction/samplers/types.ts';
import { inputAt, type Pool } from '../../../src/extraction/types.ts';
import { stream } from '../../../src/numeric/random.ts';
import { askUpTo, contextOf, linearSurrogate, nothingAsked, randomPool } from '../../support/surrogate.ts';

const CLASSES = 3;
const SIZE = 8;
const weights = (seed: number) =>
  Array.from({ length: CLASSES }, (_, c) => [
    ...stream(seed, 'weights', c).fillNormal(new Float64Array(SIZE)),
  ]);

const victimOf = (rows: readonly (readonly number[])[]) => (data: Float32Array) =>
  Int32Array.from({ length: data.length / SIZE }, (_, i) => {
    const values = rows.map((row) => row.reduce((sum, w, k) => sum + w * data[i * SIZE + k], 0));
    return values.indexOf(Math.max(...values));
  });

const BUDGETS = [20, 45, 46, 80, 80, 210];

/** A run over the budgets; what was asked at each. */
async function runOf(one: Sampler, pool: Pool, seed: number) {
  const run = one.start(contextOf(pool, CLASSES, seed));
  const surrogate = linearSurrogate(weights(2));
  let asked: Asked = nothingAsked;
  const steps: Questions[] = [];
  const counts: number[] = [];
  for (const budget of BUDGETS) {
    const more = await askUpTo(run, budget, asked, victimOf(weights(1)), surrogate);
    asked = more.asked;
    steps.push(...more.steps);
    counts.push(asked.count);
  }
  return { asked, steps, counts, rows: steps.flatMap(({ rows }) => [...rows]), surrogate };
}

const makes = (one: Sampler) => one.surrogate === 'gradient';

describe.each(samplers.map((one) => [one.id, one] as const))('sampler %s', (id, one) => {
  const pool = randomPool(7, 120, SIZE);

  it('asks as many as told and never more, as long as its pool lasts', async () => {
    const { counts, steps } = await runOf(one, pool, 1);
    expect(counts).toEqual(makes(one) ? BUDGETS : [20, 45, 46, 80, 80, 120]);
    for (const { data, count, rows } of steps) {
      expect(data).toHaveLength(count * SIZE);
      expect(rows).toHaveLength(count);
    }
  });

  it('never asks about a row twice; rows are the pool’s own, made inputs lie in the box', async () => {
    const { steps, rows } = await runOf(one, pool, 1);
    const drawn = rows.filter((row) => row >= 0);
    expect(new Set(drawn).size).toBe(drawn.length);
    if (!makes(one)) expect(drawn).toHaveLength(rows.length);
    for (const { data, rows } of steps)
      rows.forEach((row, i) => {
        const input = inputAt({ data, size: SIZE }, i);
        if (row >= 0) expect(input).toEqual(inputAt(pool, row));
        else for (const value of input) expect(value >= 0 && value <= 1).toBe(true);
      });
  });

  it('is the same for the same seed and another for another', async () => {
    const first = await runOf(one, pool, 1);
    const again = await runOf(one, pool, 1);
    const other = await runOf(one, pool, 2);
    expect(again.rows).toEqual(first.rows);
    expect(again.asked.data).toEqual(first.asked.data);
    // Reductions settle in the same optimum from many starts.
    if (!one.pairs) expect(other.asked.data).not.toEqual(first.asked.data);
  });

  it('asks a surrogate only where it says so', async () => {
    const { surrogate } = await runOf(one, pool, 1);
    expect(surrogate.inputs > 0).toBe(one.surrogate !== 'none');
  });

  it('works on one row, on a table with bounds of its own, and on none', async () => {
    for (const count of [1, 0]) {
      const box = { low: new Array(SIZE).fill(-2), high: new Array(SIZE).fill(3) };
      const table: Pool = { ...randomPool(8, count, SIZE, 'table'), box };
      const { asked } = await runOf(one, table, 1);
      const endless = one.pool === 'none' || (makes(one) && count > 0);
      expect(asked.count).toBe(endless ? 210 : count);
      for (const value of asked.data) expect(value >= -2 && value <= 3).toBe(true);
    }
  });

  it('is found by its id', () => {
    expect(sampler(id)).toBe(one);
    expect(one.title).toBe(`extraction.sampler-${id}`);
    expect(one.knows).toBe(`extraction.sampler-${id}-knows`);
  });
});

describe('sets drawn at random', () => {
  it('random, knockoff and copycat draw the same rows: only their pools and what they learn from differ', async () => {
    const pool = randomPool(7, 120, SIZE);
    const [a, b, c] = await Promise.all(
      ['random', 'knockoff', 'copycat'].map((id) => runOf(sampler(id)!, pool, 3)),
    );
    expect(b.rows).toEqual(a.rows);
    expect(c.rows).toEqual(a.rows);
    expect(['random', 'knockoff', 'copycat'].map((id) => sampler(id)!.learnsFrom)).toEqual([
      'answers',
      'answers',
      'labels',
    ]);
  });

  it('a smaller budget’s set is the beginning of a larger one’s, whatever the steps', async () => {
    const pool = randomPool(7, 120, SIZE);
    const { rows } = await runOf(sampler('random')!, pool, 3);
    const run = sampler('random')!.start(contextOf(pool, CLASSES, 3));
    const whole = await run.next(120, nothingAsked);
    expect([...whole.rows]).toEqual(rows);
  });
});

describe('rounds that double', () => {
  it.each(['jacobian', 'prada'])(
    '%s: 150 to begin with, then twice as many each round, the old ones kept',
    async (id) => {
      const pool = randomPool(4, 400, SIZE);
      const run = sampler(id)!.start(contextOf(pool, CLASSES));
      const { asked, steps } = await askUpTo(
        run,
        1200,
        nothingAsked,
        victimOf(weights(1)),
        linearSurrogate(weights(2)),
      );
      expect(steps.map(({ count }) => count)).toEqual([MOST_SEEDS, 150, 300, 600]);
      expect(asked.count).toBe(1200);
      const { asked: cut, steps: pieces } = await askUpTo(
        sampler(id)!.start(contextOf(pool, CLASSES)),
        200,
        nothingAsked,
        victimOf(weights(1)),
        linearSurrogate(weights(2)),
      );
      expect(pieces.map(({ count }) => count)).toEqual([150, 50]);
      expect(cut.data).toEqual(asked.data.subarray(0, 200 * SIZE));
    },
  );
});
