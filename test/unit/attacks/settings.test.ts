import { describe, expect, test } from 'vitest';
import { apgdCe } from '../../../src/attacks/evasion/apgd-ce.ts';
import { bim } from '../../../src/attacks/evasion/bim.ts';
import { fgsm } from '../../../src/attacks/evasion/fgsm.ts';
import { miFgsm } from '../../../src/attacks/evasion/mi-fgsm.ts';
import { pgd } from '../../../src/attacks/evasion/pgd.ts';
import { configure, isPlanned, optionsOf } from '../../../src/attacks/settings.ts';

const EPSILON = 0.3;

describe('the step of PGD', () => {
  test.each([
    ['linf', 40],
    ['l2', 50],
  ] as const)('%s: sums to 2.5 ε over the steps there are, whatever their number', (norm, canonical) => {
    for (const steps of [undefined, 1, 10, 40, 100]) {
      const settings = configure(pgd, norm, EPSILON, { steps, restarts: 3 });
      expect(settings.steps).toBe(steps ?? canonical);
      expect(settings.stepSize * settings.steps).toBeCloseTo(2.5 * EPSILON, 12);
    }
  });

  test('is what was chosen, where it was', () => {
    expect(configure(pgd, 'linf', EPSILON, { steps: 10, stepSize: 0.01 }).stepSize).toBe(0.01);
    expect(configure(pgd, 'linf', EPSILON, { steps: 10, stepSize: { relative: 0.5 } }).stepSize).toBe(0.15);
    expect(configure(bim, 'linf', EPSILON, { steps: 10, stepSize: { total: 5 } }).stepSize).toBe(0.15);
  });

  test('is named as what it comes to', () => {
    expect(optionsOf(pgd, 'linf', { steps: 10 }).stepSize).toEqual({ relative: 0.25 });
    expect(optionsOf(pgd, 'linf', {}).stepSize).toEqual({ relative: 0.0625 });
  });
});

test('an axis is called planned where the step follows the number of steps', () => {
  const planned = (attack: typeof pgd, chosen = {}) => isPlanned(attack, 'linf', chosen);
  expect([pgd, bim, fgsm, miFgsm, apgdCe].map((attack) => planned(attack))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(planned(pgd, { steps: 40 })).toBe(false);
  expect(planned(pgd, { steps: 20 })).toBe(true);
  expect(planned(pgd, { steps: 20, stepSize: 0.01 })).toBe(false);
  expect(planned(bim, { stepSize: { total: 2 } })).toBe(true);
  expect(planned(pgd, { stepSize: { total: 2.5 } })).toBe(true);
  expect(planned(miFgsm, { stepSize: { relative: 0.1 } })).toBe(false);
});
