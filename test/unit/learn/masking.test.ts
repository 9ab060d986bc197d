import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctAt, failedChecks, robustness } from '../../../src/app/learn/facts.ts';
import { Shelf } from '../../../src/app/learn/store.ts';
import { runAttack } from '../../../src/attacks/drive.ts';
import { apgdDlr } from '../../../src/attacks/evasion/apgd-dlr.ts';
import { pgd } from '../../../src/attacks/evasion/pgd.ts';
import { configure } from '../../../src/attacks/settings.ts';
import { NEVER, type AttackSamples, type EvasionAttack } from '../../../src/attacks/types.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import type { Dataset } from '../../../src/datasets/types.ts';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { argmaxRows, ModelOracle } from '../../../src/oracles/model.ts';
import { loadTarget } from '../../../src/training/bundled.ts';
import { fetchPublic } from '../../support/public-files.ts';

const epsilon = 2 / 16;
const count = 60;
const size = 64;
const shape = [1, 8, 8];

let digits: Dataset;
let ordinary: ModelOracle;
let loud: ModelOracle;

async function open(target: string): Promise<ModelOracle> {
  const { bytes } = await loadTarget(target, fetchPublic);
  return new ModelOracle(createWasmRuntime({ numThreads: 1 }), importModel(bytes));
}

beforeAll(async () => {
  digits = await loadBundled('digits', fetchPublic);
  ordinary = await open('digits-cnn');
  loud = await open('digits-cnn-loud');
});
afterAll(async () => {
  await ordinary.release();
  await loud.release();
});

const decisions = async (oracle: ModelOracle, data: Float32Array) =>
  argmaxRows(await oracle.logits({ data, count: data.length / size, shape }), oracle.classes);

/** The first samples that both models get right. */
async function rightOnes(): Promise<AttackSamples> {
  const { x, y } = digits.test;
  const said = await decisions(ordinary, x.slice(0, count * size));
  const ids = Array.from({ length: count }, (_, id) => id).filter((id) => said[id] === y[id]);
  const rows = new Float32Array(ids.length * size);
  ids.forEach((id, at) => rows.set(x.subarray(id * size, (id + 1) * size), at * size));
  return { ids, x: rows, y: Int32Array.from(ids, (id) => y[id]), count: ids.length };
}

function attack(oracle: ModelOracle, which: EvasionAttack, samples: AttackSamples) {
  const settings = configure(which, 'linf', epsilon, { steps: 40 });
  return runAttack(which, settings, samples, {
    oracle,
    space: { shape, size, low: 0, high: 1 },
    seed: 1,
    batch: 100,
  });
}

const fallen = (first: Int32Array) => first.reduce((sum, at) => sum + Number(at !== NEVER), 0);

describe('the masked model', () => {
  test('decides as the ordinary one on the whole test part, and far from it', async () => {
    const { x } = digits.test;
    expect(await decisions(loud, x)).toEqual(await decisions(ordinary, x));
    const noisy = x.map((value, at) => Math.min(1, Math.max(0, value + ((at * 37) % 16) / 16 - 0.5)));
    expect(await decisions(loud, noisy)).toEqual(await decisions(ordinary, noisy));
  });

  test('withstands PGD on the cross-entropy, not APGD on the DLR loss, and nothing made on the ordinary one', async () => {
    const samples = await rightOnes();
    const byPgd = fallen((await attack(loud, pgd, samples)).firstContinuous);
    const byDlr = fallen((await attack(loud, apgdDlr, samples)).firstContinuous);
    const made = await attack(ordinary, pgd, samples);
    const broken = fallen(made.firstContinuous);
    expect(byPgd).toBeLessThan(samples.count / 4);
    expect(byDlr).toBeGreaterThan((samples.count * 3) / 5);
    expect(broken).toBeGreaterThan((samples.count * 3) / 5);
    const said = await decisions(loud, made.adversarial);
    const carried = made.firstContinuous.filter((at, i) => at !== NEVER && said[i] !== samples.y[i]).length;
    expect(carried, 'every sample that broke the ordinary model').toBe(broken);
  });
});

describe('its stored results say so', () => {
  const shelf = new Shelf(fetchPublic);

  test('cross-entropy alone reports far too much and is found out by the self-checks', async () => {
    const claimed = await shelf.report('loud-pgd');
    const ordinaryReport = await shelf.report('curve');
    expect(robustness(claimed).value).toBeGreaterThan(3 * (robustness(ordinaryReport).value ?? 1));
    expect(robustness(claimed).reliable).toBe(false);
    expect(failedChecks(claimed)).toEqual(expect.arrayContaining(['unbounded', 'gradients', 'losses']));
  });

  test('with APGD-DLR the figure is that of the ordinary model, up to the draw of samples', async () => {
    const unmasked = robustness(await shelf.report('loud-dlr'));
    const { value, interval } = robustness(await shelf.report('curve'));
    expect(unmasked.value).toBeLessThan(0.25);
    expect(unmasked.interval!.low).toBeLessThan(interval!.high);
    expect(interval!.low).toBeLessThan(unmasked.interval!.high);
    expect(value).toBeLessThan(0.25);
    expect(correctAt(await shelf.report('loud-dlr'), 'apgd-dlr', epsilon)).toBeLessThan(
      correctAt(await shelf.report('loud-pgd'), 'pgd', epsilon) / 3,
    );
  });
});
