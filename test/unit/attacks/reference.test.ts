import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { predictedClasses } from '../../../src/attacks/predict.ts';
import type { AttackOptions } from '../../../src/attacks/types.ts';
import { attackReference, Bench, exactTensor } from '../../support/attack-references.ts';
import type { ReferenceModel } from '../../support/attack-references.ts';
import { describeShared } from '../../support/shared.ts';

/** The reference's definitions: PGD without a random start is BIM; its steps as in the files' `parameters`. */
const topics: readonly {
  topic: string;
  attack: string;
  options: (model: ReferenceModel) => AttackOptions;
}[] = [
  { topic: 'fgsm', attack: 'fgsm', options: () => ({}) },
  { topic: 'pgd-linf', attack: 'bim', options: () => ({ steps: 40, stepSize: 0.01 }) },
  { topic: 'pgd-linf', attack: 'pgd', options: () => ({ steps: 40, stepSize: 0.01, randomStart: false }) },
  {
    topic: 'pgd-l2',
    attack: 'bim',
    options: (model) => ({ steps: 40, stepSize: model === 'digits-mlp' ? 0.05 : 0.1 }),
  },
  { topic: 'mi-fgsm', attack: 'mi-fgsm', options: () => ({ steps: 10, stepSize: { relative: 0.1 } }) },
];

describeShared('robust accuracies of digits-mlp against the peers, 500 inputs', (folder) => {
  let bench: Bench;
  beforeAll(async () => void (bench = await Bench.open(folder, 'digits-mlp', 500)));
  afterAll(() => bench.oracle.release());

  test.each(topics)('$attack as $topic', async ({ topic, attack, options }) => {
    const reference = attackReference(folder, 'digits-mlp', topic);
    const [peer] = Object.values(reference.peers);
    expect(bench.cleanAccuracy).toBe(reference.clean_accuracy);
    for (const [i, epsilon] of reference.epsilon.entries()) {
      const last = await bench.accuracy(
        attack,
        reference.norm,
        epsilon,
        options('digits-mlp'),
        'last-iterate',
      );
      const first = await bench.accuracy(
        attack,
        reference.norm,
        epsilon,
        options('digits-mlp'),
        'first-success',
      );
      const allowed = topic === 'fgsm' ? 0 : 1 / 200;
      expect(Math.abs(last - peer.robust_accuracy[i]), `at ε ${epsilon}`).toBeLessThanOrEqual(
        allowed + 1e-12,
      );
      expect(first, `first success at ε ${epsilon}`).toBeLessThanOrEqual(peer.robust_accuracy[i] + 1e-12);
    }
  });
});

/** Share of values that differ by more than 1e-4. */
const differing = (a: Float32Array, b: Float32Array): number =>
  a.filter((value, i) => Math.abs(value - b[i]) > 1e-4).length / a.length;

describeShared('adversarial tensors of the first 8 inputs', (folder) => {
  describe.each(['digits-mlp', 'mnist-lenet', 'mnist-lenet-adv'] as const)('%s', (model) => {
    let bench: Bench;
    beforeAll(async () => void (bench = await Bench.open(folder, model, 8)));
    afterAll(() => bench.oracle.release());

    test.each(topics)('$attack as $topic', async ({ topic, attack, options }) => {
      const reference = attackReference(folder, model, topic);
      const { epsilon, predictions, same_attack_in_float64: float64 } = reference.exact;
      const which = [0, 1, 2, 3, 4, 5, 6, 7];
      const { adversarial } = await bench.run(
        attack,
        reference.norm,
        epsilon,
        options(model),
        'last-iterate',
        { which },
      );
      const wanted = exactTensor(reference);
      // FGSM: all but a few values per thousand; iterated ones as far apart as float64 is from float32, and a little room.
      const share = float64['fraction_of_values_differing_by_more_than_1e-4'];
      expect(differing(adversarial, wanted)).toBeLessThanOrEqual(topic === 'fgsm' ? 0.003 : 1.5 * share);
      const logits = await bench.oracle.logits({ data: adversarial, count: 8, shape: bench.inputs.shape });
      expect([...predictedClasses(logits, bench.oracle.classes)]).toEqual(predictions);
    });
  });
});
