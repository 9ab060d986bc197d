import { describe, expect, test } from 'vitest';
import { blankItem } from '../../../src/assessment/items.ts';
import { judge, parseThreshold, parseThresholds, withJudgement } from '../../../src/assessment/threshold.ts';
import type { Item } from '../../../src/document/types.ts';

const item = (over: Partial<Item> = {}): Item => ({
  ...blankItem('A.5-3', 'measured', {}),
  value: 0.5,
  interval: { low: 0.4, high: 0.6, method: 'wilson' },
  ...over,
});
const outcome = (text: string, over: Partial<Item> = {}) => judge(parseThreshold(text), item(over)).outcome;

describe('a threshold', () => {
  test.each([
    ['A.5-3>=0.4', '>=', 0.4],
    [' A.1-4b < 1e-2 ', '<', 0.01],
    ['A.5-3 <= .5', '<=', 0.5],
  ])('%s', (text, comparison, limit) => {
    expect(parseThreshold(text)).toMatchObject({ comparison, limit, text: text.trim() });
  });

  test.each([
    '',
    'A.5-3',
    'A.5-3=0.4',
    'A.5-3>=',
    'A.5-3>=high',
    'A.5-3>=NaN',
    'A.5-3>=0.4%',
    '0.4<=A.5-3',
    'A.5-3=>0.4',
  ])('%j is refused', (text) => {
    expect(() => parseThreshold(text)).toThrowError(/is not of the form/);
  });

  test('for an indicator that is not planned is refused', () => {
    expect(() => parseThresholds(['A.3-1>=0.9'], ['A.5-3'])).toThrowError(/not among the indicators/);
  });
});

describe('judging', () => {
  test.each([
    ['A.5-3>=0.4', 'met'],
    ['A.5-3>0.4', 'undecided'],
    ['A.5-3>=0.41', 'undecided'],
    ['A.5-3>=0.6', 'undecided'],
    ['A.5-3>0.6', 'not-met'],
    ['A.5-3>=0.61', 'not-met'],
    ['A.5-3<=0.6', 'met'],
    ['A.5-3<0.6', 'undecided'],
    ['A.5-3<=0.4', 'undecided'],
    ['A.5-3<0.4', 'not-met'],
  ])('%s on 0.4–0.6: %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  test('concludes nothing from unfinished, failed or intervalless items', () => {
    expect(outcome('A.5-3>=0', { status: 'partial' })).toBe('undecided');
    expect(outcome('A.5-3>=0', { status: 'error', value: null, interval: null })).toBe('undecided');
    expect(outcome('A.5-3>=0', { interval: null })).toBe('undecided');
    expect(judge(parseThreshold('A.5-3>=0'), undefined).outcome).toBe('undecided');
  });

  test('an upper bound meets nothing, but may be too low', () => {
    expect(outcome('A.5-3>=0.1', { reliable: false })).toBe('undecided');
    expect(outcome('A.5-3<=0.9', { reliable: false })).toBe('undecided');
    expect(outcome('A.5-3<=0.1', { reliable: false })).toBe('undecided');
    expect(outcome('A.5-3>=0.9', { reliable: false })).toBe('not-met');
  });

  const check = (passed: boolean | null) => ({ id: 'gradients', passed });
  test.each([
    ['switched off', [], undefined, 'assessment.judged-unchecked'],
    ['without a result', [check(true), check(null)], undefined, 'assessment.judged-checks-open'],
    ['failed', [check(true), check(false)], false, 'assessment.judged-unreliable'],
  ])('a value whose self-checks are %s meets nothing, but may be too low', (_, checks, reliable, reason) => {
    const over = { details: { checks }, ...(reliable === undefined ? {} : { reliable }) };
    for (const text of ['A.5-3>=0.1', 'A.5-3>0', 'A.5-3<=0.9', 'A.5-3<=0.1']) {
      expect(judge(parseThreshold(text), item(over))).toMatchObject({
        outcome: 'undecided',
        reason: { id: reason },
      });
    }
    expect(outcome('A.5-3>=0.9', over)).toBe('not-met');
  });

  test('passed self-checks, and indicators that have none, leave the interval to decide', () => {
    expect(outcome('A.5-3>=0.1', { reliable: true, details: { checks: [check(true)] } })).toBe('met');
    expect(outcome('A.5-3>=0.1', { details: {} })).toBe('met');
  });

  test('the least favourable outcome becomes the word of the item', () => {
    const judged = (...texts: string[]) =>
      withJudgement(
        item(),
        texts.map((text) => judge(parseThreshold(text), item())),
      ).status;
    expect(judged('A.5-3>=0.1')).toBe('met');
    expect(judged('A.5-3>=0.1', 'A.5-3>=0.5')).toBe('undecided');
    expect(judged('A.5-3>=0.5', 'A.5-3>=0.9')).toBe('not-met');
    expect(judged()).toBe('measured');
    expect(
      withJudgement(item({ status: 'partial' }), [judge(parseThreshold('A.5-3>=0.1'), item())]).status,
    ).toBe('partial');
  });
});
