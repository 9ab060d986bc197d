import { describe, expect, it } from 'vitest';
import * as math from '../../../src/numeric/math.ts';
import { stream } from '../../../src/numeric/random.ts';

/** Distance of two numbers in units in the last place of the second. */
function ulps(value: number, expected: number): number {
  if (Object.is(value, expected) || value === expected) return 0;
  if (!Number.isFinite(value) || !Number.isFinite(expected)) return Infinity;
  const size = Math.max(Math.abs(expected), 2.2250738585072014e-308);
  return Math.abs(value - expected) / 2 ** (Math.floor(Math.log2(size)) - 52);
}

const draws = stream(1, 'math-test').fillUniform(new Float64Array(20_000), -1, 1);

type Case = [keyof typeof math & keyof typeof Math, number, number, (u: number) => number];
const CASES: Case[] = [
  ['exp', 1.5, 0, (u) => u],
  ['exp', 1.5, 0, (u) => u * 700],
  ['expm1', 3, 0, (u) => u * 2 ** (u * 30)],
  ['expm1', 3, 0, (u) => u * 5],
  ['log', 1.5, 0, (u) => Math.exp(u * 700)],
  ['log', 1.5, 0, (u) => 1 + u * 0.5],
  ['log1p', 3, 0, (u) => u * 2 ** (u * 30)],
  ['log1p', 3, 0, (u) => u],
  ['tanh', 4, 0, (u) => u * 3],
  ['sin', 1.5, 0, (u) => u * 10],
  ['cos', 1.5, 0, (u) => u * 10],
  ['sin', 1.5, 0, (u) => u * 9e5],
  ['cos', 1.5, 0, (u) => u * 9e5],
  ['sin', 1.5, 0, (u) => u * 1e15],
  ['cos', 1.5, 0, (u) => u * 1e300],
  ['asin', 3, 0, (u) => u],
  ['asin', 3, 0, (u) => u * 2 ** (u * 30)],
  ['log2', 4, 0, (u) => Math.exp(u * 700)],
  ['log10', 4, 0, (u) => Math.exp(u * 700)],
];

describe('math', () => {
  it.each(CASES)('%s is within %s units in the last place (case %#)', (name, bound, _, argument) => {
    let worst = 0;
    for (const u of draws) {
      const x = argument(u);
      worst = Math.max(
        worst,
        ulps((math[name] as (x: number) => number)(x), (Math[name] as (x: number) => number)(x)),
      );
    }
    expect(worst).toBeLessThanOrEqual(bound);
  });

  it('exact values and edges', () => {
    expect([math.exp(0), math.exp(-Infinity), math.exp(Infinity), math.exp(1)]).toEqual([
      1,
      0,
      Infinity,
      Math.E,
    ]);
    expect([math.exp(709.79), math.exp(-746)]).toEqual([Infinity, 0]);
    expect(math.exp(-745)).toBe(5e-324);
    expect([math.log(1), math.log(0), math.log(Infinity), math.log(-1)]).toEqual([
      0,
      -Infinity,
      Infinity,
      NaN,
    ]);
    expect(ulps(math.log(5e-324), Math.log(5e-324))).toBeLessThanOrEqual(1);
    expect([math.sin(0), math.cos(0), math.sin(Infinity), math.cos(NaN)]).toEqual([0, 1, NaN, NaN]);
    expect(Object.is(math.sin(-0), -0)).toBe(true);
    expect([math.tanh(50), math.tanh(-50), math.tanh(0)]).toEqual([1, -1, 0]);
    expect([math.expm1(-800), math.expm1(0), math.log1p(-1), math.log1p(-2)]).toEqual([
      -1,
      0,
      -Infinity,
      NaN,
    ]);
    for (let k = -1022; k <= 1023; k++) expect(math.log2(2 ** k)).toBe(k);
    expect(math.sigmoid(0)).toBe(0.5);
    expect(math.sigmoid(-800) + math.sigmoid(800)).toBe(1);
  });

  it('sine of large arguments against 50-digit values', () => {
    expect(ulps(math.sin(1e22), -0.8522008497671888)).toBeLessThanOrEqual(1);
    expect(ulps(math.cos(1e22), 0.5232147853951389)).toBeLessThanOrEqual(1);
    expect(ulps(math.sin(355), -3.014435335948845e-5)).toBeLessThanOrEqual(1);
  });

  it('pow', () => {
    expect([math.pow(2, 10), math.pow(-2, 3), math.pow(0, 0), math.pow(2, -2)]).toEqual([1024, -8, 1, 0.25]);
    expect([math.pow(-8, 1 / 3), math.pow(0, 2.5), math.pow(0, -1.5)]).toEqual([NaN, 0, Infinity]);
    for (const u of draws.subarray(0, 2000)) {
      const x = 1 + u * 0.9;
      const y = u * 37.7;
      expect(ulps(math.pow(x, y), x ** y)).toBeLessThanOrEqual(4 + 2 * Math.abs(y * Math.log(x)));
    }
  });

  it('identities hold to rounding', () => {
    for (const u of draws.subarray(0, 5000)) {
      expect(Math.abs(math.sin(u * 50) ** 2 + math.cos(u * 50) ** 2 - 1)).toBeLessThan(5e-16);
      expect(Math.abs(math.log(math.exp(u * 100)) - u * 100)).toBeLessThan(2e-14);
      expect(math.exp(u * 3) * math.exp(-u * 3)).toBeCloseTo(1, 14);
    }
  });
});
