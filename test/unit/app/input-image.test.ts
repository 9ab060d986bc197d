import { describe, expect, test } from 'vitest';
import { between, dab, toInput, type Rgba } from '../../../src/app/components/walk/input-image.ts';

const plain = { invert: false, stretch: false };

function picture(width: number, height: number, colour: (x: number, y: number) => number[]): Rgba {
  const bytes = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) bytes.set(colour(x, y), 4 * (y * width + x));
  return { bytes, width, height };
}

describe('a picture as a model’s input', () => {
  test('each pixel is the mean of what it covers', () => {
    const checks = picture(4, 4, (x, y) => [...Array(3).fill((x + y) % 2 ? 255 : 0), 255]);
    expect([...toInput(checks, [1, 2, 2], [0, 1], plain)]).toEqual(Array(4).fill(0.5));
    const steps = picture(3, 3, (x) => [...Array(3).fill(x * 100), 255]);
    const [left, right] = toInput(steps, [1, 1, 2], [0, 255], plain);
    // Half of the middle column belongs to either side.
    expect(left).toBeCloseTo((0 * 1 + 100 * 0.5) / 1.5, 3);
    expect(right).toBeCloseTo((200 * 1 + 100 * 0.5) / 1.5, 3);
  });

  test('the middle square counts, colours stay apart, and what is transparent is white', () => {
    const flag = picture(6, 2, (x) => (x < 2 || x > 3 ? [255, 255, 255, 255] : [255, 0, 51, 255]));
    const values = toInput(flag, [3, 1, 1], [0, 1], plain);
    expect(values[0]).toBe(1);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(0.2, 6);
    expect(
      [
        ...toInput(
          picture(2, 2, () => [9, 9, 9, 0]),
          [1, 1, 1],
          [0, 1],
          plain,
        ),
      ][0],
    ).toBeCloseTo(1, 6);
  });

  test('brightness of one channel weighs green most', () => {
    const green = picture(1, 1, () => [0, 255, 0, 255]);
    expect(toInput(green, [1, 1], [0, 1], plain)[0]).toBeCloseTo(0.587, 6);
  });

  test('inverting and stretching use the whole range; one even colour stays as it is', () => {
    const grey = picture(2, 1, (x) => [...Array(3).fill(x ? 204 : 51), 255]);
    const tall = { ...grey, width: 2, height: 1 };
    const values = toInput({ ...tall }, [1, 1, 1], [-1, 1], { invert: true, stretch: false });
    expect(values[0]).toBeCloseTo(0.6, 5);
    const two = picture(2, 2, (x) => [...Array(3).fill(x ? 204 : 51), 255]);
    expect([...toInput(two, [1, 1, 2], [-1, 1], { invert: false, stretch: true })]).toEqual([-1, 1]);
    const even = picture(2, 2, () => [102, 102, 102, 255]);
    expect(toInput(even, [1, 1, 1], [0, 1], { invert: false, stretch: true })[0]).toBeCloseTo(0.4, 6);
  });
});

describe('drawing', () => {
  test('a dab fills what it covers, fades at its edge and leaves the rest', () => {
    const values = new Float32Array(25);
    dab(values, [1, 5, 5], [0, 2], { x: 2.5, y: 2.5 }, 1, [1]);
    expect(values[12]).toBe(2);
    expect(values[11]).toBeCloseTo(1, 6);
    expect(values[6]).toBeCloseTo(2 * (1.5 - Math.SQRT2), 5);
    expect(values[0]).toBe(0);
    dab(values, [1, 5, 5], [0, 2], { x: 2.5, y: 2.5 }, 0.2, [0]);
    expect(values[12]).toBeCloseTo(0.6, 6);
  });

  test('a colour goes into each channel', () => {
    const values = new Float32Array(3);
    dab(values, [3, 1, 1], [0, 1], { x: 0.5, y: 0.5 }, 1, [1, 0.5, 0]);
    expect([...values]).toEqual([1, 0.5, 0]);
  });

  test('a quick stroke has no gaps and ends where it ends', () => {
    const points = between({ x: 0, y: 0 }, { x: 3, y: 4 }, 0.5);
    expect(points).toHaveLength(10);
    expect(points.at(-1)).toEqual({ x: 3, y: 4 });
    expect(between({ x: 1, y: 1 }, { x: 1, y: 1 }, 0.5)).toEqual([{ x: 1, y: 1 }]);
  });
});
