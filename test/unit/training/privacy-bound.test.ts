import { expect, test } from 'vitest';
import { mostFound } from '../../../src/training/privacy/bound.ts';

// Randomised response tells a bit truly with probability e^ε / (1 + e^ε): no mechanism of pure ε gives more away.
test.each([0, 0.5, 2.75, 8])('is reached by randomised response at ε = %f', (epsilon) => {
  const truth = Math.exp(epsilon) / (1 + Math.exp(epsilon));
  const spent = { epsilon, delta: 0 };
  expect(mostFound(spent, 1 - truth)).toBeCloseTo(truth, 12);
  // Between its corners an attacker tosses coins: straight lines to (0, 0) and (1, 1).
  expect(mostFound(spent, (1 - truth) / 2)).toBeCloseTo(truth / 2, 12);
  expect(mostFound(spent, 1 - truth / 2)).toBeCloseTo((1 + truth) / 2, 12);
});

test('δ is what may be found without a false alarm, and no rate passes 1', () => {
  expect(mostFound({ epsilon: 1, delta: 0.01 }, 0)).toBeCloseTo(0.01, 12);
  expect(mostFound({ epsilon: 1, delta: 0.01 }, 0.999)).toBe(1);
});
