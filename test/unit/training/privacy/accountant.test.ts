import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../../src/numeric/special.ts';
import { epsilonOf, privacySpent, stepsWithin } from '../../../../src/training/privacy/accountant.ts';
import { sampledGaussianDivergence } from '../../../../src/training/privacy/renyi.ts';
import divergences from './divergences.json' with { type: 'json' };

/** δ of the Gaussian mechanism at ε, in closed form (Balle and Wang 2018, theorem 8), for sensitivity 1 and deviation σ. */
const gaussianDelta = (sigma: number, epsilon: number) =>
  normalCdf(1 / (2 * sigma) - epsilon * sigma) -
  Math.exp(epsilon) * normalCdf(-1 / (2 * sigma) - epsilon * sigma);

describe('the divergence of a step', () => {
  it.each(divergences)(
    'q $rate, σ $noise, α $order: as integrated in 50 digits',
    ({ rate, noise, order, divergence }) => {
      const found = sampledGaussianDivergence(rate, noise, order);
      // What is left of small ones is what doubles keep of 1 + their size.
      expect(Math.abs(found - divergence)).toBeLessThan(1e-10 * divergence + 2e-13 / (order - 1));
    },
  );

  it('as published by dp-accounting: q 0.01, σ 2.5, 50 steps (rdp_privacy_accountant_test.py, to 1e-4)', () => {
    const published = [
      [2.5, 1.0854871e-3],
      [5, 2.18075656e-3],
      [50, 2.38460375e-2],
      [100, 1.67416308e2],
    ];
    for (const [order, value] of published)
      expect(Math.abs((50 * sampledGaussianDivergence(0.01, 2.5, order)) / value - 1)).toBeLessThan(1e-4);
  });

  it('is the binomial sum of Mironov, Talwar and Zhang (2019, section 3.3) at whole orders', () => {
    const [q, s] = [0.03, 0.9];
    for (const order of [2, 3, 7, 20]) {
      let sum = 0;
      let choose = 1;
      for (let k = 0; k <= order; k++) {
        sum += choose * (1 - q) ** (order - k) * q ** k * Math.exp((k * (k - 1)) / (2 * s * s));
        choose = (choose * (order - k)) / (k + 1);
      }
      const expected = Math.log(sum) / (order - 1);
      expect(sampledGaussianDivergence(q, s, order) / expected).toBeCloseTo(1, 9);
    }
  });

  it('is that of the Gaussian mechanism when everything is sampled, and 0 when nothing is', () => {
    expect(sampledGaussianDivergence(1, 2, 7)).toBe(7 / 8);
    expect(sampledGaussianDivergence(1 - 1e-12, 2, 7)).toBeCloseTo(7 / 8, 9);
    expect(sampledGaussianDivergence(0, 2, 7)).toBe(0);
  });
});

describe('ε at δ', () => {
  it('equals what dp-accounting’s tests computed by hand for a constant divergence', () => {
    const constant = Array.from({ length: 31 }, (_, i) => [i + 2, 1.1] as const);
    const { epsilon, order } = epsilonOf(constant, 1e-5);
    expect(epsilon).toBeCloseTo(1.32783806176, 10);
    expect(order).toBe(32);
  });

  it('of one Gaussian step comes to the published value and never falls below the closed form', () => {
    // dp-accounting: σ 4.530877117 gives (1, 1e-6) with orders 0.001 apart; with ours hardly more.
    const { epsilon } = privacySpent({ rate: 1, noise: 4.530877117, steps: 1 }, 1e-6);
    expect(epsilon).toBeGreaterThanOrEqual(1 - 1e-7);
    expect(epsilon).toBeLessThan(1.0005);
    for (const noise of [0.7, 1, 3]) {
      const spent = privacySpent({ rate: 1, noise, steps: 1 }, 1e-5);
      expect(gaussianDelta(noise, spent.epsilon)).toBeLessThanOrEqual(1e-5);
      expect(gaussianDelta(noise, 0.7 * spent.epsilon)).toBeGreaterThan(1e-5);
    }
    // Four steps with twice the noise are one step.
    const four = privacySpent({ rate: 1, noise: 2, steps: 4 }, 1e-5);
    expect(four.epsilon).toBeCloseTo(privacySpent({ rate: 1, noise: 1, steps: 1 }, 1e-5).epsilon, 9);
  });

  // Their conversion was the older ε = ρ + ln(1/δ)/(α − 1), which gives more.
  it.each([
    ['TensorFlow Privacy (compute_dp_sgd_privacy.py)', 14_063, undefined, 2.92],
    ['Opacus (compute_dp_sgd_privacy.py)', 14_100, [10, 20, 100], 2.95],
  ])('of the MNIST example: the figure of %s', (_, steps, given, published) => {
    const run = { rate: 256 / 60_000, noise: 1.12, steps };
    const orders = given ?? Array.from({ length: 31 }, (__, i) => i + 2);
    const older = orders.map(
      (order) => steps * sampledGaussianDivergence(run.rate, run.noise, order) + Math.log(1e5) / (order - 1),
    );
    expect(Math.abs(Math.min(...older) - published)).toBeLessThan(0.0075);
    expect(privacySpent(run, 1e-5).epsilon).toBeLessThan(published);
  });

  it('grows with steps and rate, falls with noise and δ', () => {
    const run = { rate: 0.02, noise: 1, steps: 300 };
    const at = (change: Partial<typeof run>, delta = 1e-5) =>
      privacySpent({ ...run, ...change }, delta).epsilon;
    expect(at({ steps: 301 })).toBeGreaterThan(at({}));
    expect(at({ rate: 0.021 })).toBeGreaterThan(at({}));
    expect(at({ noise: 1.01 })).toBeLessThan(at({}));
    expect(at({}, 1e-4)).toBeLessThan(at({}));
    expect(at({ steps: 0 })).toBe(0);
  });

  it('tells how many steps a target allows, to the step', () => {
    const steps = stepsWithin(0.02, 1, 4, 1e-5);
    expect(privacySpent({ rate: 0.02, noise: 1, steps }, 1e-5).epsilon).toBeLessThanOrEqual(4);
    expect(privacySpent({ rate: 0.02, noise: 1, steps: steps + 1 }, 1e-5).epsilon).toBeGreaterThan(4);
    expect(stepsWithin(1, 0.1, 1, 1e-5)).toBe(0);
  });

  it.each([
    [{ rate: 0, noise: 1, steps: 1 }, 1e-5],
    [{ rate: 0.5, noise: 0, steps: 1 }, 1e-5],
    [{ rate: 0.5, noise: 1, steps: 1 }, 0],
  ])('%j at %f makes no sense', (run, delta) => {
    expect(() => privacySpent(run, delta)).toThrow(RangeError);
  });
});
