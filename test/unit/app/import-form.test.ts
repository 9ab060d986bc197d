import { describe, expect, test } from 'vitest';
import { commonestMistake, extremesOf, shareOf } from '../../../src/app/components/import/words.ts';
import { takenBack } from '../../../src/app/lab/import/room.ts';
import { keyOf } from '../../../src/app/lab/subjects-key.ts';
import { cleaned, figuresIn, namesIn, withNames, withSteps } from '../../../src/app/state/import-form.ts';

describe('how a model is read, as it is typed', () => {
  test.each([
    ['', null],
    ['  ', null],
    ['0.5', [0.5]],
    ['0.485, 0.456, 0.406', [0.485, 0.456, 0.406]],
    ['1；2', undefined],
    ['1，2、3', [1, 2, 3]],
    ['a', undefined],
    ['1, NaN', undefined],
    ['Infinity', undefined],
  ])('figures in “%s”', (text, figures) => {
    expect(figuresIn(text, -Infinity)).toEqual(figures);
  });

  test('a deviation is above 0', () => {
    expect(figuresIn('0', 0)).toBeUndefined();
    expect(figuresIn('-1, 1, 1', 0)).toBeUndefined();
    expect(figuresIn('0.2', 0)).toEqual([0.2]);
  });

  test('what says nothing is left out, so that equal settings are equal', () => {
    expect(cleaned({ multiply: 1, invert: false, mean: undefined, order: 'bgr' })).toEqual({ order: 'bgr' });
    expect(withSteps({ output: 'a', preprocessing: { multiply: 255 } }, { multiply: 1 })).toEqual({
      output: 'a',
    });
    expect(withNames({ classNames: ['a', 'b'] }, null)).toEqual({});
    expect(withNames({ single: 'logit' }, ['a', 'b'])).toEqual({ single: 'logit', classNames: ['a', 'b'] });
  });

  test('names are one a line; empty lines at the end are none', () => {
    expect(namesIn('cat\r\n dog \n\n')).toEqual(['cat', 'dog']);
    expect(namesIn('cat\n\ndog')).toEqual(['cat', '', 'dog']);
    expect(namesIn('')).toEqual([]);
  });
});

test('a subject is named with how its model is read; names of classes and the order of fields decide nothing', () => {
  const plain = keyOf('m', 'd');
  expect(keyOf('m', 'd', {})).toBe(plain);
  expect(keyOf('m', 'd', { classNames: ['a'] })).toBe(plain);
  const read = keyOf('m', 'd', { single: 'logit', preprocessing: { multiply: 255, order: 'bgr' } });
  expect(read).not.toBe(plain);
  expect(keyOf('m', 'd', { preprocessing: { order: 'bgr', multiply: 255 }, single: 'logit' })).toBe(read);
});

test('what the model gets is drawn with deviation, mean and factor taken back', () => {
  const steps = { multiply: 255, mean: [100, 120, 140], std: [50, 60, 70] };
  const data = [0.1, 0.9, 0.5, 0.2, 0.7, 1];
  const got = data.map((value, at) => {
    const channel = Math.floor(at / 2);
    return (value * 255 - steps.mean[channel]) / steps.std[channel];
  });
  const drawn = takenBack(Float32Array.from(got), [3, 1, 2], steps);
  drawn.forEach((value, at) => expect(value).toBeCloseTo(data[at], 6));
  expect([...takenBack(Float32Array.of(0, 2), [1, 1, 2], { mean: [0.5], std: [0.25] })]).toEqual([0.5, 1]);
});

test('words of the accuracy: the commonest mistake, the share done, the ends of values', () => {
  expect(commonestMistake([[5, 1, 0], [0, 5, 3], [2, 0, 5]])).toEqual({ label: 1, predicted: 2, n: 3 }); // prettier-ignore
  expect(commonestMistake([[5, 0], [0, 5]])).toBeNull(); // prettier-ignore
  expect(shareOf({ stage: 'diagnosis', done: 1, total: 4 }, 'diagnosis')).toBe(0.25);
  expect(shareOf({ stage: 'diagnosis', done: 1, total: 4 }, 'preflight')).toBeNull();
  expect(shareOf({ stage: 'diagnosis', done: 0, total: 0 }, 'diagnosis')).toBeNull();
  expect(extremesOf(Float32Array.of(2, -1, 4))).toEqual([-1, 4]);
});
