import { beforeAll, describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import type { Item } from '../../../src/document/types.ts';
import type { PackedFalls } from '../../../src/indicators/robustness/falls.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { unpackBits, unpackNumbers } from '../../../src/numeric/bits.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { fetchPublic } from '../../support/public-files.ts';

const subject = prepareSubject({
  model: await fetchPublic('models/digits-cnn.onnx'),
  target: null,
  dataset: await loadBundled('digits', fetchPublic),
});

async function itemOf(more: Record<string, unknown>): Promise<Item> {
  const parameters = {
    attacks: ['fgsm', 'pgd', 'apgd-ce'],
    epsilons: [0, 0.1, 0.2],
    iterations: 6,
    restarts: 2,
    selfChecks: false,
    ...more,
  };
  const plan = resolvePlan(
    parsePlan({ indicators: [{ id: 'A.5-3', parameters }], samples: 60, order: 'random', seed: 2 }),
    subject.info,
    indicators,
  );
  const report = await assess(plan, subject, {
    registry: indicators,
    executor: realExecutor(),
    host: 'test',
  });
  return report.items[0];
}

const falls = (item: Item) => item.details.falls as readonly PackedFalls[];

describe('when each sample fell', () => {
  let item: Item;
  beforeAll(async () => {
    item = await itemOf({});
  });

  test('every attack and ε has as many numbers as there are ids', () => {
    expect(falls(item).map(({ attack, epsilon }) => `${attack}@${epsilon}`)).toEqual(
      ['fgsm', 'pgd', 'apgd-ce'].flatMap((attack) => [`${attack}@0.1`, `${attack}@0.2`]),
    );
    // One step needs 0 … 2, two restarts of six steps 0 … 13.
    expect(falls(item).map(({ width }) => width)).toEqual([2, 2, 4, 4, 4, 4]);
  });

  test('agrees with the outcomes of every sample and with every point of the iteration curves', () => {
    const { ids, outcomes, curves } = item;
    let fell = 0;
    for (const { attack, epsilon, width, data } of falls(item)) {
      const times = unpackNumbers(data, ids.length, width);
      const bits = outcomes.find(({ name }) => name === `${attack}@${epsilon}`)!.bits;
      expect(Array.from(times, (time) => time === 0)).toEqual(unpackBits(bits, ids.length));
      const curve = curves.find((one) => one.attack === attack && one.epsilon === epsilon)!;
      for (const { x, correct } of curve.points)
        expect(times.filter((time) => time === 0 || time - 1 > x)).toHaveLength(correct!);
      fell += times.filter((time) => time > 1).length;
    }
    expect(fell).toBeGreaterThan(20);
  });

  test('a cascade has none: each attack saw what the ones before it left', async () => {
    expect((await itemOf({ mode: 'cascade' })).details.falls).toBeNull();
  });
});
