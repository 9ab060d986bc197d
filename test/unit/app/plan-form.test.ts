import { expect, test } from 'vitest';
import { epsilonField, epsilonText } from '../../../src/app/format.ts';
import { fromPlan, parseEpsilons, toPlan, withWish } from '../../../src/app/state/plan-form.ts';
import { firstPlan } from '../../../src/assessment/first-plan.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { indicators } from '../../../src/indicators/index.ts';

const info = { kind: 'image', shape: [1, 8, 8], classes: 10, range: [0, 1], gridStep: 1 / 16 } as const;

test('the first plan is one that the engine takes, and the form gives it back', () => {
  const plan = firstPlan(info, 150, indicators);
  expect(plan.samples).toBe(150);
  expect(toPlan(fromPlan(plan))).toEqual(plan);
  const record = resolvePlan(parsePlan(JSON.parse(JSON.stringify(plan))), info, indicators);
  expect(record.indicators.map(({ id }) => id)).toEqual(['A.5-3', 'A.3-1']);
  expect(record.indicators[0].parameters).toMatchObject({
    attacks: ['fgsm', 'pgd', 'apgd-ce'],
    iterations: 40,
  });
});

test('a model without gradients starts with what can be measured of it', () => {
  const plan = firstPlan({ ...info, notDifferentiable: ['Round'] }, 10, indicators);
  expect(plan.indicators.map(({ id }) => id)).toEqual(['A.3-1']);
});

test('what is wished is taken parameter by parameter, and waits with its threshold while its indicator is not planned', () => {
  const form = withWish(fromPlan(firstPlan(info, 150, indicators)), {
    indicators: ['A.3-1'],
    parameters: { 'A.5-3': { iterations: 7 } },
    thresholds: ['A.5-3>=0.4', 'A.3-1>=0.9'],
  });
  expect(form.parameters['A.5-3']).toMatchObject({ iterations: 7, restarts: 1 });
  expect(toPlan(form)).toMatchObject({ indicators: [{ id: 'A.3-1' }], thresholds: ['A.3-1>=0.9'] });
  const again = toPlan({ ...form, indicators: ['A.5-3', 'A.3-1'] });
  expect(again.indicators[0].parameters).toMatchObject({ iterations: 7 });
  expect(again.thresholds).toEqual(['A.5-3>=0.4', 'A.3-1>=0.9']);
});

test.each([
  ['0, 0.1 0.2', [0, 0.1, 0.2]],
  ['0，0.2、0.1；0.2', [0, 0.1, 0.2]],
  ['8/255 2/255', [2 / 255, 8 / 255]],
  ['', null],
  ['0.1 x', null],
  ['-0.1', null],
  ['1/0', null],
  ['1/2/3', null],
  ['/2', null],
])('strengths typed as %j', (text, values) => {
  expect(parseEpsilons(text)).toEqual(values);
});

test('strengths of 8-bit pixels are shown and read back as parts of 255', () => {
  expect(epsilonText(8 / 255, 1 / 255, 'en')).toBe('8/255');
  expect(epsilonText(0, 1 / 255, 'en')).toBe('0');
  expect(epsilonText(0.1, 1 / 255, 'en')).toBe('0.1');
  expect(epsilonText(1 / 16, 1 / 16, 'en')).toBe('0.0625');
  for (const value of [0, 1 / 255, 16 / 255, 0.1, 1 / 3])
    expect(parseEpsilons(epsilonField(value, 1 / 255))).toEqual([value]);
});
