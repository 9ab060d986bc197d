import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/document/types.ts';
import { a53 } from '../../../src/indicators/a-5-3.ts';
import type { CheckResult } from '../../../src/indicators/robustness/checks/judge.ts';
import { speaksAgainst } from '../../../src/indicators/robustness/checks/judge.ts';
import { selfChecks } from '../../../src/indicators/robustness/checks/index.ts';
import { unpackBits } from '../../../src/numeric/bits.ts';
import type { Batch, GradientOracle, LossGradient, LossName } from '../../../src/oracles/types.ts';
import { linearSubject } from '../../support/linear-subject.ts';
import { firstOf, runIndicator } from '../../support/run-indicator.ts';

const N = 150;
const { oracle: sound, dataset } = linearSubject(N);
const plan = { epsilons: [0, 0.05, 0.1, 0.15], attacks: ['pgd'] };

/** The sound model with some of its answers changed. */
function altered(change: {
  gradient?: (answer: LossGradient, loss: LossName) => void;
  logits?: (answer: Float32Array, batch: Batch) => void;
}): GradientOracle {
  return {
    access: 'gradient',
    classes: sound.classes,
    labels: (batch) => sound.labels(batch),
    scores: (batch) => sound.scores(batch),
    async logits(batch) {
      const answer = await sound.logits(batch);
      change.logits?.(answer, batch);
      return answer;
    },
    async lossGradient(batch, labels, loss) {
      const answer = await sound.lossGradient(batch, labels, loss);
      change.gradient?.(answer, loss.name);
      return answer;
    },
  };
}

const assess = (oracle: GradientOracle, given: Readonly<Record<string, unknown>> = {}, count = N) =>
  runIndicator(a53, { ...plan, ...given }, dataset, oracle, firstOf(count));

const checksOf = ({ details }: Item) => details.checks as readonly CheckResult[];
const failed = (item: Item) =>
  checksOf(item)
    .filter(({ passed }) => passed === false)
    .map(({ id }) => id);

describe('a sound model', () => {
  test('passes every check, each with violations and n', async () => {
    const item = await assess(sound, { attacks: ['fgsm', 'pgd', 'apgd-dlr'] });
    expect(checksOf(item).map(({ id }) => id)).toEqual(selfChecks.map(({ id }) => id));
    for (const { id, passed, variants, epsilon, limit } of checksOf(item)) {
      expect(passed).toBe(true);
      expect(epsilon).toBe(0.05);
      expect(variants.length).toBeGreaterThan(0);
      for (const { n, violations } of variants) {
        expect(n).toBeGreaterThan(90);
        expect(n).toBeLessThanOrEqual(id === 'one-step' ? N : 100);
        expect(violations).toBeLessThanOrEqual(limit * n);
      }
    }
    expect(item.reliable).toBe(true);
    expect(item.details.reading).toBe('indicators.not-broken');
  });

  test('passes in a cascade, with raw runs of its own', async () => {
    expect((await assess(sound, { mode: 'cascade', attacks: ['fgsm', 'pgd'] })).reliable).toBe(true);
  });

  test('passes with end points counted, and in L2', async () => {
    expect(failed(await assess(sound, { count: 'last-iterate' }))).toEqual([]);
    expect(failed(await assess(sound, { norm: 'l2', epsilons: [0, 0.1, 0.2] }))).toEqual([]);
  });

  test('says so when there are fewer samples than the checks want', async () => {
    const item = await assess(sound, {}, 40);
    expect(item.reliable).toBe(true);
    expect(item.warnings).toContainEqual({ id: 'indicators.small-subset', values: { n: 36, wanted: 100 } });
  });
});

describe('what the checks are there to find', () => {
  const expectUnreliable = (item: Item, ...ids: string[]) => {
    expect(failed(item)).toEqual(expect.arrayContaining(ids));
    expect(item.reliable).toBe(false);
    expect(item.details.reading).toBe('indicators.upper-bound');
    expect(item.warnings.map(({ id }) => id)).toContain('indicators.check-failed');
  };

  test('a saturated cross-entropy: no gradient there, but on the margin', async () => {
    const mask = altered({
      gradient: ({ gradient }, loss) => void (loss === 'cross-entropy' && gradient.fill(0)),
    });
    expectUnreliable(await assess(mask), 'unbounded', 'random-noise', 'gradients', 'losses');
    // With an attack on another loss in the plan the reported worst case has what cross-entropy misses.
    expect(failed(await assess(mask, { attacks: ['pgd', 'apgd-dlr'] }))).toEqual(
      ['one-step'].filter(() => false),
    );
  });

  test('gradients that are not finite', async () => {
    const item = await assess(altered({ gradient: ({ gradient }) => void gradient.fill(NaN) }));
    expectUnreliable(item, 'gradients');
    expect(item.warnings.map(({ id }) => id)).toContain('indicators.non-finite-gradients');
  });

  test('gradients of another function', async () => {
    const turned = altered({
      gradient: ({ gradient }) => gradient.forEach((g, i) => (gradient[i] = i % 2 ? -g : g)),
    });
    expectUnreliable(await assess(turned), 'differences', 'random-noise');
  });

  test('one step where many would find more', async () => {
    // A single small step, called an iterative attack.
    expectUnreliable(
      await assess(sound, { iterations: 2, stepSize: { relative: 0.05 }, randomStart: false }),
      'one-step',
      'stability',
    );
  });

  test('one step that finds more than many at an ε where no other check looks', async () => {
    // Steps of a fixed length: enough at the ε of the checks, far too short at the largest.
    const item = await assess(sound, {
      attacks: ['fgsm', 'pgd'],
      epsilons: [0, 0.02, 0.3],
      iterations: 10,
      stepSize: 0.01,
    });
    expectUnreliable(item, 'one-step');
    const { variants } = checksOf(item).find(({ id }) => id === 'one-step')!;
    expect(variants.map(({ variant }) => variant)).toEqual(['reference', 'pgd/fgsm@0.3']);
    const [reference, raw] = variants;
    expect(reference.violations).toBe(0);
    // The very figures of the report: samples that FGSM's row breaks and PGD's does not.
    const bits = (name: string) => unpackBits(item.outcomes.find((one) => one.name === name)!.bits, N);
    const [fgsm, pgd] = [bits('fgsm@0.3'), bits('pgd@0.3')];
    expect(raw.violations).toBe(fgsm.filter((stands, i) => !stands && pgd[i]).length);
    expect(raw.n).toBe(bits('clean').filter(Boolean).length);
  });

  test('steps so small that they never cross the ball', async () => {
    const item = await assess(sound, { iterations: 10, stepSize: 0.001 });
    expectUnreliable(item, 'stability');
    const stability = checksOf(item).find(({ id }) => id === 'stability');
    expect(
      stability?.variants.find(({ variant }) => variant === 'double-step-size')?.violations,
    ).toBeGreaterThan(2);
  });

  test('an output that varies', async () => {
    let calls = 0;
    const noisy = altered({
      logits: (answer) => answer.forEach((z, i) => (answer[i] = z + ((calls++ * 7919) % 13) / 100)),
    });
    expectUnreliable(await assess(noisy), 'repeat');
  });
});

test('without self-checks nothing is said about reliability but that they were off', async () => {
  const item = await assess(sound, { selfChecks: false });
  expect(item.reliable).toBeUndefined();
  expect(checksOf(item)).toEqual([]);
  expect(item.warnings.map(({ id }) => id)).toContain('indicators.unchecked');
});

describe('how many violations fail a check', () => {
  test('from 100 samples on, more than two in a hundred', () => {
    expect([2, 3].map((violations) => speaksAgainst(0.02, violations, 100))).toEqual([false, true]);
    expect([4, 5].map((violations) => speaksAgainst(0.02, violations, 200))).toEqual([false, true]);
  });

  test('on fewer, only what chance does not explain', () => {
    // Lower ends of Wilson's 95 % interval: 2 of 36 0.0154, 3 of 36 0.0287; 1 of 1 0.2065, 1 of 5 0.0362, 1 of 20 0.0089.
    expect([2, 3].map((violations) => speaksAgainst(0.02, violations, 36))).toEqual([false, true]);
    expect([1, 5, 20].map((n) => speaksAgainst(0.02, 1, n))).toEqual([true, true, false]);
    expect([0, 0, 0].map((violations, i) => speaksAgainst(0.02, violations, i))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('none where none is allowed, however few there are', () => {
    expect([0, 1].map((violations) => speaksAgainst(0, violations, 3))).toEqual([false, true]);
  });
});
