import { describe, expect, test } from 'vitest';
import { runAttack } from '../../../src/attacks/drive.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { configure } from '../../../src/attacks/settings.ts';
import { NEVER } from '../../../src/attacks/types.ts';
import { walk } from '../../../src/attacks/walk.ts';
import { distance } from '../../../src/numeric/balls.ts';
import { stream } from '../../../src/numeric/random.ts';
import { LinearOracle } from '../../support/linear-oracle.ts';

const size = 6;
const random = stream(5, 'walk test');
const weights = [0, 1, 2, 3].map((c) => Array.from({ length: size }, (_, i) => random.normal(c * size + i)));
const oracle = new LinearOracle({ weights, bias: [0.1, -0.2, 0, 0.05] });
const space = { shape: [size], size, low: 0, high: 1, gridStep: 1 / 16 };
const count = 12;
const x = Float32Array.from(
  { length: count * size },
  (_, i) => Math.round(16 * random.uniform(100 + i)) / 16,
);

const labels = async () => oracle.labels({ data: x, count, shape: [size] });

describe.each(evasionAttacks.map((attack) => [attack.id, attack] as const))('%s, one sample', (_, attack) => {
  test.each(attack.norms)('takes the steps of a run (%s)', async (norm) => {
    const settings = configure(attack, norm, 0.2, { steps: 8, restarts: 1 });
    const y = await labels();
    const ids = Int32Array.from({ length: count }, (_, i) => 40 + i);
    const context = { oracle, space, seed: 9 };
    const run = await runAttack(attack, settings, { ids, x, y, count }, { ...context, batch: 5 });
    let fallen = 0;
    for (let i = 0; i < count; i++) {
      const sample = { id: ids[i], x: x.slice(i * size, (i + 1) * size), label: y[i] };
      const steps = await walk(attack, settings, sample, context);
      expect(steps).toHaveLength(settings.steps + 1);
      const first = (name: 'fell' | 'fellStored') => steps.find((step) => step[name])?.iteration ?? NEVER;
      expect(first('fell')).toBe(run.firstContinuous[i]);
      expect(first('fellStored')).toBe(run.firstStored[i]);
      if (run.firstStored[i] === NEVER) {
        if (run.firstContinuous[i] === NEVER)
          expect([...steps.at(-1)!.point]).toEqual([...run.adversarial.subarray(i * size, (i + 1) * size)]);
      } else {
        fallen++;
        expect([...steps[run.firstStored[i]].point]).toEqual([
          ...run.adversarial.subarray(i * size, (i + 1) * size),
        ]);
      }
      for (const { point } of steps) expect(distance(norm, point, sample.x)).toBeLessThanOrEqual(0.2 + 1e-6);
    }
    expect(fallen).toBeGreaterThan(0);
  });
});

describe('the step before projection', () => {
  const attack = (id: string) => evasionAttacks.find((one) => one.id === id)!;
  const wide = { ...space, low: -10, high: 10, gridStep: undefined };
  const sample = { id: 1, x: new Float32Array(size).fill(0.5), label: 0 };

  test.each(['fgsm', 'bim', 'pgd', 'mi-fgsm'])(
    '%s arrives where it leads when nothing stops it',
    async (id) => {
      const settings = configure(attack(id), 'linf', 5, { steps: 4, stepSize: 0.01, randomStart: false });
      const steps = await walk(attack(id), settings, sample, { oracle, space: wide, seed: 1 });
      for (let i = 0; i + 1 < steps.length; i++)
        steps[i].unprojected!.forEach((value, j) => expect(value).toBeCloseTo(steps[i + 1].point[j], 5));
      expect(steps.at(-1)!.unprojected).toBeUndefined();
    },
  );

  test('leads out of the ball where the step is larger than it, by the step along the sign', async () => {
    const settings = configure(attack('bim'), 'linf', 0.05, { steps: 3, stepSize: 0.04 });
    const steps = await walk(attack('bim'), settings, sample, { oracle, space: wide, seed: 1 });
    steps[1].unprojected!.forEach((value, i) =>
      expect(value).toBeCloseTo(steps[1].point[i] + 0.04 * Math.sign(steps[1].gradient[i]), 6),
    );
    expect(distance('linf', steps[1].unprojected!, sample.x)).toBeCloseTo(0.08, 6);
    expect(distance('linf', steps[2].point, sample.x)).toBeCloseTo(0.05, 6);
  });

  test('is not claimed for an attack that steers by where it has been', async () => {
    const settings = configure(attack('apgd-ce'), 'linf', 0.1, { steps: 5 });
    const steps = await walk(attack('apgd-ce'), settings, sample, { oracle, space: wide, seed: 1 });
    expect(steps.every(({ unprojected }) => unprojected === undefined)).toBe(true);
  });
});

test('targeted: the loss grows toward the target, and falling means being taken for it', async () => {
  const attack = evasionAttacks.find(({ id }) => id === 'bim')!;
  const start = new Float32Array(size).fill(0.5);
  const [label] = await oracle.labels({ data: start, count: 1, shape: [size] });
  const target = (label + 2) % 4;
  const settings = configure(attack, 'linf', 0.5, { steps: 20 });
  const steps = await walk(attack, settings, { id: 0, x: start, label, target }, { oracle, space, seed: 1 });
  expect(steps.at(-1)!.loss).toBeGreaterThan(steps[0].loss);
  for (const step of steps) expect(step.fell).toBe(step.predicted === target);
  expect(steps.at(-1)!.fell).toBe(true);
});

test('a cancelled walk ends', async () => {
  const attack = evasionAttacks.find(({ id }) => id === 'pgd')!;
  const settings = configure(attack, 'linf', 0.5, { steps: 20 });
  const signal = AbortSignal.abort();
  const sample = { id: 0, x: new Float32Array(size), label: 0 };
  await expect(walk(attack, settings, sample, { oracle, space, seed: 1, signal })).rejects.toThrow(/abort/i);
});
