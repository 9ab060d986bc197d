import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signalsOf, signalsOfProbabilities } from '../../../../src/attacks/membership/signals.ts';
import { describeShared } from '../../../support/shared.ts';
import { membershipReference, REFERENCE_MODELS } from '../../../support/membership-references.ts';

// Thousands of values: an assertion object for each would take most of the time.
function near(value: number, expected: number, relative: number, absolute = 0): void {
  if (!(Math.abs(value - expected) <= relative * Math.abs(expected) + absolute))
    expect.fail(`${value} is not ${expected} within ${relative}, ${absolute}`);
}

describeShared('signals of the shared reference samples', (folder) => {
  test.each(REFERENCE_MODELS)('%s: all figures are the reference’s', (model) => {
    const { samples } = membershipReference(folder, model);
    const classes = samples.logits[0].length;
    const signals = signalsOf(samples.logits.flat(), samples.label, classes);
    samples.logits.forEach((row, i) => {
      // Logits are printed with 9 digits: each is off by up to half a unit of the ninth, and the figures move with them: by as
      // much relatively (loss, 1 − p) or absolutely (φ), twice as much where two logits enter, once more where two factors do.
      const unit = Math.max(...row.map((z) => 10 ** (Math.floor(Math.log10(Math.abs(z))) - 8)));
      const moved = 2 * unit + 1e-9;
      near(signals.loss[i], samples.loss[i], moved, 4e-16 * Math.abs(row[0]) + 2e-16);
      near(signals.confidence[i], samples.true_class_confidence[i], moved, 2e-16);
      near(signals.maxConfidence[i], samples.max_confidence[i], moved, 2e-16);
      near(signals.entropy[i], samples.entropy[i], 2 * moved, 1e-15);
      near(signals.modifiedEntropy[i], samples.modified_entropy[i], 4 * moved, 2e-16);
      near(signals.logit[i], samples.logit_scaled_confidence[i], 0, moved);
    });
    expect([...signals.correct]).toEqual(samples.correct);
  });
});

/** Plain definitions on probabilities that no rounding hurts. */
function plain(p: readonly number[], y: number) {
  const others = p.filter((_, c) => c !== y);
  return {
    loss: -Math.log(p[y]),
    entropy: -p.reduce((sum, q) => sum + q * Math.log(q), 0),
    modifiedEntropy: -(1 - p[y]) * Math.log(p[y]) - others.reduce((sum, q) => sum + q * Math.log(1 - q), 0),
    logit: Math.log(p[y]) - Math.log(1 - p[y]),
    hinge: Math.log(p[y]) - Math.log(Math.max(...others)),
  };
}

const rows = fc
  .tuple(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 2, maxLength: 6 }), fc.nat())
  .map(([logits, pick]) => ({ logits, y: pick % logits.length }));

describe('signals', () => {
  test('are their plain definitions, from logits and from probabilities', () => {
    fc.assert(
      fc.property(rows, ({ logits, y }) => {
        const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
        const p = logits.map((z) => Math.exp(z) / total);
        const expected = plain(p, y);
        const others = p.filter((_, c) => c !== y);
        for (const signals of [signalsOf(logits, [y], p.length), signalsOfProbabilities(p, [y], p.length)]) {
          for (const name of ['loss', 'entropy', 'modifiedEntropy', 'logit', 'hinge'] as const)
            near(signals[name][0], expected[name], 1e-11, 1e-12);
          near(signals.confidence[0], p[y], 1e-13);
          near(signals.maxConfidence[0], Math.max(...p), 1e-13);
          const sorted = [...p, 0].sort((a, b) => b - a);
          for (let k = 0; k < 3; k++) near(signals.top[k], sorted[k], 1e-13);
          expect(p[y] >= Math.max(...p) * (1 - 1e-12) ? 1 : 0).toBeGreaterThanOrEqual(signals.correct[0]);
          if (others.every((q) => p[y] > q * (1 + 1e-12))) expect(signals.correct[0]).toBe(1);
        }
      }),
    );
  });

  // Reference values: the plain definitions in decimal arithmetic of 60 digits.
  test.each([
    [[40, 0, -3], 0, 39.95141264842626],
    [[-50, 2, 1], 0, -52.31326168751822],
    [[30, 29.5, -80], 1, -0.5],
  ])('φ keeps its digits where the model is sure: %j', (logits, y, logit) => {
    near(signalsOf(logits, [y], logits.length).logit[0], logit, 1e-14);
  });

  test('losses of a model that is surer than double precision tells are 0', () => {
    expect(signalsOf([40, 0, -3], [0], 3).loss[0]).toBe(0);
    near(signalsOf([-50, 2, 1], [0], 3).loss[0], 52.31326168751822, 1e-14);
    near(signalsOf([-50, 2, 1], [0], 3).entropy[0], 0.582203108888218, 1e-13);
  });

  test('the floor stands for a probability of 0', () => {
    const signals = signalsOfProbabilities([1, 0, 0, 1], [0, 0], 2);
    const floor = -Math.log(1e-45);
    expect(signals.loss[0]).toBe(0);
    near(signals.logit[0], floor, 1e-13);
    near(signals.loss[1], floor, 1e-13);
    near(signals.logit[1], -floor, 1e-13);
    near(signals.hinge[1], -floor, 1e-13);
    expect(signals.entropy[1]).toBe(0);
    near(signals.modifiedEntropy[1], 2 * floor, 1e-13);
  });

  test('values that are no numbers and labels that are no class are refused', () => {
    expect(() => signalsOf([NaN, 0], [0], 2)).toThrow(/finite/);
    expect(() => signalsOfProbabilities([Infinity, 0], [0], 2)).toThrow(/finite/);
    expect(() => signalsOf([1, 0], [2], 2)).toThrow(/label/i);
    expect(() => signalsOf([1, 0, 0], [1], 2)).toThrow(RangeError);
  });
});
