import { describe, expect, it } from 'vitest';
import { kMeans, squaredDistance } from '../../../src/numeric/k-means.ts';
import { principalComponents } from '../../../src/numeric/principal-components.ts';
import { stream } from '../../../src/numeric/random.ts';

describe('k-means', () => {
  it('finds groups that lie apart, from any seed', () => {
    const corners = [0, 0, 9, 0, 0, 9];
    const noise = stream(1, 'noise').fillUniform(new Float64Array(120));
    const data = noise.map((value, k) => value + corners[(k % 2) + 2 * (Math.floor(k / 2) % 3)]);
    for (let seed = 0; seed < 10; seed++) {
      const { of } = kMeans({ data, columns: 2 }, 3, stream(seed, 'k'));
      of.forEach((cluster, i) => expect(cluster).toBe(of[i % 3]));
      expect(new Set(of).size).toBe(3);
    }
  });

  it('ends where every row is with its nearest centre and every centre is its rows’ mean', () => {
    const table = { data: stream(2, 'rows').fillNormal(new Float64Array(300)), columns: 3 };
    const { of, centres } = kMeans(table, 5, stream(2, 'k'), 200);
    for (let i = 0; i < 100; i++) {
      const own = squaredDistance(table, i, centres, of[i]);
      for (let c = 0; c < 5; c++)
        expect(own).toBeLessThanOrEqual(squaredDistance(table, i, centres, c) + 1e-12);
    }
    for (let c = 0; c < 5; c++) {
      const rows = Array.from(of.keys()).filter((i) => of[i] === c);
      for (let j = 0; j < 3; j++) {
        const mean = rows.reduce((sum, i) => sum + table.data[i * 3 + j], 0) / rows.length;
        expect(centres.data[c * 3 + j]).toBeCloseTo(mean, 10);
      }
    }
  });

  it('takes rows that are all the same', () => {
    const { of } = kMeans({ data: new Float64Array(20).fill(4), columns: 2 }, 3, stream(1, 'k'));
    expect([...of]).toEqual(new Array(10).fill(0));
  });
});

describe('principal components', () => {
  it('of points on a line there is one, and it is the place on the line', () => {
    const data = Float64Array.from([0, 0, 3, 4, 6, 8, -3, -4]);
    const { data: found, columns } = principalComponents({ data, columns: 2 }, 0.99);
    expect(columns).toBe(1);
    const sign = Math.sign(found[1] - found[0]);
    [-2.5, 2.5, 7.5, -7.5].forEach((place, i) => expect(sign * found[i]).toBeCloseTo(place, 10));
  });

  it('variances are the eigenvalues of the covariance, falling, and add up', () => {
    // Covariance ((a, b), (b, d)) has the eigenvalues (a + d)/2 ± √(((a − d)/2)² + b²).
    const raw = stream(3, 'pca').fillNormal(new Float64Array(400));
    const data = raw.map((value, k) => (k % 2 === 0 ? 2 * value : value + 0.5 * raw[k - 1]));
    const moment = (p: number, q: number) => {
      let [sumP, sumQ, sum] = [0, 0, 0];
      for (let i = 0; i < 200; i++) {
        sumP += data[2 * i + p] / 200;
        sumQ += data[2 * i + q] / 200;
        sum += (data[2 * i + p] * data[2 * i + q]) / 200;
      }
      return sum - sumP * sumQ;
    };
    const [a, b, d] = [moment(0, 0), moment(0, 1), moment(1, 1)];
    const { data: found, columns } = principalComponents({ data, columns: 2 }, 1);
    expect(columns).toBe(2);
    const variance = (c: number) => {
      let sum = 0;
      for (let i = 0; i < 200; i++) sum += (found[2 * i + c] * found[2 * i + c]) / 200;
      return sum;
    };
    const root = Math.sqrt(((a - d) / 2) * ((a - d) / 2) + b * b);
    expect(variance(0)).toBeCloseTo((a + d) / 2 + root, 8);
    expect(variance(1)).toBeCloseTo((a + d) / 2 - root, 8);
  });

  it('rows without any spread become zeros', () => {
    expect([...principalComponents({ data: new Float64Array(6).fill(2), columns: 3 }, 0.95).data]).toEqual([
      0, 0,
    ]);
  });
});
