import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress, writeAddress } from '../../../src/app/address.ts';
import { attackIds, type PlanForm } from '../../../src/app/state/plan-form.ts';

const plans: fc.Arbitrary<PlanForm> = fc.record({
  indicators: fc.constantFrom(['A.5-3'], ['A.5-3', 'A.3-1']),
  attacks: fc.subarray([...attackIds], { minLength: 1 }),
  norm: fc.constantFrom('linf', 'l2'),
  epsilons: fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 }),
  iterations: fc.integer({ min: 1, max: 1000 }),
  restarts: fc.integer({ min: 1, max: 10 }),
  samples: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }),
  order: fc.constantFrom('file', 'random'),
  seed: fc.nat(),
  engine: fc.constantFrom('auto', 'wasm', 'webgpu'),
});

test('an address gives back target, plan and whether it ran, to the last digit', () => {
  fc.assert(
    fc.property(plans, fc.boolean(), (plan, run) => {
      const normal = { ...plan, epsilons: plan.epsilons.map((value) => value + 0) };
      expect(readAddress(writeAddress({ target: 'digits-cnn', plan: normal, run }))).toEqual({
        target: 'digits-cnn',
        plan: normal,
        run,
      });
    }),
  );
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
      expect((plan?.epsilons ?? [0]).every(Number.isFinite)).toBe(true);
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
  'attacks=pgd,nope',
  'indicators=A.9-9',
  'model=zz',
  'engine=cuda',
  'scale=0',
  'run=yes',
  'colour=red',
  '__proto__=1',
])('what was not understood is named: %s', (part) => {
  expect(readAddress(`#${part}`)).toEqual({ run: false, unclear: [part] });
});
