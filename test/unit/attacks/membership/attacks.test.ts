import { describe, expect, test } from 'vitest';
import { membershipAttack, membershipAttacks } from '../../../../src/attacks/membership/index.ts';
import { exceedances } from '../../../../src/attacks/membership/lira-offline.ts';
import { likelihoodRatios } from '../../../../src/attacks/membership/lira.ts';
import { tunedA } from '../../../../src/attacks/membership/rmia.ts';
import type { Evidence } from '../../../../src/attacks/membership/types.ts';
import { halves } from '../../../../src/numeric/calibration.ts';
import { areaCovariance, placementsOf } from '../../../../src/numeric/delong.ts';
import { exp, log } from '../../../../src/numeric/math.ts';
import { stream } from '../../../../src/numeric/random.ts';
import { rankingOf, rocArea } from '../../../../src/numeric/ranking.ts';
import { normalCdf } from '../../../../src/numeric/special.ts';
import { evidenceOf } from '../../../support/membership-evidence.ts';
import { describeShared } from '../../../support/shared.ts';
import { membershipReference, REFERENCE_MODELS } from '../../../support/membership-references.ts';
import { signalsOf } from '../../../../src/attacks/membership/signals.ts';

const area = (scores: Float64Array, { members }: Evidence): number => rocArea(rankingOf(scores), members)!;
const scoresOf = (id: string, evidence: Evidence) => membershipAttack(id)!.score(evidence);
const deviation = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length);

/** How far an area of n members and n non-members may lie from its expectation by chance: four standard errors at most. */
const chance = (count: number) => (4 * 0.5) / Math.sqrt(count / 2);

test('every attack has its own id and says what it needs', () => {
  const ids = membershipAttacks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(21);
  for (const { requires, leastShadows } of membershipAttacks)
    expect(leastShadows !== undefined).toBe(requires.includes('shadows'));
  expect(membershipAttack('none')).toBeUndefined();
});

describe('all attacks', () => {
  test('find nothing where members and others are exchangeable (family-wise 1 %)', () => {
    // Shadows leak; the target knows none of the records.
    const evidence = evidenceOf({
      count: 800,
      seed: 4,
      shadows: 6,
      shift: 0,
      shadowShift: 2,
      base: (_, l, v) => l + v,
    });
    for (const { id, score } of membershipAttacks) {
      const found = placementsOf(rankingOf(score(evidence)), evidence.members);
      const error = Math.sqrt(areaCovariance(found, found));
      const p = 2 * normalCdf(-Math.abs(found.area - 0.5) / error);
      expect(p, `${id}: ${found.area}`).toBeGreaterThan(0.01 / membershipAttacks.length);
    }
  });

  test('tell members apart where the model has learnt labels by heart', () => {
    const evidence = evidenceOf({ count: 1000, seed: 5, shadows: 4, shift: 14, base: () => -5 });
    for (const { id, score } of membershipAttacks) {
      const scores = score(evidence);
      expect(scores.some((value) => Number.isNaN(value))).toBe(false);
      expect(area(scores, evidence), id).toBeGreaterThan(0.98);
    }
  });

  test('of one answer alone score each record by itself: another order of records is another order of scores', () => {
    const evidence = evidenceOf({ count: 80, seed: 6, shadows: 6, shift: 1 });
    const order = stream(1, 'order').permutation(80);
    const pick = <A extends Float64Array | Uint8Array | Int32Array>(values: A): A =>
      values.map((_, k) => values[order[k]]) as A;
    const moved = (signals: Evidence['target']): Evidence['target'] => ({
      ...signals,
      loss: pick(signals.loss),
      confidence: pick(signals.confidence),
      entropy: pick(signals.entropy),
      modifiedEntropy: pick(signals.modifiedEntropy),
      logit: pick(signals.logit),
      hinge: pick(signals.hinge),
      correct: pick(signals.correct),
    });
    const permuted: Evidence = {
      ...evidence,
      labels: pick(evidence.labels),
      members: pick(evidence.members),
      target: moved(evidence.target),
      queries: evidence.queries.map(pick),
      shadows: evidence.shadows.map((shadow) => ({
        inside: pick(shadow.inside),
        signals: moved(shadow.signals),
        queries: shadow.queries.map(pick),
      })),
      label: { distance: pick(evidence.label!.distance!) },
    };
    const alone = { ...evidence, label: { distance: evidence.label!.distance! } };
    for (const id of [
      'gap',
      'loss',
      'confidence',
      'entropy',
      'modified-entropy',
      'logit',
      'hinge',
      'lira',
      'lira-offline',
      'rmia',
      'label-only',
    ]) {
      const [scores, again] = [scoresOf(id, alone), scoresOf(id, permuted)];
      again.forEach((score, k) => expect(score, id).toBeCloseTo(scores[order[k]], 10));
    }
  });
});

describe('attacks that know the membership of half of the records', () => {
  test.each(['trained', 'quantile', 'logit-per-class'])('%s: no record is scored by what saw it', (id) => {
    const evidence = evidenceOf({ count: 600, seed: 7, shift: 1 });
    const purpose = `${id.replace('logit-', '')}-halves`;
    const half = halves(evidence.members, evidence.random(purpose));
    const before = scoresOf(id, evidence);
    // Other answers about the records of half 0 that are not members, but for the last of them.
    const changed = [...before.keys()].filter((i) => half[i] === 0 && !evidence.members[i]).slice(0, -1);
    const logit = evidence.target.logit.slice();
    for (const i of changed) logit[i] -= 3;
    const after = scoresOf(id, { ...evidence, target: { ...evidence.target, logit } });
    const untouched = [...before.keys()].filter((i) => !changed.includes(i));
    const same = untouched.map((i) => Number(after[i] === before[i]));
    expect(untouched.filter((i, k) => half[i] === 0 && !same[k])).toEqual([]);
    expect(untouched.filter((i, k) => half[i] === 1 && same[k]).length).toBeLessThan(30);
  });
});

describe('LiRA on normal φ', () => {
  const shift = 1.5;
  const plan = { count: 250, seed: 8, shift, base: (i: number) => 3 * stream(8, 'base').normal(i) };

  test('approaches the exact log-likelihood ratio as shadows grow', () => {
    const error = (shadows: number) => {
      const evidence = evidenceOf({ ...plan, shadows });
      const exact = evidence.queries[0].map(
        (phi, i) => shift * (phi - evidence.base[i]) - (shift * shift) / 2,
      );
      return deviation(likelihoodRatios(evidence, 'fixed').map((score, i) => score - exact[i]));
    };
    const [few, many] = [error(32), error(288)];
    // Medians of n have the variance π/2n: nine times the shadows, a third of the error.
    expect(many / few).toBeGreaterThan(0.25);
    expect(many / few).toBeLessThan(0.42);
    expect(many).toBeLessThan(0.3);
  });

  test('has the closed-form area, and the threshold on φ the smaller one of records that differ', () => {
    const evidence = evidenceOf({ ...plan, count: 1200, shadows: 64 });
    const lira = area(likelihoodRatios(evidence, 'fixed'), evidence);
    expect(Math.abs(lira - normalCdf(shift / Math.SQRT2))).toBeLessThan(chance(1200) / 2);
    const global = area(scoresOf('logit', evidence), evidence);
    expect(Math.abs(global - normalCdf(shift / Math.sqrt(2 * (1 + 9))))).toBeLessThan(chance(1200));
    expect(lira - global).toBeGreaterThan(0.15);
    const offline = area(exceedances(evidence, 'fixed'), evidence);
    expect(Math.abs(offline - normalCdf(shift / Math.SQRT2))).toBeLessThan(chance(1200) / 2);
  });

  test('takes each record’s own spread where asked to', () => {
    const evidence = evidenceOf({ ...plan, shadows: 250, spread: (i) => (i % 2 ? 0.5 : 2) });
    const exact = evidence.queries[0].map((phi, i) => {
      const s = i % 2 ? 0.5 : 2;
      return (shift * (phi - evidence.base[i]) - (shift * shift) / 2) / (s * s);
    });
    const off = (variance: 'fixed' | 'per-record') =>
      deviation(likelihoodRatios(evidence, variance).map((score, i) => score - exact[i])) / deviation(exact);
    expect(off('per-record')).toBeLessThan(0.3);
    expect(off('fixed')).toBeGreaterThan(0.5);
    for (const [id, scores] of [
      ['lira', likelihoodRatios],
      ['lira-offline', exceedances],
    ] as const) {
      for (const variance of ['fixed', 'per-record'] as const)
        expect(membershipAttack(id)!.score(evidence, { variance })).toEqual(scores(evidence, variance));
      expect(scoresOf(id, evidence)).toEqual(scores(evidence, 'per-record'));
    }
  });

  test('pools spreads in and out apart, around each record’s own median', () => {
    // In: 5 ± 1, ± ½ and 3 ± 1, ± ½; out: 1 ± 2, ± 1 and 0 ± 2, ± 1. Variances 2.5/3 and 10/3.
    const around = [-2, -1, 1, 2];
    const plain = evidenceOf({ count: 2, seed: 1, shift: 0 });
    const shadows = Array.from({ length: 8 }, (_, k) => {
      const first = k < 4;
      const far = around[k % 4];
      const phi = Float64Array.of(first ? 5 + far / 2 : 1 + far, first ? far : 3 + far / 2);
      return { inside: Uint8Array.of(first ? 1 : 0, first ? 0 : 1), signals: plain.target, queries: [phi] };
    });
    const evidence: Evidence = { ...plain, shadows, queries: [Float64Array.of(4, -1)] };
    const ratio = (fromIn: number, fromOut: number) =>
      (-0.5 * fromIn ** 2) / (2.5 / 3) + (0.5 * fromOut ** 2) / (10 / 3) + 0.5 * Math.log(4);
    for (const variance of ['fixed', 'per-record'] as const) {
      const [first, second] = likelihoodRatios(evidence, variance);
      expect(first).toBeCloseTo(ratio(4 - 5, 4 - 1), 12);
      expect(second).toBeCloseTo(ratio(-1 - 3, -1 - 0), 12);
    }
    expect(exceedances(evidence, 'fixed')[1]).toBeCloseTo(-1 / Math.sqrt(10 / 3), 12);
  });

  test('averages over queries', () => {
    const evidence = evidenceOf({ ...plan, count: 50, shadows: 12, queries: 2 });
    const only = (q: number): Evidence => ({
      ...evidence,
      queries: [evidence.queries[q]],
      shadows: evidence.shadows.map((shadow) => ({ ...shadow, queries: [shadow.queries[q]] })),
    });
    for (const score of [likelihoodRatios, exceedances]) {
      const [both, first, second] = [evidence, only(0), only(1)].map((one) => score(one, 'fixed'));
      both.forEach((value, i) => expect(value).toBeCloseTo((first[i] + second[i]) / 2, 10));
    }
  });

  test('offline, an unusually low φ is no sign of membership; records known to all or none still have a score', () => {
    const evidence = evidenceOf({ ...plan, count: 60, shadows: 8 });
    evidence.queries[0][0] = evidence.base[0] - 20;
    const offline = exceedances(evidence, 'fixed');
    expect(Math.min(...offline)).toBe(offline[0]);
    for (const { inside } of evidence.shadows) [inside[1], inside[2]] = [1, 0];
    for (const score of [
      likelihoodRatios(evidence, 'fixed'),
      likelihoodRatios(evidence, 'per-record'),
      exceedances(evidence, 'fixed'),
    ])
      expect(score.every(Number.isFinite)).toBe(true);
  });
});

describe('RMIA', () => {
  test('on normal ln p is the normal distribution function of the record’s shift, and tunes a to 1', () => {
    // ln p = base + N(0, ½²) under the target, base under references; e^base is small, so 1 − a would drown it.
    const [count, shift, seed] = [1200, 0.75, 12];
    const draws = (purpose: string, n: number) => stream(seed, purpose).fillNormal(new Float64Array(n));
    const base = draws('base', count).map((z) => -12 + z);
    const members = Uint8Array.from(base, (_, i) => i % 2);
    const noise = draws('noise', count);
    const z = draws('z-base', 2000).map((b) => -12 + b);
    const zNoise = draws('z-noise', 2000);
    const plain = evidenceOf({ count, seed, shift: 0 });
    const seen = (inside: Uint8Array, own: Float64Array) => ({
      ...plain.target,
      confidence: base.map((b, i) => exp(b + 0.5 * own[i] + shift * inside[i])),
    });
    const insides = [0, 1, 2, 3].map((k) => Uint8Array.from(base, (_, i) => ((i >> 1) + k) % 2));
    const evidence: Evidence = {
      ...plain,
      members,
      target: seen(members, noise),
      shadows: insides.map((inside, k) => ({
        inside,
        signals: seen(
          inside,
          draws(`shadow ${k}`, count).map((v) => 0.01 * v),
        ),
        queries: [],
      })),
      population: {
        target: z.map((b, i) => exp(b + 0.5 * zNoise[i])),
        shadows: insides.map(() => z.map((b) => exp(b))),
      },
    };
    expect(tunedA(evidence, evidence.population!)).toBe(1);
    const scores = scoresOf('rmia', evidence);
    // Kolmogorov and Smirnov: shares among 2,000 lie within 0.045 of the distribution with probability 0.9993.
    scores.forEach((score, i) =>
      expect(Math.abs(score - normalCdf(noise[i] + (shift / 0.5) * members[i]))).toBeLessThan(0.06),
    );
    expect(Math.abs(area(scores, evidence) - normalCdf(shift / 0.5 / Math.SQRT2))).toBeLessThan(0.04);
  });

  test('works from one reference, and asks for a population', () => {
    const evidence = evidenceOf({ count: 600, seed: 13, shadows: 1, shift: 3 });
    expect(area(scoresOf('rmia', evidence), evidence)).toBeGreaterThan(0.8);
    expect(() => scoresOf('rmia', { ...evidence, population: undefined })).toThrow(RangeError);
  });
});

describe('attackers who know something of the records', () => {
  const shift = 1.5;
  const own = normalCdf(shift / Math.SQRT2);

  test('class by class, classes of different difficulty do not blur the threshold', () => {
    const evidence = evidenceOf({ count: 2000, seed: 15, shift, base: (_, label) => 4 * label });
    const perClass = scoresOf('logit-per-class', evidence);
    expect(area(scoresOf('logit', evidence), evidence)).toBeLessThan(own - 0.2);
    expect(Math.abs(area(perClass, evidence) - own)).toBeLessThan(0.04);
    // The score stands for 1 − FPR in the record's class: uniform among non-members.
    const others = [...perClass].filter((_, i) => !evidence.members[i]).sort((a, b) => a - b);
    others.forEach((value, k) => expect(Math.abs(value - (k + 0.5) / others.length)).toBeLessThan(0.08));
    // The loss is a falling function of φ.
    expect(area(scoresOf('loss-per-class', evidence), evidence)).toBeCloseTo(area(perClass, evidence), 3);
  });

  test('a class with too few known records is judged by all of them', () => {
    const evidence = evidenceOf({ count: 600, seed: 16, classes: 20, shift, base: (_, label) => 4 * label });
    const found = area(scoresOf('logit-per-class', evidence), evidence);
    expect(Math.abs(found - area(scoresOf('logit', evidence), evidence))).toBeLessThan(0.01);
  });

  test('shadows teach what each class is like', () => {
    const evidence = evidenceOf({
      count: 1000,
      seed: 17,
      shadows: 4,
      shift,
      base: (_, label) => 2 * label - 4,
    });
    expect(area(scoresOf('logit', evidence), evidence)).toBeLessThan(own - 0.1);
    expect(Math.abs(area(scoresOf('shadow', evidence), evidence) - own)).toBeLessThan(0.05);
    expect(() => scoresOf('shadow', { ...evidence, shadows: [] })).toThrow(RangeError);
  });

  test('a trained attacker finds what no threshold can: members between two kinds of others', () => {
    const evidence = evidenceOf({ count: 1200, seed: 18, shift: 0 });
    const draws = stream(18, 'between');
    const phi = Float64Array.from(evidence.members, (member, i) =>
      member ? draws.normal(i) : draws.normal(i) + (i % 2 ? 4 : -4),
    );
    const logits = [...phi].flatMap((value, i) =>
      Array.from({ length: 5 }, (_, c) => (c === evidence.labels[i] ? value + log(4) : 0)),
    );
    const target = signalsOf(logits, evidence.labels, 5);
    const between: Evidence = { ...evidence, target, queries: [phi] };
    expect(Math.abs(area(scoresOf('logit', between), between) - 0.5)).toBeLessThan(0.07);
    expect(area(scoresOf('trained', between), between)).toBeGreaterThan(0.9);
  });

  test('quantile regression takes off what the record itself explains', () => {
    const evidence = evidenceOf({
      count: 1500,
      seed: 19,
      shift,
      base: (_, label, value) => 3 * value - label,
    });
    expect(area(scoresOf('logit', evidence), evidence)).toBeLessThan(own - 0.1);
    expect(Math.abs(area(scoresOf('quantile', evidence), evidence) - own)).toBeLessThan(0.04);
    expect(() => scoresOf('quantile', { ...evidence, inputs: undefined })).toThrow(RangeError);
  });

  test('quantile regression folds many values by random signs and still explains', () => {
    const [count, size] = [1000, 120];
    const plain = evidenceOf({ count, seed: 20, shift });
    const factor = stream(20, 'factor').fillNormal(new Float64Array(count));
    const noise = stream(20, 'pixels').fillNormal(new Float64Array(count * size));
    const data = noise.map((v, k) => 0.3 * v + factor[Math.floor(k / size)]);
    const logit = plain.target.logit.map((phi, i) => phi + 3 * factor[i]);
    const evidence: Evidence = { ...plain, target: { ...plain.target, logit }, inputs: { data, size } };
    const found = area(scoresOf('quantile', evidence), evidence);
    expect(found - area(logit, evidence)).toBeGreaterThan(0.1);
  });

  test('label-only ranks by what was measured: one signal by itself, several by their mean standing', () => {
    const evidence = evidenceOf({ count: 500, seed: 21, shift });
    const { distance, noise } = evidence.label!;
    const single = area(scoresOf('label-only', { ...evidence, label: { distance } }), evidence);
    expect(single).toBeCloseTo(area(distance!, evidence), 12);
    const infinite = distance!.map((value, i) => (i % 50 === 0 ? Infinity : value));
    const both = scoresOf('label-only', { ...evidence, label: { distance: infinite, noise } });
    expect(both.every(Number.isFinite)).toBe(true);
    expect(area(both, evidence)).toBeGreaterThan(0.7);
    expect(() => scoresOf('label-only', { ...evidence, label: {} })).toThrow(RangeError);
  });
});

describeShared('attacks on the logits of the shared reference models', (folder) => {
  test.each(REFERENCE_MODELS)('%s: areas are the reference’s', (model) => {
    const { samples, attacks } = membershipReference(folder, model);
    const classes = samples.logits[0].length;
    const target = signalsOf(samples.logits.flat(), samples.label, classes);
    const evidence: Evidence = {
      count: target.count,
      classes,
      labels: Int32Array.from(samples.label),
      members: Uint8Array.from(samples.is_member),
      target,
      queries: [target.logit],
      shadows: [],
      random: (purpose) => stream(1, purpose),
    };
    const pairs = {
      gap: 'correctness',
      loss: 'negative_loss',
      confidence: 'true_class_confidence',
      entropy: 'negative_entropy',
      'modified-entropy': 'negative_modified_entropy',
      logit: 'logit_scaled_confidence',
      hinge: 'logit_margin',
    };
    for (const [id, name] of Object.entries(pairs)) {
      expect(Math.abs(area(scoresOf(id, evidence), evidence) - attacks[name].auc), id).toBeLessThan(1e-6);
    }
  });
});
