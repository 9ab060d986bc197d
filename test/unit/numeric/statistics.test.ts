import { describe, expect, test } from 'vitest';
import { bca, bootstrapMean, bootstrapStatistic, quantile } from '../../../src/numeric/bootstrap.ts';
import {
  clopperPearson,
  mcnemar,
  newcombe,
  studentInterval,
  wilson,
} from '../../../src/numeric/intervals.ts';
import { stream } from '../../../src/numeric/random.ts';
import {
  betaQuantile,
  erf,
  erfc,
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../../src/numeric/special.ts';

const close = (value: number, expected: number, relative = 1e-12) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe('special functions against tabled values', () => {
  test('erf and erfc (Abramowitz and Stegun, table 7.1 and 7.3)', () => {
    close(erf(0.5), 0.5204998778130465);
    close(erf(1), 0.8427007929497149);
    close(erf(2), 0.9953222650189527);
    close(erfc(3), 2.209049699858544e-5);
    close(erfc(10), 2.088487583762545e-45);
    expect(erf(-1)).toBe(-erf(1));
  });

  test('normal distribution and quantile', () => {
    close(normalQuantile(0.975), 1.959963984540054);
    close(normalQuantile(0.995), 2.5758293035489004);
    close(normalCdf(-5), 2.866515718791939e-7);
    for (const p of [1e-12, 0.01, 0.3, 0.5, 0.9]) close(normalCdf(normalQuantile(p)), p, 1e-10);
  });

  test('log gamma: factorials and one half', () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      factorial *= n;
      expect(Math.abs(logGamma(n + 1) - Math.log(factorial))).toBeLessThan(
        1e-12 * Math.max(1, Math.log(factorial)),
      );
    }
    close(logGamma(0.5), Math.log(Math.sqrt(Math.PI)));
  });

  test('incomplete beta: closed forms', () => {
    close(incompleteBeta(0.3, 1, 1), 0.3);
    close(incompleteBeta(0.3, 2, 1), 0.09);
    close(incompleteBeta(0.3, 1, 3), 1 - 0.7 ** 3);
    // I_x(a, b) for integers is a binomial tail: 5 or more of 9 at 0.4.
    const choose = [126, 84, 36, 9, 1];
    const tail = choose.reduce((sum, c, i) => sum + c * 0.4 ** (5 + i) * 0.6 ** (4 - i), 0);
    close(incompleteBeta(0.4, 5, 5), tail);
    close(betaQuantile(incompleteBeta(0.123, 7, 3.5), 7, 3.5), 0.123, 1e-10);
  });

  test('Student quantiles (tables)', () => {
    close(studentQuantile(0.975, 4), 2.7764451051977987, 1e-10);
    close(studentQuantile(0.975, 1), 12.706204736174698, 1e-9);
    // For even degrees of freedom the distribution has a closed form (Abramowitz and Stegun 26.7.4).
    const angle = Math.atan(studentQuantile(0.95, 30) / Math.sqrt(30));
    let term = 1;
    let sum = 1;
    for (let k = 1; k < 15; k++) sum += term *= ((2 * k - 1) / (2 * k)) * Math.cos(angle) ** 2;
    close(Math.sin(angle) * sum, 0.9);
  });
});

describe('intervals', () => {
  test('Wilson: 81 of 263 (Newcombe 1998, table I) and the ends', () => {
    const { low, high } = wilson(81, 263);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662']);
    const none = wilson(0, 20);
    expect([none.low, none.high.toFixed(4)]).toEqual([0, '0.1611']);
    expect(wilson(29, 29).high).toBe(1);
    expect(() => wilson(3, 2)).toThrow(RangeError);
  });

  test('Clopper–Pearson: 81 of 263, 0 of 20, 1 of 29 (Newcombe 1998, table I)', () => {
    const shown = (c: number, n: number) =>
      Object.values(clopperPearson(c, n)).map((v: number) => v.toFixed(4));
    expect(shown(81, 263)).toEqual(['0.2527', '0.3676']);
    expect(shown(0, 20)).toEqual(['0.0000', '0.1684']);
    expect(shown(1, 29)).toEqual(['0.0009', '0.1776']);
  });

  test('Newcombe: 56/70 against 48/80 (Newcombe 1998, table II, method 10)', () => {
    const { low, high } = newcombe({ correct: 56, n: 70 }, { correct: 48, n: 80 });
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
  });

  test('McNemar: exact binomial tails', () => {
    expect(mcnemar(0, 5)).toBeCloseTo(2 / 32, 14);
    expect(mcnemar(3, 7)).toBeCloseTo((2 * (1 + 10 + 45 + 120)) / 1024, 14);
    expect(mcnemar(4, 4)).toBe(1);
    expect(mcnemar(0, 0)).toBe(1);
  });

  test('Student: five seeds by hand', () => {
    const { mean, low, high } = studentInterval([0.7, 0.72, 0.68, 0.71, 0.69]);
    close(mean, 0.7);
    close(high - mean, (2.7764451051977987 * Math.sqrt(0.001 / 4)) / Math.sqrt(5), 1e-9);
    close(mean - low, high - mean, 1e-9);
  });
});

describe('bootstrap', () => {
  test('quantile, type 7', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBeCloseTo(1.75, 14);
    expect(quantile([5], 0.9)).toBe(5);
  });

  test('without bias and lean BCa is the percentile interval', () => {
    const symmetric = Float64Array.from({ length: 2001 }, (_, i) => (i - 1000) / 1000);
    const { low, high, method } = bca(0, symmetric, Float64Array.of(-1, 0, 1));
    expect(method).toBe('bootstrap-bca');
    expect(low).toBeCloseTo(-0.95, 12);
    expect(high).toBeCloseTo(0.95, 12);
  });

  test('the correction by hand: bias z0 and lean a move both ends as Efron 1987 says', () => {
    const resampled = Float64Array.from({ length: 1000 }, (_, i) => i);
    const jackknife = Float64Array.of(0, 0, 0, 6);
    // d = mean − value = 1.5, 1.5, 1.5, −4.5: a = Σd³ / (6 (Σd²)^1.5)
    const a = (3 * 1.5 ** 3 - 4.5 ** 3) / (6 * (3 * 1.5 ** 2 + 4.5 ** 2) ** 1.5);
    const z0 = normalQuantile(0.4005);
    const end = (z: number) => normalCdf(z0 + (z0 + z) / (1 - a * (z0 + z)));
    const { low, high } = bca(400, resampled, jackknife);
    expect(low).toBeCloseTo(end(-1.959963984540054) * 999, 8);
    expect(high).toBeCloseTo(end(1.959963984540054) * 999, 8);
  });

  test('the interval of a rate is close to Wilson and covers as often as it says', () => {
    const draws = (i: number) => stream(3, 'coverage', i);
    let covered = 0;
    const trials = 200;
    for (let t = 0; t < trials; t++) {
      const values = Float64Array.from({ length: 120 }, (_, i) => (draws(t).uniform(i) < 0.3 ? 1 : 0));
      const { low, high } = bootstrapMean(values, stream(5, 'resample', t), { resamples: 400 });
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    // 95 % of 200 with a binomial spread of 3.1: below 178 has probability under 1e-4.
    expect(covered).toBeGreaterThanOrEqual(178);
    expect(covered).toBeLessThan(trials);
  });

  test('a general statistic of counts gives the mean’s own interval', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => stream(1, 'v').normal(i));
    const mean = (counts: Int32Array) => {
      const total = counts.reduce((sum, count, i) => sum + count * values[i], 0);
      return total / counts.reduce((a, b) => a + b, 0);
    };
    const a = bootstrapMean(values, stream(2, 'b'));
    const b = bootstrapStatistic(60, mean, stream(2, 'b'));
    close(a.low, b.low, 1e-9);
    close(a.high, b.high, 1e-9);
  });

  test('values without spread give a point', () => {
    expect(bootstrapMean([1, 1, 1], stream(1, 'x'))).toEqual({
      low: 1,
      high: 1,
      method: 'bootstrap-percentile',
    });
  });
});
