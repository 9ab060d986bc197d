import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/numeric/random.ts';
import { augment } from '../../../src/training/augment.ts';
import { pgdExamples } from '../../../src/training/recipes/adversarial.ts';
import { prepareRecipe, recipes } from '../../../src/training/recipes/index.ts';
import { stratifiedRows } from '../../../src/training/recipes/overfit.ts';
import type { TrainableModel } from '../../../src/training/engine.ts';

describe('the registry of recipes', () => {
  it('holds each id once, and every recipe accepts its own defaults', () => {
    expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
    for (const recipe of recipes) expect(recipe.prepare().parameters).toEqual(recipe.defaults);
    for (const { defaults, ranges } of recipes) {
      expect(Object.keys(ranges)).toEqual(Object.keys(defaults));
      for (const [name, { min, max, step }] of Object.entries(ranges)) {
        expect(step).toBeGreaterThan(0);
        expect(defaults[name]).toBeGreaterThanOrEqual(min);
        expect(defaults[name]).toBeLessThanOrEqual(max);
      }
    }
  });

  it.each([
    [{ id: 'nonsense' }, /no recipe nonsense; there are standard, overfit, adversarial, regularised, dp-sgd/],
    [{ id: 'adversarial', parameters: { epsilon: 0 } }, /epsilon must be above 0/],
    [{ id: 'adversarial', parameters: { steps: 2.5 } }, /whole number/],
    [{ id: 'adversarial', parameters: { warmUp: 2 } }, /between 0 and 1/],
    [{ id: 'adversarial', parameters: { radius: 1 } }, /no parameter radius/],
    [{ id: 'overfit', parameters: { rows: NaN } }, /must be a number/],
    [{ id: 'overfit', parameters: { rows: 0 } }, /above 0/],
    [{ id: 'regularised', parameters: { mixup: 1.5 } }, /between 0 and 1/],
    [{ id: 'regularised', parameters: { weightDecay: -1 } }, /0 or more/],
    [{ id: 'regularised', parameters: { rows: 2.5 } }, /whole number/],
    [{ id: 'regularised', parameters: { smoothing: 1 } }, /below 1/],
    [{ id: 'dp-sgd', parameters: { clip: 0 } }, /clip must be above 0/],
    [{ id: 'dp-sgd', parameters: { noise: 0 } }, /noise must be above 0/],
    [{ id: 'dp-sgd', parameters: { rows: -1 } }, /whole number/],
  ])('refuses %j', (spec, message) => {
    expect(() => prepareRecipe(spec)).toThrow(message);
  });
});

describe('stratifiedRows', () => {
  it('draws as many rows as asked, each once, with the class mix of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 200 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.nat(),
        (classes, share, seed) => {
          const labels = Int32Array.from(classes);
          const wanted = Math.max(1, Math.floor(share * labels.length));
          const rows = stratifiedRows(labels, 4, wanted, stream(seed, 'test'));
          expect(rows.length).toBe(wanted);
          expect(new Set(rows).size).toBe(wanted);
          for (let c = 0; c < 4; c++) {
            const all = classes.filter((label) => label === c).length;
            const drawn = [...rows].filter((row) => labels[row] === c).length;
            expect(Math.abs(drawn - (all * wanted) / labels.length)).toBeLessThan(1);
          }
        },
      ),
    );
  });
});

/** Whose loss is the sum of weight times input: the gradient is the same everywhere. */
const linear = (slope: readonly number[]): TrainableModel =>
  ({
    inputGradient: async ({ count }: { count: number }) => ({
      logits: new Float32Array(count * 2),
      gradient: Float32Array.from({ length: count * slope.length }, (_, i) => slope[i % slope.length]),
    }),
  }) as unknown as TrainableModel;

describe('pgdExamples', () => {
  const space = {
    low: Float32Array.of(0, 0, -5),
    high: Float32Array.of(1, 1, 5),
    unit: Float32Array.of(1, 1, 10),
  };
  const batch = { x: Float32Array.of(0.5, 0.95, 0, 0.05, 0.5, 4), count: 2 };
  const settings = { epsilon: 0.1, steps: 10, stepSize: 0.03 };

  it('reaches the corner of ball and range that a linear loss asks for, in units of each feature', async () => {
    const { x } = await pgdExamples(
      linear([-1, 1, 2]),
      batch,
      Int32Array.of(0, 1),
      space,
      settings,
      stream(3, 'start'),
    );
    expect([...x]).toEqual([0.4, 1, 1, 0, 0.6, 5].map((value) => expect.closeTo(value, 6)));
  });

  it('stays at its random start, inside the ball, where there is no gradient', async () => {
    const run = (seed: number) =>
      pgdExamples(linear([0, 0, 0]), batch, Int32Array.of(0, 1), space, settings, stream(seed, 'start'));
    const { x } = await run(1);
    expect(x).toEqual((await run(1)).x);
    expect(x).not.toEqual((await run(2)).x);
    x.forEach((value, i) => {
      expect(Math.abs(value - batch.x[i])).toBeLessThanOrEqual(0.1 * space.unit[i % 3] + 1e-6);
      expect(value).toBeGreaterThanOrEqual(space.low[i % 3]);
      expect(value).toBeLessThanOrEqual(space.high[i % 3]);
    });
    expect([...x]).not.toEqual([...batch.x]);
  });
});

describe('augment', () => {
  const shape = [2, 3, 3];
  const image = Float32Array.from({ length: 18 }, (_, i) => i + 1);

  it('moves whole images, all channels alike, and fills with 0', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const x = image.slice();
      augment(x, shape, { shift: 1, probability: 1 }, stream(seed, 'augment'));
      const matches = [-1, 0, 1].flatMap((dy) =>
        [-1, 0, 1]
          .filter((dx) =>
            x.every((value, i) => {
              const row = Math.floor((i % 9) / 3) - dy;
              const column = (i % 3) - dx;
              const inside = row >= 0 && row < 3 && column >= 0 && column < 3;
              return value === (inside ? image[Math.floor(i / 9) * 9 + row * 3 + column] : 0);
            }),
          )
          .map((dx) => `${dy},${dx}`),
      );
      expect(matches).toHaveLength(1);
      seen.add(matches[0]);
    }
    expect(seen.size).toBe(9);
  });

  it('leaves all as it is with probability 0', () => {
    const x = image.slice();
    augment(x, shape, { shift: 1, probability: 0 }, stream(1, 'augment'));
    expect(x).toEqual(image);
  });
});
