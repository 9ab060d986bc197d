import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bca, bootstrap } from '../../../src/numeric/bootstrap.ts';
import * as intervals from '../../../src/numeric/intervals.ts';
import { stream, type Stream } from '../../../src/numeric/random.ts';
import { averagePrecision, cuts, rankingOf, rocArea, rocCurve } from '../../../src/numeric/ranking.ts';
import * as special from '../../../src/numeric/special.ts';

const near = (value: number, expected: number, relative = 1e-11) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300);

/** Reference values: SciPy 1.17.1. */
describe('special functions against reference values', () => {
  it.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.975, 1.959963984540054],
  ])('normal quantile of %s', (p, x) => near(special.normalQuantile(p), x, 1e-13));

  it.each([
    [-1, 1.8427007929497148],
    [0.5, 0.4795001221869535],
    [1.9, 0.007209570764742531],
    [2.1, 0.0029794666563329845],
    [5, 1.5374597944280347e-12],
    [20, 5.395865611607901e-176],
  ])('erfc(%s)', (x, value) => near(special.erfc(x), value, 1e-12));

  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [2.5, 0.2846828704729192],
    [1000.5, 5908.674175848678],
    [1e6, 12815504.569147611],
  ])('ln Γ(%s)', (x, value) => near(special.logGamma(x), value, 1e-13));

  it.each([
    [0.3, 2, 3, 0.3483],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [0.35, 100, 200, 0.7325714649575441],
    [0.51, 5000, 5000, 0.9772579676754254],
    [0.9999, 1e5, 10, 0.45781085958512596],
  ])('I_%s(%s, %s)', (x, a, b, value) => near(special.betaCdf(x, a, b), value, 1e-9));

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 4, 2.7764451051977934],
    [0.9, 2.5, 1.7302509288071766],
    [0.995, 30, 2.7499956535672254],
    [0.025, 9, -2.2621571627982053],
  ])('t quantile of %s with %s degrees of freedom', (p, n, t) => near(special.tQuantile(p, n), t));

  it('inverses undo, edges are exact', () => {
    for (const p of [0.001, 0.2, 0.5, 0.77, 0.999]) {
      near(special.normalCdf(special.normalQuantile(p)), p, 1e-14);
      near(special.betaCdf(special.betaQuantile(p, 3, 7.5), 3, 7.5), p, 1e-12);
      near(special.tCdf(special.tQuantile(p, 5), 5), p, 1e-12);
    }
    expect([special.normalQuantile(0), special.normalQuantile(0.5), special.normalQuantile(1)]).toEqual([
      -Infinity,
      0,
      Infinity,
    ]);
    expect(special.normalQuantile(2)).toBeNaN();
    near(special.binomialCdf(7, 20, 0.5), 0.13158798217773438);
    expect([special.binomialCdf(-1, 5, 0.3), special.binomialCdf(5, 5, 0.3)]).toEqual([0, 1]);
  });
});

describe('intervals', () => {
  it.each([
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.06238639953073629, 0.16048724172330803],
    [0, 20, 0, 0.16112515805281935],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
    [29, 29, 0.8830302015002592, 1],
  ])('Wilson of %s in %s (as in Newcombe 1998)', (k, n, low, high) => {
    const bounds = intervals.wilson(k, n);
    near(bounds.low, low);
    near(bounds.high, high);
  });

  it.each([
    [8, 10, 0.4439045376923585, 0.9747892736731666],
    [81, 263, 0.25273674558527126, 0.36762192260135135],
    [9990, 10000, 0.9981617358657894, 0.9995203602762289],
    [0, 20, 0, 0.16843347098308536],
  ])('Clopper-Pearson of %s in %s', (k, n, low, high) => {
    const bounds = intervals.clopperPearson(k, n);
    near(bounds.low, low, 1e-9);
    near(bounds.high, high, 1e-9);
  });

  it('hold the rate, and mirror when success and failure change places', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const k = Math.round(share * n);
          for (const method of [intervals.wilson, intervals.clopperPearson]) {
            const [a, b] = [method(k, n), method(n - k, n)];
            expect(a.low).toBeLessThanOrEqual(k / n);
            expect(a.high).toBeGreaterThanOrEqual(k / n);
            expect(a.low).toBeCloseTo(1 - b.high, 9);
          }
          expect(intervals.clopperPearson(k, n).high).toBeGreaterThanOrEqual(
            intervals.wilson(k, n).high - 0.02,
          );
        },
      ),
      { numRuns: 60 },
    );
    expect(() => intervals.wilson(0, 0)).toThrow(RangeError);
    expect(() => intervals.wilson(3, 2)).toThrow(RangeError);
  });

  it('t interval of a mean', () => {
    const bounds = intervals.tInterval([0.91, 0.88, 0.93, 0.9, 0.87]);
    near(bounds.low, 0.8683556783493338);
    near(bounds.high, 0.9276443216506662);
    expect(() => intervals.tInterval([1])).toThrow(RangeError);
  });

  it('quantiles', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((p) => intervals.quantile([1, 2, 3, 4], p))).toEqual([
      1, 1.75, 2.5, 3.7, 4,
    ]);
    expect(intervals.quantile([1, 2, Infinity], 1)).toBe(Infinity);
  });

  it('McNemar: exact binomial test of the discordant pairs', () => {
    near(intervals.mcnemarExact({ both: 50, first: 5, second: 13, neither: 2 }), 0.09625244140625);
    near(intervals.mcnemarExact({ both: 0, first: 25, second: 7, neither: 9 }), 0.0021024015732109547);
    expect(intervals.mcnemarExact({ both: 4, first: 0, second: 0, neither: 1 })).toBe(1);
    const counts = intervals.pairCounts([1, 1, 0, 0, 1], [1, 0, 1, 0, 0]);
    expect(counts).toEqual({ both: 1, first: 2, second: 1, neither: 1 });
    expect(() => intervals.pairCounts([1], [1, 0])).toThrow(RangeError);
  });

  it('Newcombe, unpaired and paired: the examples of the papers (1998)', () => {
    const unpaired = intervals.newcombe(56, 70, 48, 80);
    expect([unpaired.low, unpaired.high].map((v) => v.toFixed(4))).toEqual(['0.0524', '0.3339']);
    const paired = intervals.newcombePaired({ both: 36, first: 12, second: 2, neither: 0 });
    expect([paired.low, paired.high].map((v) => v.toFixed(4))).toEqual(['0.0569', '0.3404']);
  });

  it('Holm', () => {
    expect(intervals.holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(intervals.holm([0.9, 0.8])).toEqual([1, 1]);
  });
});

const ofMean = (values: ArrayLike<number>, draws: Stream, level?: number, resamples?: number) =>
  bootstrap(
    values.length,
    (positions) => positions.reduce((sum, i) => sum + values[i], 0) / positions.length,
    draws,
    level,
    resamples,
  );

describe('bootstrap', () => {
  const skewed = [
    0.68, 1.02, 0.02, 0.002, 0.55, 1.63, 0.674, 0.755, 2.817, 6.058, 3.286, 0.001, 2.269, 0.072, 1.069, 0.849,
    3.15, 0.354, 0.307, 1.492, 0.037, 0.135, 1.03, 0.775, 1.738, 0.414, 0.448, 1.852, 1.725, 0.323, 0.211,
    1.223, 0.538, 0.855, 1.049, 1.232, 2.928, 0.154, 1.466, 1.124, 1.898, 0.599, 0.469, 0.817, 0.264, 0.746,
    0.106, 1.647, 2.279, 0.552, 3.163, 0.108, 0.28, 0.297, 0.764, 0.936, 0.536, 0.125, 1.998, 0.497,
  ];

  it('BCa of a skewed mean agrees with 200,000 resamples of SciPy', () => {
    const bounds = ofMean(skewed, stream(1, 'b'), 0.95, 40_000);
    expect(bounds.method).toBe('bootstrap-bca');
    expect(Math.abs(bounds.low - 0.84552)).toBeLessThan(0.008);
    expect(Math.abs(bounds.high - 1.40736)).toBeLessThan(0.012);
  });

  it('the correction by hand: bias and lean move both ends as Efron 1987 says', () => {
    const resampled = Float64Array.from({ length: 1000 }, (_, i) => i);
    // Pulls mean − value = 1.5, 1.5, 1.5, −4.5: a = Σd³ / (6 (Σd²)^1.5)
    const a = (3 * 1.5 ** 3 - 4.5 ** 3) / (6 * (3 * 1.5 ** 2 + 4.5 ** 2) ** 1.5);
    const z0 = special.normalQuantile(0.4005);
    const end = (z: number) => special.normalCdf(z0 + (z0 + z) / (1 - a * (z0 + z))) * 1001 - 1;
    const bounds = bca(400, resampled, Float64Array.of(0, 0, 0, 6));
    near(bounds.low, end(-1.959963984540054), 1e-8);
    near(bounds.high, end(1.959963984540054), 1e-8);
  });

  it('covers the true mean of bounded values in about 95 of 100 cases', () => {
    let covered = 0;
    for (let k = 0; k < 300; k++) {
      const s = stream(k, 'coverage');
      const values = Float64Array.from({ length: 80 }, (_, i) => Math.floor(s.uniform(i) * 6) / 5);
      const { low, high } = ofMean(values, stream(k, 'b'), 0.95, 400);
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(268); // 4 standard deviations below 285
  });

  it('equal values give a point; same seed, same interval', () => {
    expect(ofMean([3, 3], stream(1))).toEqual({ low: 3, high: 3, method: 'bootstrap-percentile' });
    expect(ofMean(skewed, stream(2))).toEqual(ofMean(skewed, stream(2)));
    expect(ofMean(skewed, stream(2))).not.toEqual(ofMean(skewed, stream(3)));
    expect(() => ofMean([], stream(1))).toThrow(RangeError);
  });

  it('a single odd value out of many still gives an interval around the mean', () => {
    const values = new Float64Array(200);
    values[7] = 1;
    const { low, high } = ofMean(values, stream(1));
    expect(low).toBeLessThanOrEqual(0.005);
    expect(high).toBeGreaterThan(0.005);
  });
});

const ranked = (scores: readonly number[]) => rankingOf(Float64Array.from(scores));
const auc = (scores: readonly number[], labels: readonly (boolean | number)[]) =>
  rocArea(ranked(scores), labels);
const cutsOf = (scores: readonly number[], labels: readonly (boolean | number)[]) =>
  cuts(ranked(scores), labels);

describe('ranking', () => {
  const sample = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), {
    minLength: 2,
    maxLength: 30,
  });

  it('AUC counts pairs, half for ties', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const [scores, labels] = [rows.map(([s]) => s), rows.map(([, l]) => l)];
        const positives = scores.filter((_, i) => labels[i]);
        const negatives = scores.filter((_, i) => !labels[i]);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let wins = 0;
        for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
        near(auc(scores, labels) ?? NaN, wins / (positives.length * negatives.length), 1e-12);
        const turned = scores.map((s) => -s);
        near((auc(turned, labels) ?? NaN) + (auc(scores, labels) ?? NaN), 1, 1e-12);
      }),
    );
    expect(auc([1, 2], [1, 1])).toBeNull();
  });

  it('the example of scikit-learn', () => {
    const [scores, labels] = [
      [0.1, 0.4, 0.35, 0.8],
      [0, 0, 1, 1],
    ];
    expect(auc(scores, labels)).toBe(0.75);
    near(averagePrecision(cutsOf(scores, labels)) ?? NaN, 5 / 6);
    expect(rocCurve(cutsOf(scores, labels))).toEqual([
      { threshold: Infinity, fpr: 0, tpr: 0 },
      { threshold: 0.8, fpr: 0, tpr: 0.5 },
      { threshold: 0.4, fpr: 0.5, tpr: 0.5 },
      { threshold: 0.35, fpr: 0.5, tpr: 1 },
      { threshold: 0.1, fpr: 1, tpr: 1 },
    ]);
    expect(cutsOf(scores, labels).map(({ positives, taken }) => positives / taken)).toEqual([
      1,
      0.5,
      2 / 3,
      0.5,
    ]);
  });

  it('the area below the ROC points is the AUC', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const [scores, labels] = [rows.map(([s]) => s), rows.map(([, l]) => l)];
        fc.pre(labels.includes(true) && labels.includes(false));
        const points = rocCurve(cutsOf(scores, labels));
        const area = points
          .slice(1)
          .reduce((sum, p, i) => sum + ((p.fpr - points[i].fpr) * (p.tpr + points[i].tpr)) / 2, 0);
        expect(area).toBeCloseTo(auc(scores, labels) ?? NaN, 12);
      }),
    );
  });
});
