import { describe, expect, it } from 'vitest';
import {
  binLevels,
  greyLevels,
  levelsOf,
  tableLevels,
  type Levels,
} from '../../../src/extraction/drmi/levels.ts';
import { miRows, mutualInformation, outlines } from '../../../src/extraction/drmi/mutual-information.ts';
import { evenRows, Triangle } from '../../../src/extraction/drmi/triangle.ts';
import { stream } from '../../../src/numeric/random.ts';

const levelsFrom = (rows: readonly (readonly number[])[], levels = 256): Levels => ({
  data: Uint16Array.from(rows.flat()),
  count: rows.length,
  places: rows[0].length,
  levels,
});

/** Seed 003's formula, word for word: Σ_ij P_uv(i, j) log(P_uv(i, j) / (P_u(i) P_v(j))). */
function doubleSum({ data, places, levels }: Levels, u: number, v: number): number {
  const pu = new Float64Array(levels);
  const pv = new Float64Array(levels);
  const joint = new Float64Array(levels * levels);
  for (let k = 0; k < places; k++) {
    const i = data[u * places + k];
    const j = data[v * places + k];
    pu[i] += 1 / places;
    pv[j] += 1 / places;
    joint[i * levels + j] += 1 / places;
  }
  let sum = 0;
  for (let i = 0; i < levels; i++)
    for (let j = 0; j < levels; j++) {
      const p = joint[i * levels + j];
      if (p > 0) sum += p * Math.log(p / (pu[i] * pv[j]));
    }
  return sum;
}

/** Images with a share of background and the rest in so many levels. */
function randomImages(seed: number, count: number, places: number, levels: number, share: number): Levels {
  const random = stream(seed, 'images', places, levels);
  const data = Uint16Array.from({ length: count * places }, (_, k) =>
    random.uniform(2 * k) < share ? 0 : random.integer(2 * k + 1, levels),
  );
  return { data, count, places, levels };
}

describe('mutual information', () => {
  it('is 0 for independent images, the entropy for the same image and for a renaming of its levels', () => {
    const stripes = [0, 0, 0, 0, 1, 1, 1, 1, 5, 5, 5, 5];
    const across = [7, 8, 9, 3, 7, 8, 9, 3, 7, 8, 9, 3];
    const renamed = stripes.map((level) => 9 - level);
    const images = outlines(levelsFrom([stripes, across, stripes, renamed, new Array(12).fill(2)]));
    expect(mutualInformation(images, 0, 1)).toBeCloseTo(0, 14);
    expect(mutualInformation(images, 0, 2)).toBeCloseTo(Math.log(3), 14);
    expect(mutualInformation(images, 0, 3)).toBeCloseTo(Math.log(3), 14);
    expect(mutualInformation(images, 1, 1)).toBeCloseTo(Math.log(4), 14);
    // An image of one level says nothing.
    expect(mutualInformation(images, 4, 0)).toBeCloseTo(0, 14);
    expect(mutualInformation(images, 0, 4)).toBeCloseTo(0, 14);
  });

  it('two images of two levels: the closed form of a 2 × 2 table', () => {
    // 10 places: cells 4, 1, 2, 3.
    const u = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const v = [0, 0, 0, 0, 1, 0, 0, 1, 1, 1];
    const cell = (p: number, a: number, b: number) => p * Math.log(p / (a * b));
    const expected = cell(0.4, 0.5, 0.6) + cell(0.1, 0.5, 0.4) + cell(0.2, 0.5, 0.6) + cell(0.3, 0.5, 0.4);
    expect(mutualInformation(outlines(levelsFrom([u, v])), 0, 1)).toBeCloseTo(expected, 14);
  });

  it.each([
    [16, 5, 0.5],
    [64, 17, 0.4],
    [784, 256, 0.8],
    [784, 256, 0],
    [784, 2, 0.9],
    [3072, 256, 0.01],
  ])('%i places, %i levels, background %d: equal to the double sum to 1e-12', (places, levels, share) => {
    const images = randomImages(5, 6, places, levels, share);
    const prepared = outlines(images);
    for (let i = 0; i < images.count; i++)
      for (let j = 0; j < images.count; j++) {
        const found = mutualInformation(prepared, i, j);
        expect(Math.abs(found - doubleSum(images, i, j))).toBeLessThan(1e-12);
        expect(Math.abs(found - mutualInformation(prepared, j, i))).toBeLessThan(1e-12);
      }
  });

  it('rows do not depend on how they are cut, and are the pairs rounded once', () => {
    const prepared = outlines(randomImages(6, 23, 100, 40, 0.6));
    const whole = new Triangle(23);
    whole.fill(0, miRows(prepared, 0, 23));
    const pieces = new Triangle(23);
    for (const { from, to } of evenRows(23, 4).reverse()) pieces.fill(from, miRows(prepared, from, to));
    const row = new Float32Array(23);
    for (let i = 0; i < 23; i++) {
      expect(pieces.row(i, row)).toEqual(whole.row(i, new Float32Array(23)));
      for (let j = 0; j < 23; j++) {
        const expected =
          i === j ? 0 : Math.fround(mutualInformation(prepared, Math.min(i, j), Math.max(i, j)));
        expect(whole.at(i, j)).toBe(expected);
        expect(row[j]).toBe(expected);
      }
    }
  });
});

describe('pieces of a triangle', () => {
  it.each([
    [10, 3],
    [1000, 7],
    [2, 5],
    [3, 1],
  ])('%i rows in %i pieces cover every row once', (n, pieces) => {
    const bounds = evenRows(n, pieces);
    expect(bounds[0].from).toBe(0);
    expect(bounds.at(-1)!.to).toBe(n);
    bounds.slice(1).forEach(({ from }, k) => expect(from).toBe(bounds[k].to));
    if (n === 1000)
      for (const { from, to } of bounds) {
        const share = Triangle.count(n, from, to) / ((n * (n - 1)) / 2);
        expect(Math.abs(share - 1 / 7)).toBeLessThan(0.01);
      }
  });
});

describe('levels', () => {
  const image = { size: 4, shape: [1, 2, 2], box: { low: 0, high: 1 }, kind: 'image' } as const;

  it('8-bit pixels are their own levels, the digits’ 17 stay apart', () => {
    const pixels = Float32Array.from({ length: 256 }, (_, k) => k / 255);
    const found = greyLevels({ ...image, data: pixels, count: 64 });
    expect([...found.data]).toEqual(Array.from({ length: 256 }, (_, k) => k));
    const digits = greyLevels(
      { ...image, data: Float32Array.from({ length: 16 }, (_, k) => k / 16), count: 4 },
      17,
    );
    expect([...digits.data]).toEqual(Array.from({ length: 16 }, (_, k) => k));
    // Outside the box: its edge.
    expect([...greyLevels({ ...image, data: Float32Array.from([-1, 0, 1, 2]), count: 1 }, 4).data]).toEqual([
      0, 0, 3, 3,
    ]);
  });

  it('colours become luma', () => {
    const data = Float32Array.from([1, 0, 0, 1, 0, 0]);
    const found = greyLevels({ ...image, data, count: 1, size: 6, shape: [3, 1, 2] });
    expect(found.places).toBe(2);
    expect([...found.data]).toEqual([Math.round(0.299 * 255), Math.round(0.587 * 255)]);
  });

  it('a table’s columns are binned each by its own range; a constant one has one level', () => {
    const data = Float32Array.from([0, 5, -10, 1, 5, 0, 2, 5, 10, 4, 5, 9]);
    const table = { data, count: 4, size: 3, shape: [3], box: { low: 0, high: 9 }, kind: 'table' } as const;
    expect([...binLevels(table, 4).data]).toEqual([0, 0, 0, 1, 0, 2, 2, 0, 3, 3, 0, 3]);
    expect(levelsOf(table).levels).toBe(tableLevels(3));
    expect([2, 13, 30, 600].map(tableLevels)).toEqual([2, 3, 5, 24]);
  });
});
