import { describe, expect, test } from 'vitest';
import { judge, numberOf, settles } from '../../../src/app/learn/judge.ts';
import type { Ask, Evidence, Sight } from '../../../src/app/learn/types.ts';
import { w } from '../../../src/app/learn/words.ts';

const nothing: Evidence = {
  run: () => {
    throw new Error('no report is asked for');
  },
  card: () => {
    throw new Error('no card is asked for');
  },
};
const sight: Sight = { screen: 'explore', view: { epsilon: '0.125' } };
const question = w('?', '？');

describe('numbers as people type them', () => {
  test.each([
    ['41', 0.41],
    ['41 %', 0.41],
    ['41%', 0.41],
    ['18,2', 0.182],
    ['４１％', 0.41],
    ['-3', -0.03],
    [' 5 ', 0.05],
  ])('%s per cent', (text, value) => expect(numberOf(text, 'percent')).toBeCloseTo(value, 12));

  test.each(['', '  ', 'many', '1 2', '4/5', '1,2,3'])('“%s” is none', (text) =>
    expect(numberOf(text, 'plain')).toBeNull(),
  );

  test('plain numbers stay as they are', () => expect(numberOf('20', 'plain')).toBe(20));
});

describe('judging', () => {
  const reckon: Ask = {
    kind: 'number',
    unit: 'percent',
    question,
    answer: () => 0.3,
    tolerance: 0.01,
    mistakes: [{ at: () => 0.4, says: w('a', '甲') }],
  };

  test('a number is right up to its tolerance and no further', () => {
    for (const given of [0.29, 0.3, 0.31]) expect(judge(reckon, given, nothing, sight).verdict).toBe('right');
    for (const given of [0.288, 0.312, NaN])
      expect(judge(reckon, given, nothing, sight).verdict).toBe('wrong');
    for (const given of [null, '0.3']) expect(judge(reckon, given, nothing, sight).verdict).toBe('wrong');
  });

  test('a known mistake is named', () => {
    expect(judge(reckon, 0.395, nothing, sight).mistake).toEqual(w('a', '甲'));
    expect(judge(reckon, 0.5, nothing, sight).mistake).toBeUndefined();
  });

  test('a guess is never wrong', () => {
    const guess: Ask = { kind: 'predict', question, answer: () => 0.32, close: 0.1 };
    expect(judge(guess, 0.42, nothing, sight).verdict).toBe('close');
    expect(judge(guess, 0.9, nothing, sight)).toMatchObject({ verdict: 'noted', given: { value: 0.9 } });
    expect(settles(judge(guess, 0.9, nothing, sight))).toBe(true);
  });

  test('a task looks at the screen, not at the answer', () => {
    const task: Ask = {
      kind: 'task',
      question,
      done: ({ view }) => view.epsilon === '0.125',
      solution: question,
    };
    expect(judge(task, null, nothing, sight).verdict).toBe('right');
    expect(judge(task, null, nothing, { ...sight, view: { epsilon: '0' } }).verdict).toBe('wrong');
  });
});
