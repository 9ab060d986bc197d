import { describe, expect, test } from 'vitest';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { a53 } from '../../../src/indicators/a-5-3.ts';
import type { SubjectInfo } from '../../../src/indicators/types.ts';
import { UserError } from '../../../src/messages/index.ts';

const mnist: SubjectInfo = {
  kind: 'image',
  classes: 10,
  shape: [1, 28, 28],
  range: [0, 1],
  gridStep: 1 / 255,
};
const digits: SubjectInfo = { kind: 'image', classes: 10, shape: [1, 8, 8], range: [0, 1], gridStep: 1 / 16 };
const signs: SubjectInfo = {
  kind: 'image',
  classes: 8,
  shape: [3, 32, 32],
  range: [0, 1],
  gridStep: 1 / 255,
};
const table: SubjectInfo = { kind: 'table', classes: 2, shape: [30] };

describe('parameters of A.5-3', () => {
  const wrong: [string, unknown][] = [
    ['attacks', []],
    ['attacks', ['nonsense']],
    ['attacks', ['pgd', 'pgd']],
    ['attacks', 'pgd'],
    ['norm', 'l1'],
    ['epsilons', []],
    ['epsilons', [0]],
    ['epsilons', [0.1, -0.1]],
    ['epsilons', [0.1, NaN]],
    ['epsilons', [0.1, '0.2']],
    ['epsilons', [Infinity]],
    ['epsilons', 0.1],
    ['iterations', 0],
    ['iterations', 1.5],
    ['iterations', '40'],
    ['stepSize', 0],
    ['stepSize', -1],
    ['stepSize', { relative: 0 }],
    ['stepSize', { relative: 0.1, absolute: 1 }],
    ['stepSize', 'planned'],
    ['stepSize', {}],
    ['stepSize', { total: -1 }],
    ['stepSize', [1]],
    ['restarts', 0],
    ['randomStart', 1],
    ['loss', 'hinge'],
    ['batch', 0],
    ['points', [0.123]],
    ['points', [0]],
    ['points', []],
    ['count', 'best'],
    ['mode', 'fast'],
    ['selfChecks', 'no'],
    ['samples', -1],
  ];

  test.each(wrong)('%s: %j is refused by name', (name, value) => {
    const refused = () => a53.resolve({ [name]: value }, mnist);
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(new RegExp(`A\\.5-3\\.${name} is `));
  });

  test('an unknown name is refused, and the known ones are listed', () => {
    expect(() => a53.resolve({ epsilon: [0.1] }, mnist)).toThrow(/no parameter epsilon; .*epsilons/);
  });

  test('settings that contradict each other are refused', () => {
    expect(() => a53.resolve({ randomStart: false, restarts: 3 }, mnist)).toThrow(/restarts/);
    expect(() => a53.resolve({ mode: 'cascade', count: 'last-iterate' }, mnist)).toThrow(/cascade/);
  });

  test('ε come ascending and once; points follow them unless chosen', () => {
    const resolved = a53.resolve({ epsilons: [0.2, 0, 0.1, 0.2] }, mnist);
    expect([resolved.epsilons, resolved.points]).toEqual([
      [0, 0.1, 0.2],
      [0.1, 0.2],
    ]);
    expect(a53.resolve({ epsilons: [0.2, 0.1], points: [0.2] }, mnist).points).toEqual([0.2]);
  });

  test('null stands for the default', () => {
    expect(a53.resolve({ iterations: null, stepSize: null, epsilons: null }, mnist)).toEqual(
      a53.resolve({}, mnist),
    );
  });

  test('what resolves resolves to itself, for every kind of subject and norm', () => {
    for (const subject of [mnist, digits, signs, table])
      for (const norm of ['linf', 'l2']) {
        const resolved = a53.resolve({ norm }, subject);
        expect(a53.resolve({ ...resolved }, subject)).toEqual(resolved);
        expect(resolved.attacks).toEqual(evasionAttacks.map(({ id }) => id));
        expect(resolved.epsilons[0]).toBe(0);
        expect(resolved.epsilons.length).toBeGreaterThan(5);
      }
  });

  test('default ε fit the grid of the data', () => {
    expect(a53.defaults(mnist).epsilons.at(-1)).toBe(0.3);
    expect(a53.defaults(digits).epsilons).toEqual([0, 1, 2, 3, 4, 5].map((k) => k / 16));
    expect(
      a53
        .defaults(signs)
        .epsilons.slice(1)
        .every((epsilon) => epsilon * 255 >= 1 - 1e-9),
    ).toBe(true);
    const wide = a53.defaults({ ...mnist, range: [0, 255], gridStep: 1 });
    expect(wide.epsilons.at(-1)).toBeCloseTo(76.5, 10);
  });
});
