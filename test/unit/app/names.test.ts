import { expect, test } from 'vitest';
import { attackName, indicatorName, readable, together, variantName } from '../../../src/app/names.ts';
import { dataTitle, recipeTitle, textId } from '../../../src/app/titles.ts';
import { text, type Message } from '../../../src/messages/index.ts';

const said = (message: Message, language: 'en' | 'zh') => text(readable(message, language), language);

test('sentences name attacks, checks, figures and settings as the page does elsewhere', () => {
  const planned: Message = { id: 'indicators.planned', values: { attacks: 'apgd-ce, pgd' } };
  expect(said(planned, 'en')).toContain('APGD-CE and PGD');
  expect(said(planned, 'zh')).toContain('APGD-CE、PGD');
  const epsilons: Message = {
    id: 'indicators.parameter-epsilons',
    values: { name: 'A.5-3.epsilons', value: '[0]' },
  };
  expect(said(epsilons, 'en')).toMatch(/^Strengths ε is \[0\]/);
  expect(said(epsilons, 'zh')).toMatch(/^扰动强度 ε/);
  const interval: Message = { id: 'indicators.no-interval', values: { figures: 'f1, auc' } };
  expect(said(interval, 'zh')).toContain('宏平均 F1、AUC');
});

test.each([
  ['unbounded', 'range', 'Self-check “A perturbation as wide as the input range breaks everything” failed'],
  ['losses', 'dlr', '“Other losses break nothing that the attacks leave” (DLR loss) failed'],
  ['one-step', 'pgd/fgsm@0.25', '(PGD against FGSM at ε = 0.25) failed on 4 of 60'],
])('a failed check %s (%s) is told by its title', (check, variant, expected) => {
  const message: Message = {
    id: 'indicators.check-failed',
    values: { check, variant, violations: 4, n: 60 },
  };
  expect(said(message, 'en')).toContain(expected);
});

test('what a report may name but no catalogue holds stands for itself', () => {
  expect(textId('constructor')).toBeNull();
  expect(dataTitle('constructor')).toBe('app.data-file');
  expect(recipeTitle('../toString')).toBe('app.recipe-other');
  expect(indicatorName('A.9-9', 'en')).toBe('A.9-9');
  expect(attackName('square', 'zh')).toBe('SQUARE');
  expect(variantName('toString', 'en')).toBe('toString');
  expect(said({ id: 'constructor' as never }, 'zh')).toBe('constructor');
});

test('names are joined as the language does', () => {
  expect(together(['PGD', 'BIM', 'FGSM'], 'en')).toBe('PGD, BIM, and FGSM');
  expect(together(['PGD', 'BIM'], 'zh')).toBe('PGD、BIM');
});
