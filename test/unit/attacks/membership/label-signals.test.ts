import { describe, expect, test } from 'vitest';
import { augmentations } from '../../../../src/attacks/membership/copies.ts';
import {
  type LabelContext,
  type LabelPlan,
  measureLabelSignals,
} from '../../../../src/attacks/membership/label-signals.ts';
import { stream } from '../../../../src/numeric/random.ts';
import { normalCdf } from '../../../../src/numeric/special.ts';
import type { LabelOracle } from '../../../../src/oracles/types.ts';
import { LinearOracle } from '../../../support/linear-oracle.ts';

const draw = (purpose: string, n: number) => Array.from(stream(41, purpose).fillNormal(new Float64Array(n)));

/** Linear classes of `size` values and records with the labels that they are given. */
function linear(size: number, count: number, classes = 3) {
  const flat = draw(`weights ${size}`, 3 * size);
  const weights = [0, 1, 2].slice(0, classes).map((c) => flat.slice(c * size, (c + 1) * size));
  const oracle = new LinearOracle({ weights, bias: [0.2, 0, -0.1].slice(0, classes) });
  const x = Float32Array.from(draw(`records ${size}`, count * size));
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const z = oracle.logitsOf(x.subarray(i * size, (i + 1) * size));
    return z.indexOf(Math.max(...z));
  });
  /** Distance to the nearest plane between the label and another class. */
  const exact = (i: number): number => {
    const y = labels[i];
    const z = oracle.logitsOf(x.subarray(i * size, (i + 1) * size));
    return Math.min(
      ...[...weights.keys()]
        .filter((c) => c !== y)
        .map((c) => (z[y] - z[c]) / Math.hypot(...weights[c].map((w, k) => w - weights[y][k]))),
    );
  };
  const context: LabelContext = {
    oracle,
    space: { low: -50, high: 50, shape: [size], size },
    seed: 3,
    batch: 64,
  };
  return { oracle, x, labels, ids: labels.map((_, i) => i), exact, context };
}

const only: LabelPlan = { distanceQueries: 0, augmentation: false };

describe('distance to the decision boundary by classes alone', () => {
  test.each([
    [5, 400],
    [20, 1200],
  ])(
    'of %s values with %s queries it is the closed form of two linear classes within a few per cent',
    async (size, budget) => {
      const { x, labels, ids, exact, context, oracle } = linear(size, 12, 2);
      const plan = { ...only, distanceQueries: budget };
      const { signals, queries } = await measureLabelSignals({ ids, x, labels }, plan, context);
      const off = Array.from(signals.distance!, (found, i) => found / exact(i) - 1).sort((a, b) => a - b);
      // What was found is of another class: nearer than the boundary would be wrong (float32 inputs apart).
      expect(off[0]).toBeGreaterThan(-1e-5);
      expect(off[6]).toBeLessThan(0.03);
      expect(off[11]).toBeLessThan(0.05);
      expect(Math.max(...queries)).toBeLessThanOrEqual(budget + 1);
      expect(oracle.forwards).toBe(queries.reduce((sum, n) => sum + n, 0));
      expect(Object.keys(signals)).toEqual(['distance']);
    },
  );

  test('with three classes most walks end at the nearer plane, none before it', async () => {
    const { x, labels, ids, exact, context } = linear(8, 20);
    const plan = { ...only, distanceQueries: 600 };
    const { distance } = (await measureLabelSignals({ ids, x, labels }, plan, context)).signals;
    const off = Array.from(distance!, (found, i) => found / exact(i) - 1).sort((a, b) => a - b);
    expect(off[0]).toBeGreaterThan(-1e-5);
    expect(off[14]).toBeLessThan(0.05);
  });

  test('more queries find nearer points', async () => {
    const { x, labels, ids, context } = linear(20, 10);
    const total = async (distanceQueries: number) =>
      (
        await measureLabelSignals({ ids, x, labels }, { ...only, distanceQueries }, context)
      ).signals.distance!.reduce((sum, far) => sum + far, 0);
    expect(await total(600)).toBeLessThan(0.95 * (await total(60)));
  });

  test('is 0 where the record is misclassified and infinite where nothing of another class is found', async () => {
    const { x, labels, ids, context } = linear(5, 6);
    const wrong = labels.map((label, i) => (i === 2 ? (label + 1) % 3 : label));
    const plan = { ...only, distanceQueries: 50 };
    const { signals, correct, queries } = await measureLabelSignals({ ids, x, labels: wrong }, plan, context);
    expect(signals.distance![2]).toBe(0);
    expect(queries[2]).toBe(1);
    expect([...correct]).toEqual([1, 1, 0, 1, 1, 1]);
    const constant: LabelOracle = {
      access: 'label',
      classes: 3,
      labels: async ({ count }) => new Int32Array(count),
    };
    const never = await measureLabelSignals({ ids, x, labels: new Int32Array(6) }, plan, {
      ...context,
      oracle: constant,
    });
    expect([...never.signals.distance!]).toEqual(Array(6).fill(Infinity));
    expect([...never.queries]).toEqual(Array(6).fill(21));
  });

  test('starts from random inputs where every record is of one class', async () => {
    const { x, labels, ids, exact, context } = linear(5, 40);
    const same = [...ids].filter((i) => labels[i] === labels[0]);
    const rows = Float32Array.from(same.flatMap((i) => [...x.subarray(i * 5, (i + 1) * 5)]));
    const { signals } = await measureLabelSignals(
      { ids: same, x: rows, labels: same.map(() => labels[0]) },
      { ...only, distanceQueries: 500 },
      context,
    );
    signals.distance!.forEach((far, k) => expect(far / exact(same[k])).toBeLessThan(1.1));
  });

  test('does not depend on the size of batches, only on seed and record', async () => {
    const { x, labels, ids, context } = linear(5, 9);
    const plan: LabelPlan = {
      distanceQueries: 120,
      noise: { shares: [0.01], copies: 5 },
      augmentation: true,
    };
    const all = await measureLabelSignals({ ids, x, labels }, plan, context);
    expect(await measureLabelSignals({ ids, x, labels }, plan, { ...context, batch: 4 })).toEqual(all);
    const other = await measureLabelSignals({ ids, x, labels }, plan, { ...context, seed: 4 });
    expect(other.signals.distance).not.toEqual(all.signals.distance);
  });

  test('ends when told to', async () => {
    const { x, labels, ids, context } = linear(5, 9);
    const controller = new AbortController();
    const run = measureLabelSignals(
      { ids, x, labels },
      { ...only, distanceQueries: 500 },
      {
        ...context,
        signal: controller.signal,
      },
    );
    controller.abort();
    await expect(run).rejects.toThrow(/abort/i);
  });
});

test('noise: the share of copies that stay is the closed form of two linear classes', async () => {
  const weights = [1, -2, 0.5];
  const oracle = new LinearOracle({ weights: [weights, [0, 0, 0]], bias: [0, 0] });
  const x = Float32Array.from([0.4, 0.1, 0, 0.1, -0.4, 0.2, -0.2, 0, 0.1]);
  const labels = Int32Array.from([0, 0, 1]);
  const [shares, copies] = [[0.02, 0.04], 1500];
  const { signals, queries } = await measureLabelSignals(
    { ids: [0, 1, 2], x, labels },
    { ...only, noise: { shares, copies } },
    { oracle, space: { low: -5, high: 5, shape: [3], size: 3 }, seed: 1, batch: 500 },
  );
  signals.noise!.forEach((share, i) => {
    const margin = Math.abs(oracle.logitsOf(x.subarray(3 * i, 3 * i + 3))[0]) / Math.hypot(...weights);
    const stays = shares.map((s) => normalCdf(margin / (10 * s)));
    expect(Math.abs(share - (stays[0] + stays[1]) / 2)).toBeLessThan((4 * 0.5) / Math.sqrt(2 * copies));
    expect(queries[i]).toBe(1 + 2 * copies);
  });
});

describe('shifted and mirrored copies', () => {
  test('move each channel by one pixel, edges repeated', () => {
    // Two channels of 2 × 3.
    const image = Float32Array.from([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]);
    const copies = augmentations(image, [2, 2, 3]);
    const copy = (k: number) => [...copies.subarray(12 * k, 12 * (k + 1))];
    expect(copies).toHaveLength(9 * 12);
    expect(copy(0)).toEqual([5, 6, 6, 5, 6, 6, 50, 60, 60, 50, 60, 60]);
    expect(copy(1)).toEqual([4, 5, 6, 4, 5, 6, 40, 50, 60, 40, 50, 60]);
    expect(copy(4)).toEqual([1, 1, 2, 4, 4, 5, 10, 10, 20, 40, 40, 50]);
    expect(copy(8)).toEqual([3, 2, 1, 6, 5, 4, 30, 20, 10, 60, 50, 40]);
  });

  test('count the copies that keep the label; tables have none', async () => {
    // Class 0 where the top left pixel is bright.
    const oracle = new LinearOracle({
      weights: [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      bias: [-0.5, 0],
    });
    const x = Float32Array.from([1, 0, 0, 0, 1, 1, 1, 1]);
    const measure = (shape: number[]) =>
      measureLabelSignals(
        { ids: [0, 1], x, labels: [0, 0] },
        { ...only, augmentation: true },
        { oracle, space: { low: 0, high: 1, shape, size: 4 }, seed: 1, batch: 8 },
      );
    const { signals, queries } = await measure([1, 2, 2]);
    // The bright pixel stays where nothing comes from the left or from above.
    expect([...signals.augmented!]).toEqual([3 / 9, 1]);
    expect([...queries]).toEqual([10, 10]);
    expect((await measure([4])).signals).toEqual({});
  });
});
