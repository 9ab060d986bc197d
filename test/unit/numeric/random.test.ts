import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { philox, stream } from '../../../src/numeric/random.ts';
import { NORMAL_DRAWS_SHA256 } from '../../support/fingerprints.ts';

/** Known answers of Random123 (tests/kat_vectors, philox4x32 10): counter, key, result. */
const KNOWN: [string, string, string][] = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
];
const words = (text: string) => text.split(' ').map((word) => parseInt(word, 16));

describe('random', () => {
  it.each(KNOWN)('philox of counter %s under key %s', (counter, key, expected) => {
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    const out = new Uint32Array(4);
    philox(c0, c1, c2, c3, k0, k1, out);
    expect([...out]).toEqual(words(expected));
  });

  it('draws do not depend on order', () => {
    const forward = stream(7, 'pgd', 3);
    const backward = stream(7, 'pgd', 3);
    const a = Array.from({ length: 20 }, (_, i) => [
      forward.uniform(i),
      forward.normal(i),
      forward.uint32(i),
    ]);
    const b = Array.from({ length: 20 }, (_, i) => 19 - i).map((i) => {
      const w = backward.uint32(i);
      const n = backward.normal(i);
      return [backward.uniform(i), n, w];
    });
    expect(b.reverse()).toEqual(a);
  });

  it('filling gives the single draws, from any position', () => {
    const s = stream(3, 'fill');
    for (const from of [0, 1, 2, 3, 6]) {
      expect([...s.fillUint32(new Uint32Array(9), from)]).toEqual(
        Array.from({ length: 9 }, (_, j) => s.uint32(from + j)),
      );
      const uniform = Array.from({ length: 9 }, (_, j) => 2 + 3 * s.uniform(from + j));
      expect([...s.fillUniform(new Float64Array(9), 2, 5, from)]).toEqual(uniform);
      const normal = Array.from({ length: 9 }, (_, j) => s.normal(from + j));
      expect([...s.fillNormal(new Float64Array(9), from)]).toEqual(normal);
    }
  });

  it('different keys and seeds give different draws', () => {
    const lists: [number, ...(string | number)[]][] = [
      [0],
      [1],
      [2 ** 32],
      [2 ** 53 - 1],
      [0, 1],
      [0, '1'],
      [0, 0.1],
      [0, 'ab', 'c'],
      [0, 'a', 'bc'],
      [0, 'abc'],
      [0, 'abc', ''],
      [0, 'ab\0'],
      [0, 'ab'],
    ];
    const firsts = lists.map(([seed, ...keys]) => stream(seed, ...keys).uint32(0));
    expect(new Set(firsts).size).toBe(lists.length);
    expect(stream(0, 0).uint32(0)).toBe(stream(0, -0).uint32(0));
  });

  it('large indices are distinct', () => {
    const s = stream(1);
    expect(s.uint32(2 ** 40)).not.toBe(s.uint32(0));
    expect(s.uint32(2 ** 34)).not.toBe(s.uint32(2 ** 35));
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('seed %s is refused', (seed) => {
    expect(() => stream(seed)).toThrow(RangeError);
  });

  it('uniform numbers are uniform', () => {
    const n = 100_000;
    const values = stream(5, 'uniform').fillUniform(new Float64Array(n));
    const counts = new Array<number>(20).fill(0);
    for (const value of values) counts[Math.floor(value * 20)]++;
    const chi = counts.reduce((sum, count) => sum + (count - n / 20) ** 2 / (n / 20), 0);
    expect(chi).toBeLessThan(43.8); // 0.1 % point, 19 degrees of freedom
    const neighbours =
      values.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (values[i] - 0.5), 0) / n;
    expect(Math.abs(neighbours)).toBeLessThan((4 * (1 / 12)) / Math.sqrt(n));
  });

  it('normal numbers have the moments of the normal distribution', () => {
    const n = 100_000;
    const values = stream(5, 'normal').fillNormal(new Float64Array(n));
    const moment = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it('permutations are permutations, and samples their beginning', () => {
    const s = stream(9, 'order');
    const order = s.permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...s.sample(1000, 10)]).toEqual([...order.slice(0, 10)]);
    const firsts = new Array<number>(5).fill(0);
    for (let k = 0; k < 5000; k++) firsts[stream(k, 'order').permutation(5)[0]]++;
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(800));
  });

  it('100,000 normal draws hash to the same value in Node and Chromium', () => {
    expect(sha256Hex(stream(1, 'fingerprint').fillNormal(new Float64Array(100_000)))).toBe(
      NORMAL_DRAWS_SHA256,
    );
  });
});
