import { describe, expect, test } from 'vitest';
import {
  ballOutline,
  boxOutline,
  coordinates,
  crossEntropy,
  lossSlice,
  planeOf,
} from '../../../src/attacks/plane.ts';
import { distance } from '../../../src/numeric/balls.ts';
import { stream } from '../../../src/numeric/random.ts';
import { LinearOracle } from '../../support/linear-oracle.ts';

const axis = (i: number, size = 4) => Float32Array.from({ length: size }, (_, j) => (i === j ? 1 : 0));
const origin = Float32Array.of(0.5, 0.25, 0.75, 0.5);

describe('a plane', () => {
  test('is spanned by orthonormal directions, whatever was given', () => {
    const { first, second } = planeOf(origin, [[3, 4, 0, 0]], [[1, 0, 0, 2]]);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    expect(dot(first, first)).toBeCloseTo(1, 12);
    expect(dot(second, second)).toBeCloseTo(1, 12);
    expect(dot(first, second)).toBeCloseTo(0, 12);
    expect([...first]).toEqual([0.6, 0.8, 0, 0]);
  });

  test('takes the next candidate where one is zero, not a number or parallel, and refuses none at all', () => {
    const { first, second } = planeOf(
      origin,
      [axis(9), [NaN, 0, 0, 0], axis(1)],
      [axis(1), axis(9), axis(2)],
    );
    expect([...first]).toEqual([0, 1, 0, 0]);
    expect([...second]).toEqual([0, 0, 1, 0]);
    expect(() => planeOf(origin, [axis(9)], [axis(1)])).toThrow();
    expect(() => planeOf(origin, [axis(1)], [axis(1)])).toThrow();
  });

  test('tells how far along and how far off a point lies', () => {
    const plane = planeOf(origin, [axis(0)], [axis(2)]);
    const point = coordinates(plane, Float32Array.of(0.75, 0.25, 0.25, 1.5));
    expect(point.a).toBeCloseTo(0.25, 12);
    expect(point.b).toBeCloseTo(-0.5, 12);
    expect(point.off).toBeCloseTo(1, 12);
  });
});

describe('outlines', () => {
  const plane = planeOf(origin, [axis(0)], [axis(1)]);

  test('the ball is a square along two features under L∞ and a circle under L2', () => {
    const square = ballOutline(plane, 'linf', 0.1, 8);
    [...square].forEach((reach, i) => expect(reach).toBeCloseTo(i % 2 ? 0.1 * Math.SQRT2 : 0.1, 12));
    expect([...ballOutline(plane, 'l2', 0.1, 8)]).toEqual(Array(8).fill(0.1));
  });

  test('every point of the outline is at distance ε, for any plane', () => {
    const random = stream(3, 'outline');
    const draw = (from: number) => Float32Array.from(origin, (_, i) => random.normal(from + i));
    const any = planeOf(origin, [draw(0)], [draw(10)]);
    const reaches = ballOutline(any, 'linf', 0.3, 36);
    reaches.forEach((reach, i) => {
      const [c, s] = [Math.cos((i * Math.PI) / 18), Math.sin((i * Math.PI) / 18)];
      const point = Float64Array.from(origin, (v, j) => v + reach * (c * any.first[j] + s * any.second[j]));
      expect(distance('linf', point, origin)).toBeCloseTo(0.3, 9);
    });
  });

  test('the box ends where the first value leaves its bounds', () => {
    const box = boxOutline(plane, { low: 0, high: Float32Array.of(1, 1, 1, 1) }, 4, 9);
    [0.5, 0.75, 0.5, 0.25].forEach((reach, i) => expect(box[i]).toBeCloseTo(reach, 6));
    expect(boxOutline(plane, { low: -99, high: 99 }, 4, 2)[0]).toBe(2);
  });
});

describe('the loss on a plane', () => {
  const oracle = new LinearOracle({
    weights: [
      [1, 0, 0, 0],
      [-1, 2, 0, 0],
      [0, 0, 1, 1],
    ],
    bias: [0, 0, 0],
  });
  const plane = planeOf(origin, [axis(0)], [axis(1)]);
  const spec = { half: 0.5, resolution: 5, label: 0, shape: [4], batch: 7 };

  test('is the closed form at each point, b row by row from below', async () => {
    const slice = await lossSlice(oracle, plane, spec);
    for (let i = 0; i < 25; i++) {
      const x = [0.5 + ((i % 5) - 2) * 0.25, 0.25 + (Math.floor(i / 5) - 2) * 0.25, 0.75, 0.5];
      const z = oracle.logitsOf(x);
      const sum = z.reduce((total, value) => total + Math.exp(value), 0);
      expect(slice.loss[i]).toBeCloseTo(Math.log(sum) - z[0], 5);
      expect(slice.predicted[i]).toBe(z.indexOf(Math.max(...z)));
    }
  });

  test('targeted: minus the target’s, so that up is toward it; batches change nothing', async () => {
    const aimed = await lossSlice(oracle, plane, { ...spec, target: 1, batch: 25 });
    const plain = await lossSlice(oracle, plane, { ...spec, label: 1 });
    expect([...aimed.loss]).toEqual([...plain.loss].map((value) => -value));
  });

  test('cross-entropy of large logits stays finite', () => {
    expect(crossEntropy([1000, 0], 1)).toBe(1000);
    expect(crossEntropy([1000, 0], 0)).toBe(0);
  });
});
