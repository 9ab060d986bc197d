import { describe, expect, test } from 'vitest';
import { parseClassNames } from '../../../src/datasets/class-names.ts';
import { loadFiles } from '../../../src/datasets/load.ts';
import { ascii } from '../../support/data-files.ts';

const csv = (name: string, ...labels: readonly string[]) => ({
  name,
  bytes: ascii(['a,b,label', ...labels.map((label, row) => `${row},1,${label}`)].join('\n')),
});
const words = ['pear', 'apple', 'pear', '7', '"fig, dried"'];

describe('classes in words', () => {
  test('are numbered in sorted order, and that is said', () => {
    const { test: rows, classNames, classes, notes } = loadFiles([csv('fruit.csv', ...words)]);
    expect(classNames).toEqual(['7', 'apple', 'fig, dried', 'pear']);
    expect(classes).toBe(4);
    expect([...rows.y]).toEqual([3, 1, 3, 0, 2]);
    expect([...rows.x]).toEqual([0, 1, 1, 1, 2, 1, 3, 1, 4, 1]);
    expect(notes).toEqual([
      { id: 'datasets.labels-sorted', values: { names: '0 7, 1 apple, 2 fig, dried, 3 pear' } },
    ]);
  });

  test('of both parts are numbered together: a class that only one has shifts nothing', () => {
    const { train, test: rows } = loadFiles([csv('x.csv', 'b', 'd')], {
      train: [csv('t.csv', 'd', 'c', 'a', 'b')],
    });
    expect([...train.y]).toEqual([3, 2, 0, 1]);
    expect([...rows.y]).toEqual([1, 3]);
  });

  test('take their numbers from a list of names', () => {
    const wordList = parseClassNames('pear\nfig, dried\napple\n7\nquince', 'names.txt');
    const { test: rows, classNames, classes, notes } = loadFiles([csv('fruit.csv', ...words)], { wordList });
    expect([...rows.y]).toEqual([0, 2, 0, 3, 1]);
    expect(classNames).toEqual(wordList.names);
    expect(classes).toBe(5);
    expect(notes!.map(({ id }) => id)).toEqual(['datasets.labels-listed']);
  });

  test('that the list does not have, or numbers in the other part, are refused', () => {
    const wordList = parseClassNames('pear\napple', 'names.txt');
    const refused = (load: () => unknown, id: string, values = {}) =>
      expect(load).toThrowError(
        expect.objectContaining({ id, values: expect.objectContaining(values) as object }),
      );
    refused(() => loadFiles([csv('f.csv', 'pear', 'plum')], { wordList }), 'datasets.label-unlisted', {
      name: 'names.txt',
      label: 'plum',
    });
    refused(
      () => loadFiles([csv('f.csv', 'pear')], { train: [csv('t.csv', '0', '1')] }),
      'datasets.labels-mixed',
    );
  });

  test('numbers stay numbers, with a list of words or without', () => {
    const wordList = parseClassNames('pear\napple', 'names.txt');
    const { test: rows, classNames, notes } = loadFiles([csv('f.csv', '1', '0')], { wordList });
    expect([...rows.y]).toEqual([1, 0]);
    expect(classNames).toBeUndefined();
    expect(notes).toBeUndefined();
  });
});
