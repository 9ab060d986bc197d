import { afterAll, beforeAll, expect, test } from 'vitest';
import { rateInterval } from '../../../src/indicators/intervals.ts';
import { Bench } from '../../support/attack-references.ts';
import { describeShared, sharedJson } from '../../support/shared.ts';

interface AutoAttack {
  readonly n: number;
  readonly epsilon: Readonly<
    Record<string, Readonly<Record<string, { robust_accuracy: number; robust_indices: readonly number[] }>>>
  >;
}

describeShared('APGD on digits-mlp against AutoAttack, 300 inputs', (folder) => {
  const reference = sharedJson<AutoAttack>(folder, 'reference/results/digits-mlp.autoattack.json');
  let bench: Bench;
  beforeAll(async () => void (bench = await Bench.open(folder, 'digits-mlp', reference.n)));
  afterAll(() => bench.oracle.release());

  test.each(Object.keys(reference.epsilon))(
    'apgd-ce at ε %s is not above its own by more than the interval',
    async (epsilon) => {
      const peer = reference.epsilon[epsilon]['apgd-ce'].robust_accuracy;
      const found = await bench.accuracy('apgd-ce', 'linf', Number(epsilon), { steps: 100 }, 'first-success');
      const { low } = rateInterval(Math.round(found * reference.n), reference.n);
      expect(low).toBeLessThanOrEqual(peer);
      // Both are close to the truth, so they are close to each other: two samples in three hundred.
      expect(Math.abs(found - peer)).toBeLessThanOrEqual(2 / reference.n + 1e-12);
    },
  );

  test('apgd-ce and apgd-dlr together reach what the whole of AutoAttack leaves, within two samples', async () => {
    const all = reference.epsilon['0.1']['apgd-ce, apgd-t, fab-t, square in sequence'];
    const [ce, dlr] = [
      await bench.run('apgd-ce', 'linf', 0.1, { steps: 100 }, 'first-success'),
      await bench.run('apgd-dlr', 'linf', 0.1, { steps: 100 }, 'first-success'),
    ];
    const stands = bench.correct.filter((_, i) => ce.firstContinuous[i] < 0 && dlr.firstContinuous[i] < 0);
    expect(stands.length / reference.n).toBeLessThanOrEqual(all.robust_accuracy + 2 / reference.n + 1e-12);
    expect(all.robust_indices.filter((i) => !stands.includes(i)).length).toBeLessThanOrEqual(2);
  });
});
