import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { importModel } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { unpackFloats } from '../../../src/numeric/bits.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import type { Batch } from '../../../src/oracles/types.ts';
import { describeShared, sharedBytes, sharedJson } from '../../support/shared.ts';

interface Reference {
  readonly rows?: readonly number[];
  readonly labels: readonly number[];
  readonly logits_float64: readonly (readonly number[])[];
  readonly loss_per_sample_float64?: readonly number[];
  readonly gradients: { readonly data_base64: string };
}

interface Weights {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const rowsOf = (folder: string, file: string): number[][] =>
  new TextDecoder()
    .decode(sharedBytes(folder, `datasets/${file}`))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

function mnist(folder: string): Batch {
  const images = gunzipSync(sharedBytes(folder, 'datasets/mnist/t10k-images-idx3-ubyte.gz'));
  const data = Float32Array.from(images.subarray(16, 16 + 32 * 784), (pixel) => pixel / 255);
  return { data, count: 32, shape: [1, 28, 28] };
}

function digits(folder: string): Batch {
  const rows = rowsOf(folder, 'uci-digits.csv').slice(1297, 1297 + 32);
  return {
    data: Float32Array.from(rows.flatMap((row) => row.slice(0, 64).map((pixel) => pixel / 16))),
    count: 32,
    shape: [64],
  };
}

function breastCancer(folder: string, reference: Reference): Batch {
  const { mean, std } = sharedJson<Weights>(folder, 'reference/models/breast-cancer-mlp.weights.json');
  const all = rowsOf(folder, 'breast-cancer.csv');
  const rows = (reference.rows ?? []).map((row) =>
    all[row].slice(0, 30).map((value, j) => (value - mean[j]) / std[j]),
  );
  return { data: Float32Array.from(rows.flat()), count: 32, shape: [30] };
}

/**
 * Relative L2 error of each sample's gradient, sorted. Gradients with a norm below 1e-10 are left out: the reference took
 * p − 1 in float64, which keeps fewer digits there than we do.
 */
function errors(found: Float32Array, wanted: Float32Array, size: number): number[] {
  return Array.from({ length: wanted.length / size }, (_, sample) => {
    let [difference, norm] = [0, 0];
    for (let i = sample * size; i < (sample + 1) * size; i++) {
      difference += (found[i] - wanted[i]) ** 2;
      norm += wanted[i] ** 2;
    }
    return norm > 1e-20 ? [Math.sqrt(difference / norm)] : [];
  })
    .flat()
    .sort((a, b) => a - b);
}

/**
 * Relative errors allowed over the 16 inputs, median and largest. PyTorch's float32, by the reference's README: mnist-lenet
 * 4e-4 and 3e-2, mnist-lenet-adv 3e-6 and 4e-4, digits-mlp 7e-6 and 7e-4, the largest on very confident inputs.
 */
const models = {
  'mnist-lenet': { input: mnist, median: 3e-6, largest: 2e-5 },
  'mnist-lenet-adv': { input: mnist, median: 2e-6, largest: 1e-5 },
  'digits-mlp': { input: digits, median: 2e-6, largest: 1e-5 },
  'breast-cancer-mlp': { input: breastCancer, median: 5e-6, largest: 5e-5 },
};

describeShared('shared reference models', (folder) => {
  const runtime = createWasmRuntime();
  afterAll(() => expect(runtime.openSessions).toBe(0));

  test.each(Object.entries(models))('%s agrees with float64', async (name, { input, median, largest }) => {
    const reference = sharedJson<Reference>(folder, `reference/results/${name}.logits-gradients.json`);
    const model = importModel(sharedBytes(folder, `reference/models/${name}.onnx`));
    const oracle = new ModelOracle(runtime, model);
    const batch = input(folder, reference);
    const labels = Int32Array.from(reference.labels);
    const { logits, loss, gradient } = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
    reference.logits_float64
      .flat()
      .forEach((value, i) => expect(Math.abs(logits[i] - value)).toBeLessThan(1e-4));
    reference.loss_per_sample_float64?.forEach((value, i) =>
      expect(Math.abs(loss[i] - value)).toBeLessThan(1e-9 + 2e-5 * Math.max(value, 1e-3)),
    );
    const size = gradient.length / 32;
    const wanted = unpackFloats(reference.gradients.data_base64);
    const sorted = errors(gradient.subarray(0, 16 * size), wanted, size);
    expect(sorted.length).toBeGreaterThanOrEqual(8);
    expect(sorted[sorted.length >> 1]).toBeLessThan(median);
    expect(sorted[sorted.length - 1]).toBeLessThan(largest);
    expect(await oracle.logits(batch)).toEqual(logits);
    await oracle.release();
  });
});
