import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halves, calibrate } from '../../../src/numeric/calibration.ts';
import { areaCovariance, areaInterval, compareAreas, placementsOf } from '../../../src/numeric/delong.ts';
import { stream } from '../../../src/numeric/random.ts';
import { rankingOf, rocArea } from '../../../src/numeric/ranking.ts';
import { RocResamples } from '../../../src/numeric/roc-band.ts';
import { advantageByChance, shuffledMemberships } from '../../../src/numeric/roc-shuffled.ts';
import {
  falsePositivesAllowed,
  isResolvable,
  rocOf,
  rocPoint,
  stepAtFpr,
  stepOfAdvantage,
  thinnedRoc,
} from '../../../src/numeric/roc.ts';
import { describeShared } from '../../support/shared.ts';
import {
  membershipReference,
  REFERENCE_MODELS,
  referenceScores,
} from '../../support/membership-references.ts';

/** Scores with ties, infinities and constant stretches, at least one record on each side. */
const scored = fc
  .tuple(
    fc.oneof(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 40 }),
      fc.array(fc.constantFrom(-Infinity, -1, 0, 0.5, Infinity), { minLength: 2, maxLength: 40 }),
      fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 40 }),
      fc.array(fc.constant(7), { minLength: 2, maxLength: 10 }),
    ),
    fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  )
  .map(([scores, flags]) => ({
    scores: Float64Array.from(scores),
    positive: scores.map((_, i) => (i === 0 ? 1 : i === 1 ? 0 : Number(flags[i]))),
  }));

/** ψ of Mann and Whitney. */
const right = (x: number, y: number): number => (x > y ? 1 : x === y ? 0.5 : 0);
const sides = (scores: ArrayLike<number>, positive: readonly number[]) => ({
  high: Array.from(scores).filter((_, i) => positive[i]),
  low: Array.from(scores).filter((_, i) => !positive[i]),
});
const average = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

const curve = (scores: ArrayLike<number>, positive: ArrayLike<number>) =>
  rocOf(rankingOf(Float64Array.from(scores)), positive);
const places = (scores: ArrayLike<number>, positive: ArrayLike<number>) =>
  placementsOf(rankingOf(Float64Array.from(scores)), positive);

describe('the ROC curve', () => {
  test('has its ends, rises, and counts what scores at least the threshold', () => {
    fc.assert(
      fc.property(scored, ({ scores, positive }) => {
        const roc = curve(scores, positive);
        const last = roc.thresholds.length - 1;
        expect(rocPoint(roc, 0)).toEqual({ threshold: Infinity, fpr: 0, tpr: 0 });
        expect(rocPoint(roc, last)).toEqual({ threshold: Math.min(...scores), fpr: 1, tpr: 1 });
        for (let k = 1; k <= last; k++) {
          const taken = Array.from(scores, (score) => score >= roc.thresholds[k]);
          expect(roc.truePositives[k]).toBe(taken.filter((t, i) => t && positive[i]).length);
          expect(roc.falsePositives[k]).toBe(taken.filter((t, i) => t && !positive[i]).length);
        }
      }),
    );
  });

  test('the area is Mann and Whitney’s share of right pairs', () => {
    fc.assert(
      fc.property(scored, ({ scores, positive }) => {
        const { high, low } = sides(scores, positive);
        const brute = average(high.flatMap((x) => low.map((y) => right(x, y))));
        expect(rocArea(rankingOf(scores), positive)).toBeCloseTo(brute, 13);
        expect(places(scores, positive).area).toBeCloseTo(brute, 13);
      }),
    );
  });

  test('steps at a false-positive rate and of the largest advantage are those of a search through all', () => {
    fc.assert(
      fc.property(scored, fc.double({ min: 0, max: 1, noNaN: true }), ({ scores, positive }, rate) => {
        const roc = curve(scores, positive);
        const points = Array.from(roc.thresholds, (_, k) => rocPoint(roc, k));
        const allowed = points.filter(({ fpr }) => fpr <= rate);
        const most = Math.max(...allowed.map(({ tpr }) => tpr));
        expect(stepAtFpr(roc, rate)).toBe(points.findIndex(({ fpr, tpr }) => tpr === most && fpr <= rate));
        const advantage = Math.max(...points.map(({ fpr, tpr }) => tpr - fpr));
        const { fpr, tpr } = points[stepOfAdvantage(roc)];
        expect(tpr - fpr).toBeCloseTo(advantage, 14);
      }),
    );
  });

  test('a rate allows the counts that lie at or below it, whatever the product rounds to', () => {
    for (let n = 1; n <= 300; n++)
      for (let count = 0; count <= n; count++)
        if (falsePositivesAllowed(count / n, n) !== count) expect.fail(`${count} of ${n}`);
    expect(falsePositivesAllowed(0.29, 100)).toBe(29);
    expect(isResolvable(0.001, 10_000)).toBe(true);
    expect(isResolvable(0.001, 9_999)).toBe(false);
  });

  test('thinning drops what lies on a line, then stays within its number with low rates dense', () => {
    const n = 4000;
    const draws = stream(3, 'thin');
    const positive = Array.from({ length: n }, (_, i) => i % 2);
    const roc = curve(
      Array.from({ length: n }, (_, i) => draws.normal(i) + positive[i]),
      positive,
    );
    const thin = thinnedRoc(roc, 200);
    expect(thin.length).toBeLessThanOrEqual(200);
    expect(thin.length).toBeGreaterThan(100);
    expect(thin[0]).toEqual({ threshold: Infinity, fpr: 0, tpr: 0 });
    expect(thin[thin.length - 1]).toMatchObject({ fpr: 1, tpr: 1 });
    expect(thin.filter(({ fpr }) => fpr < 0.01).length).toBeGreaterThan(15);
    fc.assert(
      fc.property(scored, ({ scores, positive }) => {
        const roc = curve(scores, positive);
        const kept = thinnedRoc(roc);
        // Every point of the whole curve lies on the drawn line.
        for (let k = 0; k < roc.thresholds.length; k++) {
          const { fpr, tpr } = rocPoint(roc, k);
          const on = kept.some((b, at) => {
            const a = kept[Math.max(0, at - 1)];
            const between = fpr >= a.fpr && fpr <= b.fpr && tpr >= a.tpr && tpr <= b.tpr;
            return (
              between && Math.abs((b.fpr - a.fpr) * (tpr - a.tpr) - (b.tpr - a.tpr) * (fpr - a.fpr)) < 1e-12
            );
          });
          expect(on).toBe(true);
        }
      }),
    );
  });

  test('needs numbers, positives and negatives', () => {
    expect(() => curve([1, NaN], [1, 0])).toThrow(RangeError);
    expect(() => curve([1, 2], [1, 1])).toThrow(RangeError);
    expect(() => places([1, 2], [0, 0])).toThrow(RangeError);
  });
});

describe('DeLong', () => {
  /** Variance and covariance from all pairs, as the paper writes them. */
  function brute(a: ArrayLike<number>, b: ArrayLike<number>, positive: readonly number[]): number {
    const rows = [a, b].map((scores) => {
      const { high, low } = sides(scores, positive);
      return {
        v10: high.map((x) => average(low.map((y) => right(x, y)))),
        v01: low.map((y) => average(high.map((x) => right(x, y)))),
      };
    });
    const s = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, v, i) => sum + (v - average(x)) * (y[i] - average(y)), 0) / (x.length - 1) / x.length;
    return s(rows[0].v10, rows[1].v10) + s(rows[0].v01, rows[1].v01);
  }

  test('variance and covariance by ranks are those from all pairs', () => {
    fc.assert(
      fc.property(scored, fc.integer({ min: 1, max: 99 }), ({ scores, positive }, seed) => {
        const flags = [...positive, 1, 0];
        const first = [...scores, 0, 0];
        const second = first.map((_, i) => stream(seed).integer(i, 5));
        const [a, b] = [places(first, flags), places(second, flags)];
        expect(areaCovariance(a, a)).toBeCloseTo(brute(first, first, flags), 13);
        expect(areaCovariance(a, b)).toBeCloseTo(brute(first, second, flags), 13);
      }),
    );
  });

  test('variance is the closed form of exponential scores', () => {
    // P(X > Y) = A; Q₁ = A/(2 − A), Q₂ = 2A²/(1 + A) (J. A. Hanley & B. J. McNeil, 1982: exact for exponential scores).
    const [n1, n0, area] = [6000, 9000, 0.8];
    const draws = stream(11, 'exponential');
    const scores = Array.from(
      { length: n1 + n0 },
      (_, i) => -Math.log(1 - draws.uniform(i)) * (i < n1 ? area / (1 - area) : 1),
    );
    const found = places(
      scores,
      scores.map((_, i) => Number(i < n1)),
    );
    const [q1, q2] = [area / (2 - area), (2 * area * area) / (1 + area)];
    const squared = area * area;
    const exact = (area - squared + (n1 - 1) * (q1 - squared) + (n0 - 1) * (q2 - squared)) / (n1 * n0);
    expect(Math.abs(found.area - area)).toBeLessThan(3 * Math.sqrt(exact));
    expect(Math.abs(areaCovariance(found, found) / exact - 1)).toBeLessThan(0.03);
  });

  test('the interval has a width where the estimate has no variance', () => {
    const flags = [...Array<number>(40).fill(1), ...Array<number>(60).fill(0)];
    const perfect = areaInterval(places(flags, flags));
    // Clopper and Pearson for 40 of 40 (0.9119 in the tables).
    expect(perfect).toMatchObject({ high: 1, method: 'clopper-pearson-pairs' });
    expect(perfect.low).toBeCloseTo(0.025 ** (1 / 40), 10);
    const wrong = areaInterval(
      places(
        flags.map((f) => -f),
        flags,
      ),
    );
    expect(wrong.low).toBe(0);
    expect(wrong.high).toBeCloseTo(1 - perfect.low, 10);
    const constant = areaInterval(
      places(
        flags.map(() => 0),
        flags,
      ),
    );
    expect(constant.low).toBeGreaterThan(0.3);
    expect(constant.low + constant.high).toBeCloseTo(1, 10);
    expect(areaInterval(places([2, 1, 3], [1, 0, 0])).high).toBeGreaterThan(0.95);
  });

  test('intervals lie around their area within 0 and 1, and differences around theirs', () => {
    fc.assert(
      fc.property(scored, fc.integer({ min: 1, max: 99 }), ({ scores, positive }, seed) => {
        const a = places(scores, positive);
        const { low, high } = areaInterval(a);
        expect(0 <= low && low <= a.area + 1e-12 && a.area - 1e-12 <= high && high <= 1 && low < high).toBe(
          true,
        );
        const b = places(
          positive.map((_, i) => stream(seed).integer(i, 4)),
          positive,
        );
        const found = compareAreas(a, b);
        expect(found.bounds.low).toBeLessThanOrEqual(found.difference);
        expect(found.bounds.high).toBeGreaterThanOrEqual(found.difference);
        expect(compareAreas(b, a).p).toBeCloseTo(found.p, 12);
        expect(compareAreas(a, a)).toMatchObject({ difference: 0, p: 1 });
      }),
    );
  });

  test('the paired test sees a small difference that unpaired intervals hide', () => {
    const draws = stream(5, 'paired');
    const flags = Array.from({ length: 2000 }, (_, i) => i % 2);
    const shared = flags.map((flag, i) => draws.normal(i) + 0.5 * flag);
    const a = places(
      shared.map((s, i) => s + 0.1 * flags[i]),
      flags,
    );
    const b = places(shared, flags);
    const [x, y] = [areaInterval(a), areaInterval(b)];
    expect(y.high).toBeGreaterThan(x.low);
    expect(compareAreas(a, b).p).toBeLessThan(1e-6);
  });
});

describe('calibrated thresholds', () => {
  const draws = stream(21, 'calibration');
  const n = 4000;
  const positive = Array.from({ length: n }, (_, i) => Number(i < 1500));

  test('halves hold equal shares and depend on the seed alone', () => {
    const half = halves(positive, stream(2, 'halves'));
    const count = (flag: number) => half.filter((h, i) => h === 1 && positive[i] === flag).length;
    expect([count(1), count(0)]).toEqual([750, 1250]);
    expect(halves(positive, stream(2, 'halves'))).toEqual(half);
    expect(halves(positive, stream(3, 'halves'))).not.toEqual(half);
  });

  test('Gaussian scores give the advantage and rates of their closed forms', () => {
    // N(1, 1) against N(0, 1): the best threshold is ½, TPR = Φ(½), FPR = Φ(−½); at FPR 5 % TPR = Φ(1 − 1.645).
    const scores = Float64Array.from(positive, (flag, i) => draws.normal(i) + flag);
    const best = calibrate(scores, positive, 'advantage', stream(1))!;
    expect(best.advantage.low).toBeLessThan(0.3829);
    expect(best.advantage.high).toBeGreaterThan(0.36);
    expect(best.truePositives + best.falseNegatives).toBe(1500);
    expect(best.falsePositives + best.trueNegatives).toBe(2500);
    expect(best.balancedAccuracy.value).toBeCloseTo((1 + best.tpr.value - best.fpr.value) / 2, 14);
    const at = calibrate(scores, positive, { fpr: 0.05 }, stream(1))!;
    expect(at.fpr.low).toBeLessThan(0.05);
    expect(at.fpr.high).toBeGreaterThan(0.05);
    expect(Math.abs(at.tpr.value - 0.2595)).toBeLessThan(0.05);
    expect(calibrate(scores, positive, { fpr: 0.001 }, stream(1))).toBeNull();
  });

  test('scores that know nothing have no calibrated advantage, though the in-sample maximum says so', () => {
    const scores = Float64Array.from(positive, (_, i) => draws.normal(n + i));
    const ranking = rankingOf(scores);
    const roc = rocOf(ranking, positive);
    const { tpr, fpr } = rocPoint(roc, stepOfAdvantage(roc));
    const { low, high } = calibrate(scores, positive, 'advantage', stream(1))!.advantage;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    // Kolmogorov and Smirnov: 95 % of one-sided maxima lie below √(ln 20 / 2) √(1/n₁ + 1/n₀).
    const chance = advantageByChance(ranking, shuffledMemberships(positive, stream(1, 'shuffle')));
    expect(
      Math.abs(chance / (Math.sqrt(Math.log(20) / 2) * Math.sqrt(1 / 1500 + 1 / 2500)) - 1),
    ).toBeLessThan(0.1);
    expect(tpr - fpr).toBeLessThan(1.2 * chance);
    expect(tpr - fpr).toBeGreaterThan(0);
  });

  test('no record is judged by a threshold that saw its membership', () => {
    // Flipping the membership of one half alone may only change what the other half is called.
    const scores = Float64Array.from(positive, (flag, i) => draws.normal(2 * n + i) + flag);
    const half = halves(positive, stream(9));
    const whole = calibrate(scores, positive, 'advantage', stream(9))!;
    const pushed = scores.map((score, i) => (half[i] === 0 ? score - 10 : score));
    const moved = calibrate(pushed, positive, 'advantage', stream(9))!;
    expect(moved.thresholds[1]).toBeCloseTo(whole.thresholds[1] - 10, 10);
    expect(moved.thresholds[0]).toBe(whole.thresholds[0]);
    expect(moved.called.filter((_, i) => half[i] === 0).some((call) => call === 1)).toBe(false);
  });

  test('groups have thresholds of their own, small ones the global one', () => {
    const group = positive.map((_, i) => (i % 100 === 0 ? 2 : i % 2));
    // Groups 0 and 1 need thresholds 10 apart; one threshold for both tells nothing beyond the half.
    const scores = Float64Array.from(
      positive,
      (flag, i) => draws.normal(3 * n + i) + 4 * flag + 10 * group[i],
    );
    const own = calibrate(scores, positive, 'advantage', stream(4), group)!;
    const one = calibrate(scores, positive, 'advantage', stream(4))!;
    expect(own.ownThresholds).toEqual([2, 2]);
    expect(own.advantage.value).toBeGreaterThan(0.9);
    expect(one.advantage.value).toBeLessThan(0.6);
    const globalOnly = calibrate(
      scores,
      positive,
      'advantage',
      stream(4),
      positive.map((_, i) => i % 90),
    )!;
    expect(globalOnly.ownThresholds).toEqual([0, 0]);
    expect(globalOnly.called).toEqual(one.called);
  });

  test('infinite scores can be thresholds; nobody is called where nothing helps', () => {
    const flags = positive.slice(1400, 1600);
    const infinite = calibrate(
      Float64Array.from(flags, (flag) => (flag ? Infinity : -Infinity)),
      flags,
      'advantage',
      stream(1),
    )!;
    expect(infinite.advantage.value).toBe(1);
    const wrong = calibrate(
      Float64Array.from(flags, (flag) => -flag),
      flags,
      'advantage',
      stream(1),
    )!;
    expect(wrong.called.some((call) => call === 1)).toBe(false);
  });
});

describe('the bootstrap band', () => {
  test('is the plain bootstrap: records drawn again, curve made again', () => {
    const draws = stream(31, 'band');
    const [n1, n0, resamples] = [60, 80, 1500];
    const positive = Array.from({ length: n1 + n0 }, (_, i) => Number(i < n1));
    const scores = Float64Array.from(positive, (flag, i) => Math.round(3 * (draws.normal(i) + flag)));
    const grid = [0, 0.05, 0.3, 1];
    const band = new RocResamples(n1, n0, stream(1, 'ranks'), grid, resamples).band(curve(scores, positive));
    const plain = grid.map(() => [] as number[]);
    const other = stream(2, 'records');
    for (let r = 0; r < resamples; r++) {
      const at = (i: number) => other.uniform(r * (n1 + n0) + i);
      const again = curve(
        positive.map((flag, i) => scores[flag ? Math.floor(at(i) * n1) : n1 + Math.floor(at(i) * n0)]),
        positive,
      );
      grid.forEach((rate, g) => plain[g].push(rocPoint(again, stepAtFpr(again, rate)).tpr));
    }
    band.forEach(({ fpr, low, high }, g) => {
      expect(fpr).toBe(grid[g]);
      const sorted = plain[g].sort((a, b) => a - b);
      // Quantiles of 1,500 resamples of 60 members: a step of the grid of sixtieths apart at most.
      expect(Math.abs(low - sorted[Math.floor(0.025 * resamples)])).toBeLessThan(1.01 / n1);
      expect(Math.abs(high - sorted[Math.floor(0.975 * resamples)])).toBeLessThan(1.01 / n1);
    });
    expect(band[3]).toMatchObject({ low: 1, high: 1 });
    expect(band[1].high - band[1].low).toBeGreaterThan(0.1);
  });

  test('is refused for other records', () => {
    expect(() => new RocResamples(2, 3, stream(1), [0], 2).band(curve([1, 2], [0, 1]))).toThrow(RangeError);
  });
});

describeShared('scores of the shared reference files', (folder) => {
  test.each(REFERENCE_MODELS)('%s: the figures are scikit-learn’s', (model) => {
    const reference = membershipReference(folder, model);
    const flags = reference.samples.is_member;
    for (const [name, values] of Object.entries(referenceScores(reference))) {
      const expected = reference.attacks[name];
      const ranking = rankingOf(Float64Array.from(values));
      const roc = rocOf(ranking, flags);
      expect([roc.positives, roc.negatives]).toEqual([reference.members, reference.non_members]);
      expect(rocArea(ranking, flags)).toBeCloseTo(expected.auc, 9);
      expect(rocPoint(roc, stepAtFpr(roc, 0.01)).tpr).toBeCloseTo(expected['tpr_at_fpr_0.01'], 9);
      expect(rocPoint(roc, stepAtFpr(roc, 0.001)).tpr).toBeCloseTo(expected['tpr_at_fpr_0.001'], 9);
      const best = rocPoint(roc, stepOfAdvantage(roc));
      expect(best.tpr - best.fpr).toBeCloseTo(expected.max_advantage_tpr_minus_fpr, 9);
      expect((1 + best.tpr - best.fpr) / 2).toBeCloseTo(expected.balanced_accuracy_at_best_threshold, 9);
      // Margins come from logits that are printed with 9 digits.
      expect(best.threshold).toBeCloseTo(expected.best_threshold, 6);
      if (!expected.roc) continue;
      expected.roc.thresholds.forEach((threshold, k) => {
        const point = rocPoint(roc, k);
        const far = Math.max(
          Math.abs(point.fpr - expected.roc!.fpr[k]),
          Math.abs(point.tpr - expected.roc!.tpr[k]),
        );
        if (!(far < 1e-6)) expect.fail(`${name}, point ${k}`);
        if (threshold !== 'inf' && !(Math.abs(point.threshold - threshold) <= 1e-6))
          expect.fail(`${name}, ${k}`);
      });
    }
  });
});
