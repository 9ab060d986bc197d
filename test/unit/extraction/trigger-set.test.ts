import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { falseClaims, triggerMatch, verifyOwnership } from '../../../src/extraction/ownership/trigger-set.ts';
import { stream } from '../../../src/numeric/random.ts';
import { binomialUpper } from '../../../src/numeric/special.ts';

interface Case {
  readonly k: number;
  readonly n: number;
  readonly p: number;
  readonly tail: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/binomial-tail.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('upper tail of the binomial distribution', () => {
  it.each(cases)('P(X ≥ $k), n $n, p $p: scipy’s, also where it is tiny', ({ k, n, p, tail }) => {
    const found = binomialUpper(k, n, p);
    // Below the least normal number digits are lost on both sides.
    if (tail > 1e-300) expect(Math.abs(found / tail - 1)).toBeLessThan(1e-9);
    else expect(found).toBeLessThan(1e-290);
  });

  it('everything is at least 0, nothing above n', () => {
    expect(binomialUpper(0, 5, 0.3)).toBe(1);
    expect(binomialUpper(6, 5, 0.3)).toBe(0);
    expect(binomialUpper(5, 5, 0.3)).toBeCloseTo(0.3 * 0.3 * 0.3 * 0.3 * 0.3, 15);
  });
});

describe('trigger sets', () => {
  it('counts matches', () => {
    expect(triggerMatch([1, 2, 3, 4], [1, 0, 3, 0])).toEqual({ matches: 2, count: 4 });
    expect(() => triggerMatch([1], [1, 2])).toThrow(RangeError);
  });

  it('by hand: 3 of 3 against a rate of 1 in 10', () => {
    const found = verifyOwnership({ matches: 3, count: 3 }, [
      { matches: 4, count: 50 },
      { matches: 6, count: 50 },
    ]);
    expect(found.base.rate).toBe(0.1);
    expect(found.p).toBeCloseTo(0.001, 12);
    // Clopper and Pearson's upper end for 10 of 100 is 0.17622.
    expect(found.cautiousP).toBeCloseTo(0.17622 * 0.17622 * 0.17622, 6);
    expect(found.claimed).toBe(true);
  });

  it('independent models that never match prove nothing by themselves', () => {
    const found = verifyOwnership({ matches: 1, count: 20 }, [{ matches: 0, count: 20 }]);
    expect(found.p).toBe(0);
    expect(found.cautiousP).toBeGreaterThan(0.5);
    expect(found.claimed).toBe(false);
    expect(() => verifyOwnership({ matches: 1, count: 2 }, [])).toThrow(RangeError);
  });

  it('claims at most the level’s share of models that stole nothing', () => {
    const models = 400;
    const draws = stream(4, 'independent');
    const matches = Array.from({ length: models }, (_, m) => ({
      matches: Array.from({ length: 40 }, (_, i) => draws.uniform(m * 40 + i) < 0.1).filter(Boolean).length,
      count: 40,
    }));
    const { claimed, interval } = falseClaims(matches, 0.05);
    expect(claimed).toBeGreaterThan(0);
    expect(interval.low).toBeLessThanOrEqual(0.05);
    expect(() => falseClaims(matches.slice(0, 1))).toThrow(RangeError);
  });
});
