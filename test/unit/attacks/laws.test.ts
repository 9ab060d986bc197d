import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runAttack } from '../../../src/attacks/drive.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { predictedClasses } from '../../../src/attacks/predict.ts';
import { configure } from '../../../src/attacks/settings.ts';
import { storedForm } from '../../../src/attacks/stored.ts';
import { NEVER } from '../../../src/attacks/types.ts';
import type {
  AttackOptions,
  AttackResult,
  AttackSamples,
  AttackSettings,
  AttackSpace,
  EvasionAttack,
} from '../../../src/attacks/types.ts';
import { distance } from '../../../src/numeric/balls.ts';
import type { Norm } from '../../../src/numeric/balls.ts';
import { stream } from '../../../src/numeric/random.ts';
import type { LossName } from '../../../src/oracles/types.ts';
import { LinearOracle } from '../../support/linear-oracle.ts';

/** A small world to attack: a linear model, samples it gets right, a box, maybe a grid. */
interface World {
  readonly oracle: LinearOracle;
  readonly space: AttackSpace;
  readonly samples: AttackSamples;
}

const LEVELS = 16;

function world(
  seed: number,
  classes: number,
  size: number,
  count: number,
  grid: boolean,
  perFeature: boolean,
): World {
  const draws = stream(seed, 'world');
  const weights = Array.from({ length: classes }, (_, c) =>
    Array.from({ length: size }, (_, i) => 3 * draws.normal(c * size + i)),
  );
  const oracle = new LinearOracle({ weights, bias: weights.map((_, c) => draws.normal(10_000 + c)) });
  const x = stream(seed, 'x').fillUniform(new Float32Array(count * size));
  if (grid) x.forEach((value, i) => (x[i] = Math.round(value * LEVELS) / LEVELS));
  const y = Int32Array.from({ length: count }, (_, i) => {
    const z = oracle.logitsOf(x.subarray(i * size, (i + 1) * size)).map(Math.fround);
    return z.indexOf(Math.max(...z));
  });
  const low = perFeature ? Float32Array.from({ length: size }, (_, i) => (i % 3 === 0 ? 0 : 0.25)) : 0;
  const space = { shape: [size], size, low, high: 1, gridStep: grid ? 1 / LEVELS : undefined };
  return { oracle, space, samples: { ids: Array.from({ length: count }, (_, i) => 7 * i + 3), x, y, count } };
}

const worlds = fc.record({
  seed: fc.integer({ min: 0, max: 10_000 }),
  classes: fc.integer({ min: 2, max: 5 }),
  size: fc.integer({ min: 1, max: 9 }),
  grid: fc.boolean(),
  perFeature: fc.boolean(),
});

const plans = fc.record({
  norm: fc.constantFrom<Norm>('linf', 'l2'),
  epsilon: fc.double({ min: 0.001, max: 0.6, noNaN: true }),
  steps: fc.integer({ min: 1, max: 12 }),
  restarts: fc.integer({ min: 1, max: 3 }),
  relative: fc.double({ min: 0.05, max: 1, noNaN: true }),
  randomStart: fc.boolean(),
  loss: fc.constantFrom<LossName>('cross-entropy', 'margin', 'dlr'),
  count: fc.constantFrom<'first-success' | 'last-iterate'>('first-success', 'last-iterate'),
});

type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

function settingsOf(attack: EvasionAttack, plan: Plan): AttackSettings {
  const { norm, epsilon, steps, restarts, relative, randomStart, loss, count } = plan;
  const options: AttackOptions = { steps, restarts, stepSize: { relative }, randomStart, loss };
  return configure(attack, norm, epsilon, options, count);
}

const attackWorld = (
  attack: EvasionAttack,
  settings: AttackSettings,
  { oracle, space, samples }: World,
  batch = 100,
) => runAttack(attack, settings, samples, { oracle, space, seed: 5, batch });

const rowOf = (values: Float32Array, i: number, size: number) => values.slice(i * size, (i + 1) * size);

/** Samples in another order or number. */
function chosen(samples: AttackSamples, which: readonly number[], size: number): AttackSamples {
  return {
    ids: which.map((i) => samples.ids[i]),
    x: Float32Array.from(which.flatMap((i) => [...rowOf(samples.x, i, size)])),
    y: Int32Array.from(which, (i) => samples.y[i]),
    count: which.length,
  };
}

/** All that happened to sample `i`. */
function fate(result: AttackResult, i: number, size: number, iterations: number) {
  return {
    continuous: result.firstContinuous[i],
    stored: result.firstStored[i],
    end: [result.endContinuous[i], result.endStored[i]],
    iterates: result.iterates?.slice(i * (iterations + 1), (i + 1) * (iterations + 1)),
    adversarial: rowOf(result.adversarial, i, size),
    spent: [result.gradients[i], result.forwards[i]],
  };
}

const runs = { numRuns: 40 };
const count = 6;

describe.each(evasionAttacks.map((attack) => [attack.id, attack] as const))('%s', (_, attack) => {
  test('stays inside the ball and the range, and so does the stored form', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
        const { space, samples } = made;
        const { adversarial } = await attackWorld(attack, settingsOf(attack, plan), made);
        for (let i = 0; i < count; i++) {
          const origin = rowOf(samples.x, i, space.size);
          const x = rowOf(adversarial, i, space.size);
          for (const form of [x, storedForm(x, origin, space)]) {
            expect(distance(plan.norm, form, origin)).toBeLessThanOrEqual(plan.epsilon + 1e-6);
            form.forEach((value, j) => {
              const low = typeof space.low === 'number' ? space.low : space.low[j];
              expect(value).toBeGreaterThanOrEqual(Math.min(low, origin[j]));
              expect(value).toBeLessThanOrEqual(1);
            });
          }
          if (w.grid)
            storedForm(x, origin, space).forEach((value) =>
              expect(Math.abs(value * LEVELS - Math.round(value * LEVELS))).toBeLessThan(1e-4),
            );
        }
      }),
      runs,
    ));

  test('reports what the model says of the sample it kept', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
        const { space, samples, oracle } = made;
        const settings = settingsOf(attack, plan);
        const result = await attackWorld(attack, settings, made);
        const stored = Float32Array.from(
          Array.from({ length: count }, (_, i) => i).flatMap((i) => [
            ...storedForm(rowOf(result.adversarial, i, space.size), rowOf(samples.x, i, space.size), space),
          ]),
        );
        const says = async (data: Float32Array) => oracle.labels({ data, count, shape: space.shape });
        const [plain, rounded] = [await says(result.adversarial), await says(stored)];
        for (let i = 0; i < count; i++) {
          const last = plan.count === 'last-iterate';
          const fell = last ? result.endContinuous[i] === 1 : result.firstContinuous[i] !== NEVER;
          const fellStored = last ? result.endStored[i] === 1 : result.firstStored[i] !== NEVER;
          expect(plain[i] !== samples.y[i]).toBe(fell);
          if (fellStored) expect(rounded[i]).not.toBe(samples.y[i]);
          if (fellStored) expect(fell).toBe(true);
          if (!last && fellStored)
            expect(result.firstStored[i]).toBeGreaterThanOrEqual(result.firstContinuous[i]);
          if (result.firstContinuous[i] !== NEVER)
            expect(result.firstContinuous[i]).toBeLessThanOrEqual(settings.steps * settings.restarts);
        }
      }),
      runs,
    ));

  test('leaves everything as it is at ε = 0', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
        const result = await attackWorld(attack, settingsOf(attack, { ...plan, epsilon: 0 }), made);
        expect(result.adversarial).toEqual(made.samples.x);
        expect(result.firstContinuous.every((first) => first === NEVER)).toBe(true);
      }),
      runs,
    ));

  test('does the same to a sample whatever the batch, the order and the company', () =>
    fc.assert(
      fc.asyncProperty(
        worlds,
        plans,
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
        fc.integer({ min: 1, max: 7 }),
        async (w, plan, which, batch) => {
          const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
          const settings = settingsOf(attack, plan);
          const { size } = made.space;
          const iterations = settings.steps * settings.restarts;
          const whole = await attackWorld(attack, settings, made);
          const some = await attackWorld(
            attack,
            settings,
            { ...made, samples: chosen(made.samples, which, size) },
            batch,
          );
          which.forEach((i, k) =>
            expect(fate(some, k, size, iterations)).toEqual(fate(whole, i, size, iterations)),
          );
        },
      ),
      runs,
    ));

  test('starts each sample and restart from draws of its own, unless it never draws', async () => {
    const made = world(2, 3, 9, 1, false, false);
    const { oracle, space } = made;
    const twins = { ...chosen(made.samples, [0, 0], space.size), ids: [3, 10] };
    const points: Float32Array[] = [];
    const asked = oracle.lossGradient.bind(oracle);
    oracle.lossGradient = (batch, ...others) => {
      points.push(rowOf(batch.data, 0, space.size), rowOf(batch.data, 1, space.size));
      return asked(batch, ...others);
    };
    const options = { steps: 1, restarts: 2, randomStart: true };
    const settings = configure(attack, 'linf', 0.001, options, 'last-iterate');
    await attackWorld(attack, settings, { ...made, samples: twins });
    expect(points).toHaveLength(2 * settings.restarts);
    const different = new Set(points.map((point) => point.join()));
    expect(different.size).toBe(attack.deterministic ? 1 : points.length);
  });

  test('counts every pass it asks for', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
        const result = await attackWorld(attack, settingsOf(attack, plan), made);
        const sum = (values: Int32Array) => values.reduce((a, b) => a + b, 0);
        expect(sum(result.gradients)).toBe(made.oracle.gradients);
        expect(sum(result.forwards)).toBe(made.oracle.forwards);
      }),
      runs,
    ));

  test('finds with more restarts all that it found with fewer, at the same iterations', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const made = world(w.seed, w.classes, w.size, count, w.grid, w.perFeature);
        const one = settingsOf(attack, { ...plan, count: 'first-success', restarts: 1 });
        const three = settingsOf(attack, { ...plan, count: 'first-success', restarts: 3 });
        const fewer = await attackWorld(attack, one, made);
        const more = await attackWorld(attack, three, made);
        for (let i = 0; i < count; i++)
          if (fewer.firstContinuous[i] !== NEVER)
            expect(more.firstContinuous[i]).toBe(fewer.firstContinuous[i]);
      }),
      runs,
    ));

  test('stops between two steps when it is told to', async () => {
    const made = world(1, 3, 5, count, true, false);
    const controller = new AbortController();
    const { oracle } = made;
    const asked = oracle.lossGradient.bind(oracle);
    oracle.lossGradient = (...args) => {
      controller.abort();
      return asked(...args);
    };
    const settings = configure(attack, 'linf', 0.001, { steps: 5 });
    const { space, samples } = made;
    const run = runAttack(attack, settings, samples, {
      oracle,
      space,
      seed: 1,
      batch: 100,
      signal: controller.signal,
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(oracle.gradients).toBe(count);
  });

  test.runIf(attack.targeted)('lowers the margin to a target it is given', () =>
    fc.assert(
      fc.asyncProperty(worlds, plans, async (w, plan) => {
        const { classes } = w;
        const made = world(w.seed, classes, w.size, count, false, w.perFeature);
        const { oracle, space, samples } = made;
        const targets = samples.y.map((label) => (label + 1) % classes);
        const fixed = { ...plan, loss: 'margin', count: 'last-iterate', randomStart: false } as const;
        const settings = settingsOf(attack, fixed);
        const context = { oracle, space, seed: 5, batch: 100 };
        const result = await runAttack(attack, settings, { ...samples, targets }, context);
        for (let i = 0; i < count; i++) {
          const margin = (x: Float32Array) => {
            const z = oracle.logitsOf(x);
            return z[samples.y[i]] - z[targets[i]];
          };
          const x = rowOf(result.adversarial, i, space.size);
          // With two classes every loss is monotone in that margin; with more, the strongest rival may change on the way.
          if (classes === 2) expect(margin(x)).toBeLessThan(margin(rowOf(samples.x, i, space.size)) + 1e-5);
          const [label] = predictedClasses(oracle.logitsOf(x).map(Math.fround), oracle.classes);
          expect(result.endContinuous[i] === 1).toBe(label === targets[i]);
        }
      }),
      runs,
    ),
  );
});
