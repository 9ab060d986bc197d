import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/numeric/random.ts';
import { shapiroWilk } from '../../../src/numeric/shapiro-wilk.ts';

interface Case {
  readonly kind: string;
  readonly values?: readonly number[];
  readonly count?: number;
  readonly w: number;
  readonly p: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/shapiro-wilk.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

/** The long samples of the fixture, as its script makes them. */
function byFormula(kind: string, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = ((i * 7919) % 10007) / 10007;
    const v = ((i * 104729) % 10009) / 10009;
    if (kind === 'formula 0') return u + v + ((i * 1299709) % 10037) / 10037;
    return kind === 'formula 1' ? u : u * u * v;
  });
}

describe('Shapiro and Wilk', () => {
  // scipy takes normal quantiles with seven digits (AS 241's PPND7), ours have fifteen. W is the squared cosine of an angle
  // between weights and values; weights that turn by 1e-7 change it by at most 2 √(W (1 − W)) × 1e-7.
  // What that does to 1 − W, up to 1e-6 of it, does up to ten times as much to a small p.
  it.each(cases.map((c) => [c.kind, c.values?.length ?? c.count, c] as const))(
    '%s, %i values: W and p are scipy’s',
    (kind, _, { values, count, w, p }) => {
      const found = shapiroWilk(values ?? byFormula(kind, count!));
      expect(Math.abs(found.w - w)).toBeLessThanOrEqual(2e-7 * Math.sqrt(w * (1 - w)) + 1e-15);
      expect(Math.abs(found.p - p)).toBeLessThan(1e-5 * p + 1e-12);
    },
  );

  it('order, place and unit of the values do not matter', () => {
    const values = stream(3, 'shapiro').fillNormal(new Float64Array(40));
    const { w, p } = shapiroWilk(values);
    const changed = shapiroWilk(values.map((_, i) => 1000 - 0.25 * values[(i * 7) % 40]));
    expect(changed.w).toBeCloseTo(w, 10);
    expect(changed.p).toBeCloseTo(p, 9);
  });

  it('of normal samples a twentieth falls below p 0.05; with three values p is exact', () => {
    for (const n of [3, 8, 30]) {
      const samples = 4000;
      let below = 0;
      for (let i = 0; i < samples; i++)
        if (shapiroWilk(stream(i, 'null', n).fillNormal(new Float64Array(n))).p < 0.05) below++;
      // Five standard deviations of the binomial count, and half a point for the approximation.
      const most = 0.005 + 5 * Math.sqrt((0.05 * 0.95) / samples);
      expect(Math.abs(below / samples - 0.05)).toBeLessThan(most);
    }
    // W of 0, x, 1 is 0.75 at x = 0 and 1 at the middle, and there p is 0 and 1.
    expect(shapiroWilk([0, 0, 1]).w).toBeCloseTo(0.75, 12);
    expect(shapiroWilk([0, 0, 1]).p).toBeCloseTo(0, 12);
    expect(shapiroWilk([1, 2, 3])).toEqual({ w: 1, p: 1 });
  });

  it('beyond 5,000 values there is W and no p; what cannot be tested is refused', () => {
    const many = shapiroWilk(stream(1, 'many').fillNormal(new Float64Array(5001)));
    expect(many.w).toBeGreaterThan(0.99);
    expect(many.p).toBeNaN();
    expect(() => shapiroWilk([1, 2])).toThrow(RangeError);
    expect(() => shapiroWilk([2, 2, 2])).toThrow(RangeError);
    expect(() => shapiroWilk([1, NaN, 2, 3])).toThrow(RangeError);
    expect(() => shapiroWilk([1, 2, Infinity])).toThrow(RangeError);
  });
});
