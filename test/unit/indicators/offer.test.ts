import { describe, expect, test } from 'vitest';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { FieldValues } from '../../../src/indicators/fields.ts';
import { a53 } from '../../../src/indicators/a-5-3.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { offerOf } from '../../../src/indicators/offer.ts';
import type { SubjectInfo } from '../../../src/indicators/types.ts';
import { isMessageId } from '../../../src/messages/index.ts';

const digits: SubjectInfo = { kind: 'image', classes: 10, shape: [1, 8, 8], range: [0, 1], gridStep: 1 / 16 };
const table: SubjectInfo = { kind: 'table', classes: 2, shape: [30] };
const of = (given: Readonly<Record<string, unknown>>, name: string, subject = digits) =>
  offerOf(a53, given, subject).find((field) => field.name === name)!;

describe('the fields of every indicator', () => {
  test.each(indicators.map((one) => [one.id, one] as const))(
    '%s: are all its parameters, give its defaults, and survive a trip through JSON and between threads',
    (_, indicator) => {
      for (const subject of [digits, table]) {
        const defaults = indicator.defaults(subject) as Record<string, unknown>;
        expect(indicator.fields.map(({ name }) => name)).toEqual(Object.keys(defaults));
        const offer = offerOf(indicator, {}, subject);
        expect(Object.fromEntries(offer.map(({ name, value }) => [name, value]))).toEqual(defaults);
        expect(structuredClone(offer)).toEqual(offer);
        expect(indicator.resolve(JSON.parse(JSON.stringify(defaults)) as object as never, subject)).toEqual(
          defaults,
        );
        for (const { title, what, unset, options } of offer)
          for (const id of [
            title,
            what,
            ...(unset ? [unset] : []),
            ...(options ?? []).map((one) => one.title),
          ])
            expect(isMessageId(id), id).toBe(true);
      }
    },
  );

  test('what proposes a first plan proposes one that resolves', () => {
    for (const { first, resolve } of indicators)
      for (const subject of [digits, table]) if (first) resolve(first.parameters(subject), subject);
  });
});

describe('what A.5-3 offers', () => {
  test('strengths follow the distance, points follow the strengths', () => {
    expect(of({ norm: 'l2' }, 'epsilons').value).not.toEqual(of({}, 'epsilons').value);
    expect(of({ epsilons: [0, 0.1, 0.2] }, 'points')).toMatchObject({ value: [0.1, 0.2], among: [0.1, 0.2] });
    expect(of({}, 'attacks').options?.map(({ id }) => id)).toEqual(evasionAttacks.map(({ id }) => id));
  });

  test('one field that does not fit hides no other', () => {
    const given = { epsilons: ['x'], norm: { a: 1 }, nobody: 2 };
    const bad = offerOf(a53, given, digits).filter(({ trouble }) => trouble);
    expect(bad.map(({ name }) => name).sort()).toEqual(['epsilons', 'norm']);
  });

  test('trouble stands at its field, and the others are worked out as if it had been left alone', () => {
    const given = { iterations: 0, norm: 'l7', restarts: 3 };
    expect(of(given, 'iterations')).toMatchObject({
      value: null,
      trouble: { id: 'indicators.parameter-integer' },
    });
    expect(of(given, 'norm').trouble).toMatchObject({ id: 'indicators.parameter-choice' });
    expect(of(given, 'restarts')).toMatchObject({ value: 3, trouble: null });
    expect(of(given, 'epsilons').value).toEqual(of({}, 'epsilons').value);
  });

  test('settings that contradict each other are said where they are mended', () => {
    expect(of({ randomStart: false, restarts: 3 }, 'restarts').trouble).toMatchObject({
      id: 'indicators.parameter-restarts',
    });
    expect(of({ mode: 'cascade', count: 'last-iterate' }, 'mode').trouble).toMatchObject({
      id: 'indicators.parameter-cascade',
    });
  });

  test('a field that makes no difference says why', () => {
    expect(of({ attacks: ['fgsm'] }, 'iterations').idle).toEqual({ id: 'indicators.idle-decided' });
    expect(of({ attacks: ['fgsm', 'pgd'] }, 'iterations').idle).toBeNull();
    expect(of({ randomStart: false }, 'restarts').idle).toEqual({ id: 'indicators.idle-no-random-start' });
  });

  test('a name that no field has is refused', () => {
    expect(() => new FieldValues('A.5-3', a53.fields, { epsilon: 1 }, digits)).toThrow(
      /no parameter epsilon/,
    );
  });
});
