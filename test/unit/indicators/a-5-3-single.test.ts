import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { openSubject, type OpenedSubject } from '../../../src/assessment/open-subject.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject, type Subject } from '../../../src/assessment/subject.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import type { Item } from '../../../src/document/types.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { indicators } from '../../../src/indicators/index.ts';
import type { PackedFalls } from '../../../src/indicators/robustness/falls.ts';
import { resolveParameters } from '../../../src/indicators/robustness/parameters.ts';
import type { ReportSample } from '../../../src/indicators/robustness/merge.ts';
import { encodeInput } from '../../../src/indicators/robustness/samples.ts';
import { lookAt, type SampleRows } from '../../../src/indicators/robustness/single.ts';
import { attackSpace, pick } from '../../../src/indicators/space.ts';
import { unpackBits, unpackNumbers } from '../../../src/numeric/bits.ts';
import { softmaxRows } from '../../../src/oracles/model.ts';
import { loadTarget } from '../../../src/training/bundled.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { closeLater } from '../../support/closing.ts';
import { fetchPublic } from '../../support/public-files.ts';

const SEED = 9;
const never = new AbortController().signal;

async function subjectOf(target: string): Promise<Subject> {
  const { card, bytes } = await loadTarget(target, fetchPublic);
  return prepareSubject({ model: bytes, target, dataset: await loadBundled(card.dataset.id, fetchPublic) });
}

async function itemOf(subject: Subject, parameters: Record<string, unknown>): Promise<Item> {
  const given = { indicators: [{ id: 'A.5-3', parameters }], samples: 40, order: 'random', seed: SEED };
  const plan = resolvePlan(parsePlan(given), subject.info, indicators);
  const options = { registry: indicators, executor: realExecutor(), host: 'test' };
  return (await assess(plan, subject, options)).items[0];
}

/** What the explore screen does: a subject without samples, and those that are wanted. */
async function opened(subject: Subject) {
  const all = subject.dataset.test.y.length;
  const indices = Array.from({ length: all }, (_, id) => id);
  const source = subject.source({ order: 'file', indices, of: all }, 'wasm');
  const found = await openSubject(source, async () => ({
    runtime: createWasmRuntime(),
    report: { engine: 'wasm', agreement: null },
  }));
  closeLater(() => found.oracle.release());
  return found;
}

function rowsOf({ dataset }: OpenedSubject, ids: readonly number[]): SampleRows {
  const { batch, labels } = pick(dataset, ids);
  return { ids, x: batch.data, y: labels };
}

const common = { attacks: ['fgsm', 'pgd', 'apgd-ce'], iterations: 5, restarts: 2, selfChecks: false };
const ways = [
  ['digits-cnn-adversarial', { ...common, epsilons: [0, 0.15, 0.25] }],
  ['digits-cnn', { ...common, epsilons: [0, 0.0625, 0.15], batch: 7 }],
  ['digits-cnn', { ...common, epsilons: [0, 0.5], norm: 'l2', count: 'last-iterate' }],
  ['breast-cancer-mlp', { ...common, epsilons: [0, 0.3, 0.75] }],
] as const;

describe.each(ways)('single samples of %s %j', (target, parameters) => {
  let item: Item;
  let open: OpenedSubject;
  let subject: Subject;
  beforeAll(async () => {
    subject = await subjectOf(target);
    item = await itemOf(subject, parameters);
    open = await opened(subject);
  });
  afterAll(() => open.oracle.release());

  const look = (attacks: readonly string[], epsilon: number, ids: readonly number[]) =>
    lookAt(attacks, epsilon, resolveParameters('A.5-3', item.parameters, subject.info), rowsOf(open, ids), {
      oracle: open.oracle,
      space: attackSpace(open.dataset),
      seed: SEED,
      signal: never,
    });

  test('fall when the report says, one by one', async () => {
    const falls = item.details.falls as readonly PackedFalls[];
    const clean = unpackBits(item.outcomes[0].bits, item.ids.length);
    let fallen = 0;
    for (const { attack, epsilon, width, data } of falls) {
      const times = unpackNumbers(data, item.ids.length, width);
      const { bits } = item.outcomes.find(({ name }) => name === `${attack}@${epsilon}`)!;
      const stands = unpackBits(bits, item.ids.length);
      // Another company than in the run: a few at a time, from the end.
      for (let to = item.ids.length; to > 0; to -= 9) {
        const places = Array.from({ length: Math.min(9, to) }, (_, i) => to - 1 - i);
        const found = await look(
          [attack],
          epsilon,
          places.map((place) => item.ids[place]),
        );
        places.forEach((place, i) => {
          expect(found.fell[i] === 0).toBe(stands[place]);
          const first = found.firstContinuous[i];
          expect(first === -2).toBe(!clean[place]);
          expect(first === -1 ? 0 : first === -2 ? 1 : 1 + first).toBe(times[place]);
          if (clean[place] && first >= 0) fallen++;
        });
      }
    }
    expect(fallen).toBeGreaterThan(15);
  });

  test('are the kept ones of the report, to the last digit', async () => {
    const kept = item.details.samples as readonly ReportSample[];
    expect(kept.length).toBeGreaterThan(3);
    for (const one of kept) {
      const found = await look([one.attack], one.epsilon, [one.id]);
      expect(encodeInput(found.adversarial, attackSpace(open.dataset))).toEqual(one.adversarial);
      expect([...softmaxRows(found.before, open.oracle.classes)]).toEqual(one.before.confidences);
      expect([...softmaxRows(found.after, open.oracle.classes)]).toEqual(one.after.confidences);
      expect(found.distances[0]).toMatchObject(one.distance);
      expect(found.fellStored[0] === 1).toBe(one.survivesStorage);
    }
  });

  test('at ε 0 are as they were', async () => {
    const found = await look(['pgd'], 0, item.ids.slice(0, 5));
    expect(found.adversarial).toEqual(rowsOf(open, item.ids.slice(0, 5)).x);
    expect(found.after).toEqual(found.before);
    expect(found.attacks).toEqual([null, null, null, null, null]);
  });
});

test('several attacks in turn break what a cascade broke', async () => {
  const subject = await subjectOf('digits-cnn');
  const item = await itemOf(subject, { ...common, epsilons: [0, 0.125], mode: 'cascade' });
  const open = await opened(subject);
  const parameters = resolveParameters('A.5-3', item.parameters, subject.info);
  const { oracle, dataset } = open;
  const context = { oracle, space: attackSpace(dataset), seed: SEED, signal: never };
  const found = await lookAt(common.attacks, 0.125, parameters, rowsOf(open, item.ids), context);
  const { bits } = item.outcomes.find(({ name }) => name === 'worst-case@0.125')!;
  expect(Array.from(found.fell, (down) => down === 0)).toEqual(unpackBits(bits, item.ids.length));
  const steps = item.details.cascade as readonly { attack: string; brokenStored: number }[];
  for (const { attack, brokenStored } of steps) {
    const by = found.attacks.filter((name, i) => name === attack && found.fellStored[i] === 1);
    expect(by).toHaveLength(brokenStored);
  }
  await oracle.release();
});
