import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, project, projectLinf } from '../../../src/numeric/balls.ts';
import {
  fromBase64,
  packBits,
  packFloats,
  packNumbers,
  toBase64,
  unpackBits,
  unpackFloats,
  unpackNumbers,
  widthOf,
} from '../../../src/numeric/bits.ts';
import { Sha256, sha256Hex } from '../../../src/numeric/hash.ts';

const values = (n: number, low: number, high: number) =>
  fc.array(fc.float({ min: Math.fround(low), max: Math.fround(high), noNaN: true }), {
    minLength: n,
    maxLength: n,
  });

describe('balls', () => {
  it.each(['linf', 'l2'] as const)(
    '%s: the projection lies in ball and box, and keeps what lies in both',
    (norm) => {
      fc.assert(
        fc.property(
          values(12, 0, 1),
          values(12, -3, 3),
          fc.double({ min: 0, max: 2, noNaN: true }),
          (o, v, epsilon) => {
            const original = Float32Array.from(o);
            const x = Float32Array.from(v);
            project(norm, x, original, epsilon, { low: 0, high: 1 });
            expect(distance(norm, x, original)).toBeLessThanOrEqual(epsilon + 1e-6);
            for (const value of x) expect(value >= 0 && value <= 1).toBe(true);
            const again = x.slice();
            project(norm, again, original, epsilon, { low: 0, high: 1 });
            expect(Math.max(...again.map((value, i) => Math.abs(value - x[i])))).toBeLessThanOrEqual(1e-6);
          },
        ),
      );
    },
  );

  it('L∞ is the nearest point; L2 keeps the direction when the box does not matter', () => {
    const x = Float32Array.from([0.9, 0.1, 0.5]);
    projectLinf(x, [0.5, 0.5, 0.5], 0.25, { low: 0, high: 1 });
    expect([...x]).toEqual([0.75, 0.25, 0.5]);
    const y = Float32Array.from([3, 4]);
    project('l2', y, [0, 0], 1, { low: -9, high: 9 });
    expect([...y]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  it('bounds and radii per feature; other samples of the batch stay', () => {
    const x = Float32Array.from([7, 7, 5, 5]);
    projectLinf(x, [0, 0, 0, 0], [1, 4], { low: [-9, -9], high: [9, 3] }, 2, 2);
    expect([...x]).toEqual([7, 7, 1, 3]);
  });
});

describe('packing and hashes', () => {
  it('small numbers come back in as many bits as the largest needs', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000)), (values) => {
        const width = widthOf(Math.max(0, ...values));
        const text = packNumbers(values, width);
        expect(fromBase64(text)).toHaveLength(Math.ceil((values.length * width) / 8));
        expect([...unpackNumbers(text, values.length, width)]).toEqual(values);
      }),
    );
    expect([0, 1, 2, 3, 4, 7, 8, 255, 256].map(widthOf)).toEqual([1, 1, 2, 2, 3, 3, 4, 8, 9]);
    expect(() => unpackNumbers(packNumbers([1, 2, 3], 2), 30, 2)).toThrow(RangeError);
    expect(() => unpackNumbers('', 0, 0)).toThrow(RangeError);
    expect(() => unpackNumbers('', 0, 32)).toThrow(RangeError);
  });

  it('bits and floats come back', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (bits) => {
        expect(unpackBits(packBits(bits), bits.length)).toEqual(bits);
      }),
    );
    fc.assert(
      fc.property(fc.float32Array(), (floats) => {
        expect(unpackFloats(packFloats(floats))).toEqual(floats);
      }),
    );
    expect(packBits([1, 0, 0, 0, 0, 0, 0, 0, 1])).toBe(toBase64(Uint8Array.of(1, 1)));
  });

  it('wrong texts are refused', () => {
    expect(() => fromBase64('*')).toThrow(RangeError);
    expect(() => unpackBits('/w==', 3)).toThrow(RangeError);
    expect(() => unpackBits('/w==', 9)).toThrow(RangeError);
    expect(() => unpackFloats('/w==')).toThrow(RangeError);
  });

  it('SHA-256: the examples of FIPS 180-4, however the data is cut', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(new Sha256().update('a').update(Uint8Array.of(98, 99)).hex()).toBe(sha256Hex('abc'));
    expect(sha256Hex(Float32Array.of(1, 2))).toBe(sha256Hex(Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 64)));
  });
});
