import { expect, test } from 'vitest';
import { epsilonField, epsilonText } from '../../../src/app/format.ts';
import { parseEpsilons, smallPlan, toPlan } from '../../../src/app/state/plan-form.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { indicators } from '../../../src/indicators/index.ts';

const subject = {
  target: 'digits-cnn',
  modelSha256: '',
  dataSha256: '',
  dataset: 'digits',
  kind: 'image' as const,
  shape: [1, 8, 8],
  classes: 10,
  range: [0, 1] as const,
  testSamples: 150,
  modelBytes: 1,
  notDifferentiable: [],
  zeroGradient: [],
  values: [0, 1] as const,
  preparation: {},
  epsilons: { linf: [0, 0.1], l2: [0, 1] },
};

test('the small plan is a plan that the engine takes', () => {
  const { kind, shape, classes, range } = subject;
  const info = { kind, shape, classes, range };
  const form = smallPlan(subject);
  expect(form.samples).toBe(150);
  const record = resolvePlan(parsePlan(toPlan(form)), info, indicators);
  expect(record.indicators.map(({ id }) => id)).toEqual(['A.5-3', 'A.3-1']);
  expect(record.indicators[0].parameters).toMatchObject({
    attacks: form.attacks,
    epsilons: [0, 0.1],
    iterations: 40,
  });
});

test('a model without gradients starts with what can be measured of it', () => {
  expect(smallPlan({ ...subject, notDifferentiable: ['Round'] }).indicators).toEqual(['A.3-1']);
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
