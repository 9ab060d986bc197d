import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressVersion,
  fittingAddress,
  longestAddress,
  readAddress,
  writeAddress,
  type Address,
} from '../../../src/app/address.ts';

describe('version', () => {
  test('comes first, and nothing stands for nothing', () => {
    expect(writeAddress({ target: 'digits-cnn', run: false })).toBe('#v=1&target=digits-cnn');
    expect(writeAddress({ run: false })).toBe('');
  });

  test('an address without one, or of this one, is read as it is', () => {
    for (const text of ['#target=digits-cnn', `#v=${addressVersion}&target=digits-cnn`])
      expect(readAddress(text)).toEqual({ target: 'digits-cnn', run: false });
  });

  test('a higher one is said, and what is known is taken', () => {
    expect(readAddress(`#v=${addressVersion + 1}&target=digits-cnn&shape=round`)).toEqual({
      target: 'digits-cnn',
      run: false,
      problem: 'newer',
      unclear: ['shape=round'],
    });
  });

  test.each(['0', '-1', 'x', '', '1.5', '99999'])('v=%s is none', (version) => {
    expect(readAddress(`#v=${version}`).unclear).toEqual([`v=${version}`]);
  });
});

describe('length', () => {
  const epsilons = Array.from({ length: 200 }, (_, at) => at / 7);
  const long: Address = {
    target: 'digits-cnn',
    screen: 'run',
    plan: { parameters: { 'A.5-3': { epsilons } } },
    hidden: ['plan.seed'],
    run: true,
  };

  test('settings that need too much keep place and target, and start nothing', () => {
    expect(writeAddress(long).length).toBeGreaterThan(longestAddress);
    expect(readAddress(fittingAddress(long))).toEqual({
      target: 'digits-cnn',
      screen: 'run',
      hidden: ['plan.seed'],
      run: false,
    });
  });

  test('of a longer address nothing is taken; of a file of settings everything', () => {
    const text = writeAddress(long);
    expect(readAddress(text)).toEqual({ run: false, problem: 'long' });
    expect(readAddress(text, Infinity)).toEqual(long);
  });

  test('whatever is asked for, the address that stands in the bar is short enough', () => {
    const ids = fc.array(fc.stringMatching(/^[a-z][\w-]{0,30}$/), { maxLength: 14 });
    fc.assert(
      fc.property(
        ids,
        fc.array(fc.double({ min: 0, noNaN: true }), { maxLength: 300 }),
        (hidden, numbers) => {
          const plan = { parameters: { 'A.5-3': { epsilons: numbers } } };
          const address = { target: 'digits-cnn', plan, hidden, run: true };
          expect(fittingAddress(address).length).toBeLessThanOrEqual(longestAddress);
        },
      ),
    );
  });
});

describe('names and notes', () => {
  test('no field of an address carries them, whatever else an object holds', () => {
    const more = { name: 'Zhang San', note: 'class 3', fileName: 'patients.csv', modelName: 'm.onnx' };
    const address = { ...more, target: 'digits-cnn', plan: { ...more, seed: 1 }, run: false } as Address;
    expect(writeAddress(address)).toBe('#v=1&target=digits-cnn&seed=1');
  });

  test('what a screen shows of itself is ids and numbers: words in any language stay out', () => {
    const view = { epsilon: '0.1', sample: '12', note: 'Zhang San', remark: '三班' };
    const text = writeAddress({ screen: 'explore', view, run: false });
    expect(readAddress(text)).toEqual({
      screen: 'explore',
      view: { epsilon: '0.1', sample: '12' },
      run: false,
    });
    expect(readAddress('#view.note=Zhang%20San').unclear).toEqual(['view.note=Zhang San']);
  });
});
