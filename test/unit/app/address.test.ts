import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress, writeAddress } from '../../../src/app/address.ts';
import type { PlanForm } from '../../../src/app/state/plan-form.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';

const epsilons = fc.array(
  fc.double({ min: 0, max: 10, noNaN: true }).map((value) => value + 0),
  { minLength: 1, maxLength: 8 },
);

const plans: fc.Arbitrary<PlanForm> = fc.record({
  indicators: fc.constantFrom(['A.5-3', 'A.3-1'], ['A.3-1', 'A.5-3']),
  parameters: fc.record({
    'A.5-3': fc.record({
      attacks: fc.subarray(
        evasionAttacks.map(({ id }) => id),
        { minLength: 1 },
      ),
      norm: fc.constantFrom('linf', 'l2'),
      epsilons,
      iterations: fc.integer({ min: 1, max: 1000 }),
      restarts: fc.integer({ min: 1, max: 10 }),
      mode: fc.constantFrom('full', 'cascade'),
      points: epsilons,
      selfChecks: fc.boolean(),
      stepSize: fc.oneof(fc.constant(0.25), fc.record({ relative: fc.constantFrom(0.1, 1) })),
    }),
    'A.3-1': fc.record({ batch: fc.integer({ min: 1, max: 4096 }) }),
  }),
  samples: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }),
  offset: fc.integer({ min: 1, max: 99 }),
  order: fc.constantFrom('file', 'random'),
  seed: fc.nat(),
  engine: fc.constantFrom('auto', 'wasm', 'webgpu'),
  thresholds: fc.constantFrom(['A.5-3>=0.4'], ['A.5-3>=0.4', 'A.3-1<0.99']),
});

test('an address gives back target, plan and whether it ran, to the last digit', () => {
  fc.assert(
    fc.property(plans, fc.boolean(), (plan, run) => {
      expect(readAddress(writeAddress({ target: 'digits-cnn', plan, run }))).toEqual({
        target: 'digits-cnn',
        plan,
        run,
      });
    }),
  );
});

test('parameters of indicators that are not planned stay out of the address', () => {
  const plan = { indicators: ['A.3-1'], parameters: { 'A.5-3': { iterations: 7 } } };
  expect(writeAddress({ plan, run: false })).toBe('#v=1&indicators=A.3-1');
});

test('own files are named by their hashes, with how they were read', () => {
  const [model, data, statistics] = ['a'.repeat(64), '0'.repeat(64), 'c'.repeat(64)];
  expect(readAddress(writeAddress({ model, data, run: false }))).toEqual({ model, data, run: false });
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }).filter((name) => !!name.trim()),
      (scale, labelColumn) => {
        const reading = { scale, labelColumn, statistics };
        expect(readAddress(writeAddress({ model, data, reading, run: true }))).toEqual({
          model,
          data,
          reading,
          run: true,
        });
      },
    ),
  );
});

test('whatever stands in an address, only what makes sense is taken', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { target, model, plan } = readAddress(text);
      expect(target ?? 'x').toMatch(/^[\w.-]{1,64}$/);
      expect(model ?? 'a'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
      const strengths = plan?.parameters?.['A.5-3']?.epsilons as number[] | undefined;
      expect((strengths ?? [0]).every(Number.isFinite)).toBe(true);
    }),
  );
});

test.each([
  'target=<img>',
  'seed=-1',
  'samples=1.5',
  'samples=0',
  'samples=abc',
  'iterations=0',
  'norm=l7',
  'order=x',
  'epsilons=a,1',
  'epsilons=-1',
  'attacks=pgd,<b>',
  'indicators=A.9',
  'A.5-3.mode=[',
  'A.5-3.__proto__=1',
  'thresholds=A.5-3',
  'model=zz',
  'engine=cuda',
  'scale=0',
  'run=yes',
  'colour=red',
  '__proto__=1',
])('what was not understood is named: %s', (part) => {
  expect(readAddress(`#${part}`)).toEqual({ run: false, unclear: [part] });
});

test('a parameter that is no plain value is written whole, and read as what it was', () => {
  const plan = { parameters: { 'A.5-3': { norm: { a: 1 } } } };
  const text = writeAddress({ target: 'digits-cnn', plan, run: false });
  expect(text).not.toContain('object');
  expect(readAddress(text).plan).toEqual(plan);
});
