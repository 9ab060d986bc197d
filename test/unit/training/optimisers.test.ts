import { describe, expect, it } from 'vitest';
import type { OptimiserSpec } from '../../../src/training/optimisers.ts';
import { makeOptimiser } from '../../../src/training/optimisers.ts';
import { scheduleFactor } from '../../../src/training/schedules.ts';
import fixture from '../../fixtures/optimisers.json' with { type: 'json' };

describe('makeOptimiser', () => {
  it.each(fixture.cases)(
    'takes the same steps as PyTorch in double precision: $name',
    ({ optimiser, after }) => {
      const weight = Float32Array.from(fixture.start);
      const made = makeOptimiser(optimiser as OptimiserSpec);
      fixture.gradients.forEach((gradient, step) => {
        made.step(
          new Map([['w', weight]]),
          new Map([['w', Float32Array.from(gradient)]]),
          fixture.learningRate,
        );
        after[step].forEach((value, i) => expect(weight[i]).toBeCloseTo(value, 6));
      });
    },
  );

  it('moves by the learning rate against the sign in the first step of Adam', () => {
    const weight = Float32Array.of(1, 1, 1);
    makeOptimiser({ kind: 'adam' }).step(
      new Map([['w', weight]]),
      new Map([['w', Float32Array.of(3, -0.01, 0)]]),
      0.5,
    );
    expect([...weight]).toEqual([0.5, 1.5, 1].map((value) => expect.closeTo(value, 5)));
  });

  it('refuses gradients of a weight that is not there', () => {
    expect(() =>
      makeOptimiser({ kind: 'sgd' }).step(new Map(), new Map([['w', new Float32Array(1)]]), 0.1),
    ).toThrow('no weight w');
  });
});

describe('scheduleFactor', () => {
  it('stays, falls in steps, or follows half a cosine', () => {
    expect(scheduleFactor({ kind: 'constant' }, 0.7)).toBe(1);
    const step = { kind: 'step', at: [0.5, 0.75], factor: 0.1 } as const;
    expect([0, 0.49, 0.5, 0.75].map((p) => scheduleFactor(step, p))).toEqual([
      1,
      1,
      0.1,
      expect.closeTo(0.01, 12),
    ]);
    const cosine = { kind: 'cosine' } as const;
    const factors = [0, 1 / 3, 0.5, 1].map((p) => scheduleFactor(cosine, p));
    expect(factors).toEqual([1, 0.75, 0.5, 0].map((value) => expect.closeTo(value, 12)));
  });

  it('rises first where a warm-up is asked for', () => {
    const factors = [0, 0.1, 0.2, 0.6, 1].map((p) => scheduleFactor({ kind: 'cosine', warmUp: 0.2 }, p));
    expect(factors).toEqual([0, 0.5, 1, 0.5, 0].map((value) => expect.closeTo(value, 12)));
  });
});
