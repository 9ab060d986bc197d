import { describe, expect, it } from 'vitest';
import { GradientBandit } from '../../../src/extraction/samplers/bandit.ts';
import { knockoffAdaptive, LOOK_EVERY, Rewards } from '../../../src/extraction/samplers/knockoff-adaptive.ts';
import type { Asked } from '../../../src/extraction/samplers/types.ts';
import type { Pool } from '../../../src/extraction/types.ts';
import { stream } from '../../../src/numeric/random.ts';
import { contextOf, linearSurrogate, nothingAsked, randomPool } from '../../support/surrogate.ts';

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

describe('gradient bandit', () => {
  it('by hand: two arms, one reward', () => {
    const bandit = new GradientBandit(2, 1);
    expect([...bandit.probabilities()]).toEqual([0.5, 0.5]);
    // A first reward has no spread: its standing is 0, and nothing moves.
    bandit.update(0, bandit.probabilities(), [3]);
    expect([...bandit.probabilities()]).toEqual([0.5, 0.5]);
    // 1 after 3: mean 2, deviation 1, standing −1; mean standing −0.5, so −0.5 at the first draw of arm 1.
    bandit.update(1, bandit.probabilities(), [1]);
    // Preferences 0.25 and −0.25.
    expect(bandit.probabilities()[0]).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
  });

  it('learns which arm pays', () => {
    const bandit = new GradientBandit(4, 1);
    const draws = stream(2, 'bandit');
    for (let t = 0; t < 800; t++) {
      const arm = t % 4;
      bandit.update(arm, bandit.probabilities(), [(arm === 2 ? 2 : 0) + draws.normal(t)]);
    }
    const probabilities = bandit.probabilities();
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(2);
  });

  it.each([
    ['huge', [1e308, -1e308, 1e300, -1e-300]],
    ['not numbers', [NaN, Infinity, -Infinity, 0]],
    ['all the same', [7, 7, 7, 7]],
    ['tiny', [5e-324, 0, 5e-324, 0]],
  ])('rewards that are %s leave probabilities finite', (_, rewards) => {
    const bandit = new GradientBandit(3, 2);
    for (let t = 0; t < 400; t++) {
      bandit.update(t % 3, bandit.probabilities(), [rewards[t % 4], rewards[(t * 7 + 1) % 4]]);
      const probabilities = bandit.probabilities();
      for (const p of probabilities) expect(p >= 0 && p <= 1).toBe(true);
      expect(sumOf(probabilities)).toBeCloseTo(1, 12);
    }
  });

  it('closed arms get nothing and the others all', () => {
    const bandit = new GradientBandit(3, 1);
    const probabilities = bandit.probabilities((arm) => arm !== 1);
    expect([...probabilities]).toEqual([0.5, 0, 0.5]);
  });
});

describe('rewards by hand', () => {
  it('certainty, diversity against the mean so far, loss of the surrogate', () => {
    const rewards = new Rewards(2);
    const close = (found: readonly number[], expected: readonly number[]) =>
      expected.forEach((value, r) => expect(found[r]).toBeCloseTo(value, 12));
    // The first answer is its own mean.
    close(rewards.of(Float64Array.of(0.9, 0.1)), [0.8, 0, 0]);
    // Mean (0.6, 0.4): 0.7 lies 0.3 above it. Loss 0.3 ln 4 + 0.7 ln (4/3).
    close(rewards.of(Float64Array.of(0.3, 0.7), Float64Array.of(0.25, 0.75)), [
      0.4,
      0.3,
      0.3 * Math.log(4) + 0.7 * Math.log(4 / 3),
    ]);
    // A surrogate that is certain and wrong costs much, not infinitely much.
    expect(rewards.of(Float64Array.of(1, 0), Float64Array.of(0, 1))[2]).toBeCloseTo(12 * Math.log(10), 9);
  });
});

describe('knockoff, adaptive', () => {
  const groups = Int32Array.from({ length: 600 }, (_, i) => i % 3);
  const pool: Pool = { ...randomPool(2, 600, 4), groups };
  const surrogate = linearSurrogate([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
  ]);

  /** Draws per category when the victim answers so by category. */
  async function drawn(scoresOf: (group: number, at: number) => readonly [number, number], upTo = 400) {
    const run = knockoffAdaptive.start(contextOf(pool, 2));
    let asked: Asked = { ...nothingAsked, scores: new Float32Array(0) };
    const counts = [0, 0, 0];
    while (asked.count < upTo) {
      const { data, rows, count } = await run.next(upTo, asked, asked.count ? surrogate : undefined);
      expect(count).toBe(Math.min(LOOK_EVERY, upTo - asked.count));
      const scores = [...rows].flatMap((row, i) => [...scoresOf(groups[row], asked.count + i)]);
      rows.forEach((row) => counts[groups[row]]++);
      asked = {
        data: Float32Array.from([...asked.data, ...data]),
        count: asked.count + count,
        labels: Int32Array.from({ length: asked.count + count }, () => 0),
        scores: Float32Array.from([...asked.scores!, ...scores]),
      };
    }
    return counts;
  }

  it('asks more often where answers are sure and varied', async () => {
    const counts = await drawn((group, at) => (group === 1 ? (at % 2 ? [1, 0] : [0, 1]) : [0.5, 0.5]));
    expect(counts[1]).toBeGreaterThan(1.3 * Math.max(counts[0], counts[2]));
  });

  it('goes on where a category is used up, and ends with the pool', async () => {
    const counts = await drawn((group) => (group === 1 ? [1, 0] : [0.5, 0.5]), 600);
    expect(counts).toEqual([200, 200, 200]);
  });

  it('takes classes alone, too, and finds categories where the data have none', async () => {
    const run = knockoffAdaptive.start(contextOf({ ...pool, groups: undefined }, 2));
    const first = await run.next(100, nothingAsked);
    const asked = { data: first.data, count: first.count, labels: new Int32Array(first.count) };
    const second = await run.next(100, asked, surrogate);
    expect(first.count + second.count).toBe(100);
  });
});
