import { afterAll, describe, expect, test } from 'vitest';
import { distances } from '../../../src/attacks/distances.ts';
import { runAttack } from '../../../src/attacks/drive.ts';
import { evasionAttacks } from '../../../src/attacks/index.ts';
import { configure } from '../../../src/attacks/settings.ts';
import { evenly, traceAttack } from '../../../src/attacks/trace.ts';
import { NEVER, type AttackSpace } from '../../../src/attacks/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { distance } from '../../../src/numeric/balls.ts';
import { stream } from '../../../src/numeric/random.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { fetchPublic } from '../../support/public-files.ts';

const SIZE = 64;
const COUNT = 12;
const EPSILON = 0.1;
const space: AttackSpace = { shape: [1, 8, 8], size: SIZE, low: 0, high: 1, gridStep: 1 / 16 };
const oracle = new ModelOracle(createWasmRuntime(), importModel(await fetchPublic('models/digits-cnn.onnx')));
afterAll(() => oracle.release());

const x = stream(5, 'x').fillUniform(new Float32Array(COUNT * SIZE));
x.forEach((value, i) => (x[i] = Math.round(value * 16) / 16));
const y = await oracle.labels({ data: x, count: COUNT, shape: space.shape });
const samples = { ids: Array.from(y, (_, i) => 3 * i), x, y, count: COUNT };
const context = { oracle, space, seed: 4, batch: 5 };
const largestLogit = (logits: Float32Array) => logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));

describe.each(evasionAttacks.map((attack) => [attack.id, attack] as const))('the walk of %s', (_, attack) => {
  const asked = { steps: 6, restarts: 2 };
  const settings = configure(attack, 'linf', EPSILON, asked);
  const whole = { ...settings, count: 'last-iterate' } as const;
  const { steps, restarts } = settings;

  test('is that of the run: it falls where the run says, and ends where the run ends', async () => {
    const trace = await traceAttack(attack, settings, samples, context);
    const run = await runAttack(attack, settings, samples, context);
    const end = await runAttack(attack, whole, samples, context);
    expect(trace.length).toBe(restarts * (steps + 1));
    expect(Math.max(...trace.iteration)).toBe(steps * restarts);
    const classes = oracle.classes;
    for (let i = 0; i < COUNT; i++) {
      const wrong = (place: number) =>
        largestLogit(trace.logits.slice((i * trace.length + place) * classes).slice(0, classes)) !== y[i];
      const fallen = Array.from({ length: trace.length }, (__, place) => place).filter(wrong);
      expect(fallen.length ? trace.iteration[fallen[0]] : NEVER).toBe(run.firstContinuous[i]);
      if (end.endContinuous[i]) continue;
      const last = trace.points.slice(((i + 1) * trace.length - 1) * SIZE).slice(0, SIZE);
      expect(last).toEqual(end.adversarial.slice(i * SIZE, (i + 1) * SIZE));
    }
    expect([...run.firstContinuous].some((first) => first > 0)).toBe(true);
  });

  test('stays in the ball and the box, and its losses are those of its points', async () => {
    const trace = await traceAttack(attack, settings, samples, context);
    for (let i = 0; i < COUNT; i++)
      for (let place = 0; place < trace.length; place++) {
        const from = (i * trace.length + place) * SIZE;
        const point = trace.points.slice(from, from + SIZE);
        expect(distance('linf', point, x.slice(i * SIZE, (i + 1) * SIZE))).toBeLessThanOrEqual(
          EPSILON + 1e-6,
        );
        expect(Math.min(...point)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...point)).toBeLessThanOrEqual(1);
      }
    for (const place of [0, trace.length - 1]) {
      const points = new Float32Array(COUNT * SIZE);
      for (let i = 0; i < COUNT; i++) {
        const from = (i * trace.length + place) * SIZE;
        points.set(trace.points.subarray(from, from + SIZE), i * SIZE);
      }
      const { loss } = await oracle.lossGradient({ data: points, count: COUNT, shape: space.shape }, y, {
        name: settings.loss,
      });
      for (let i = 0; i < COUNT; i++) expect(trace.loss[i * trace.length + place]).toBe(loss[i]);
    }
  });

  test('of one sample is the same as among others, and fewer kept points are some of all', async () => {
    const all = await traceAttack(attack, settings, samples, context);
    const alone = { ids: [samples.ids[7]], x: x.slice(7 * SIZE, 8 * SIZE), y: y.slice(7, 8), count: 1 };
    const one = await traceAttack(attack, settings, alone, context, 3);
    expect(one.loss).toEqual(all.loss.slice(7 * all.length, 8 * all.length));
    expect(one.kept.length).toBe(Math.min(3, all.length));
    one.kept.forEach((place, slot) => {
      const from = (7 * all.length + place) * SIZE;
      expect(one.points.slice(slot * SIZE, (slot + 1) * SIZE)).toEqual(all.points.slice(from, from + SIZE));
    });
  });
});

test('a walk that nobody waits for stops between two steps', async () => {
  const stop = new AbortController();
  let passes = 0;
  const counting = {
    access: 'gradient' as const,
    classes: oracle.classes,
    labels: oracle.labels.bind(oracle),
    scores: oracle.scores.bind(oracle),
    logits: oracle.logits.bind(oracle),
    lossGradient: async (...asked: Parameters<typeof oracle.lossGradient>) => {
      if (++passes === 3) stop.abort();
      return oracle.lossGradient(...asked);
    },
  };
  const [attack] = evasionAttacks.filter(({ id }) => id === 'pgd');
  const walk = traceAttack(attack, configure(attack, 'linf', EPSILON), samples, {
    ...context,
    oracle: counting,
    signal: stop.signal,
  });
  await expect(walk).rejects.toMatchObject({ name: 'AbortError' });
  expect(passes).toBe(3);
});

test('distances in every norm', () => {
  const original = [9, 0, 0.5, 1, 1];
  expect(distances([9, 0.3, 0.5, 0.6, 1], original, 1, 4)).toEqual({
    linf: expect.closeTo(0.4, 12) as number,
    l2: expect.closeTo(0.5, 12) as number,
    l1: expect.closeTo(0.7 / 4, 12) as number,
    l0: 2,
  });
  expect(distances([1, 2], [1, 2])).toEqual({ linf: 0, l2: 0, l1: 0, l0: 0 });
  expect(() => distances([], [])).toThrow(RangeError);
});

test('evenly spaced places keep both ends', () => {
  expect(evenly(5, 9)).toEqual([0, 1, 2, 3, 4]);
  expect(evenly(101, 5)).toEqual([0, 25, 50, 75, 100]);
  expect(evenly(7, 0)).toEqual([0, 6]);
  expect(evenly(1, 4)).toEqual([0]);
});
