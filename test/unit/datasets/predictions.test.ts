import { describe, expect, it } from 'vitest';
import { parseClassNames } from '../../../src/datasets/class-names.ts';
import { isPredictions, readPredictions, type PredictionOptions } from '../../../src/datasets/predictions.ts';
import { ascii } from '../../support/data-files.ts';

const read = (text: string, options?: PredictionOptions) =>
  readPredictions({ name: 'p.csv', bytes: ascii(text) }, options);
const trouble = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as { id: string }).id;
  }
  return 'accepted';
};

describe('recorded predictions', () => {
  it('probabilities become their logarithms, in any order of columns and beside names', () => {
    const { dataset, access } = read('file,score_1,label,score_0\na.png,0.25,0,0.75\nb.png,1,1,0\n');
    expect([access, dataset.shape, dataset.classes, [...dataset.test.y]]).toEqual(['score', [2], 2, [0, 1]]);
    expect([...dataset.test.x]).toEqual([0.75, 0.25, 1e-38, 1].map((p) => Math.fround(Math.log(p))));
  });

  it('other scores stay as they are: outside [0, 1], or with another sum', () => {
    expect([...read('label,score_0,score_1\n0,-3.5,2\n1,0.1,0.9\n').dataset.test.x]).toEqual(
      [-3.5, 2, 0.1, 0.9].map(Math.fround),
    );
    expect([...read('label,score_0,score_1\n0,0.5,0.25\n').dataset.test.x]).toEqual([0.5, 0.25]);
  });

  it('one score is of class 1: a probability, or a logit where it leaves [0, 1]', () => {
    expect([...read('label,score\n1,0.75\n0,0.5\n').dataset.test.x]).toEqual(
      [0.25, 0.75, 0.5, 0.5].map((p) => Math.fround(Math.log(p))),
    );
    expect([...read('label,score\n1,0.75\n0,-2\n').dataset.test.x]).toEqual([0, 0.75, 0, -2]);
  });

  it('labels alone have no scores', () => {
    const { dataset, access } = read('label,prediction\n0,2\n1,1\n');
    expect([access, dataset.classes]).toEqual(['label', 3]);
    expect([...dataset.test.x]).toEqual([-1e4, -1e4, 0, -1e4, 0, -1e4]);
    expect(read('label,prediction\n0,0\n').dataset.classes).toBe(2);
    const names = parseClassNames('a\nb\nc\nd\ne', 'f');
    expect(read('label,prediction\n0,2\n', { classNames: names }).dataset.classNames).toEqual(names.names);
  });

  it('the recorded class stays where float32 would make a tie', () => {
    const { dataset } = read('label,score_0,score_1\n1,3.00000001,3.00000002\n0,2,2\n');
    const [a, b, c, d] = dataset.test.x;
    expect(b).toBeGreaterThan(a);
    expect(b - a).toBeLessThan(1e-6);
    expect(c).toBe(d);
  });

  it('members are the training part where there are others', () => {
    const both = read('label,member,prediction\n0,1,0\n1,0,1\n2,1,2\n').dataset;
    expect([[...both.train.y], [...both.test.y]]).toEqual([[0, 2], [1]]);
    const one = read('label,member,prediction\n0,1,0\n1,1,1\n').dataset;
    expect([one.train.count, one.test.count]).toEqual([0, 2]);
  });

  it('a prediction that is not the largest score is counted in a note', () => {
    const { notes } = read('label,prediction,score_0,score_1\n0,1,2,1\n0,0,2,1\n').dataset;
    expect(notes).toEqual([
      { id: 'datasets.predictions-read', values: { taken: 'label, score_0 … score_1, prediction' } },
      { id: 'datasets.predictions-differ', values: { name: 'p.csv', count: 1 } },
    ]);
  });

  it('say which columns were taken for what, and which were not looked at', () => {
    const { notes } = read('file,y,score,member\na,0,0.2,1\nb,1,0.9,0\n', { labelColumn: 'y' }).dataset;
    expect(notes).toEqual([
      { id: 'datasets.predictions-read-others', values: { taken: 'y, score, member', others: 'file' } },
    ]);
  });

  it.each([
    ['label,score_0\n0,1\n', 'datasets.predictions-columns'],
    ['label,score,score_0,score_1\n0,1,1,0\n', 'datasets.predictions-columns'],
    ['label,member\n0,1\n', 'datasets.predictions-columns'],
    ['label,score,score\n0,1,1\n', 'datasets.predictions-columns'],
    ['label,score_0,score_2\n0,1,0\n', 'datasets.predictions-gap'],
    ['label,member,prediction\n0,2,0\n', 'datasets.predictions-member'],
    ['label,score_0,score_1\n0,nan,0\n', 'datasets.not-finite'],
    ['label,score_0,score_1\n0,1e60,0\n', 'datasets.not-finite'],
    ['label,score_0,score_1\n2,1,0\n', 'datasets.label'],
    ['label,prediction\n0,1.5\n', 'datasets.label'],
    ['label,prediction\n0,-1\n', 'datasets.label'],
    ['class,prediction\n0,1\n', 'datasets.csv-no-label'],
    ['label,prediction\n', 'datasets.empty'],
    ['words', 'datasets.predictions-columns'],
  ])('%j: %s', (text, id) => {
    expect(trouble(text)).toBe(id);
  });

  it('are told from data by their header', () => {
    const is = (header: string) => isPredictions(ascii(`${header}\n1,2,3\n`));
    expect([
      is('label,score_0,score_1'),
      is('id,label,prediction'),
      is('label,member,score'),
      is('age,score,label'),
      is('label,member,id'),
      is('a,b'),
      isPredictions(Uint8Array.of(0, 1, 2)),
    ]).toEqual([true, true, true, false, false, false, false]);
  });
});
