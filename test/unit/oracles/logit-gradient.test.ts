import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampler } from '../../../src/extraction/samplers/index.ts';
import { surrogateOf } from '../../../src/extraction/surrogate.ts';
import { sizeOf } from '../../../src/graph/ir.ts';
import { importModel, modelOf } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { argmaxRows, ModelOracle } from '../../../src/oracles/model.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';
import { answered, askUpTo, contextOf, nothingAsked } from '../../support/surrogate.ts';

const wasm = createWasmRuntime();
const file = (path: string) =>
  importModel(new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url))));

const MODELS = [
  ['a small net', () => modelOf(tinyNet())],
  ['digits', () => file('public/models/digits-cnn.onnx')],
  ['residual blocks', () => file('test/fixtures/models/residual.onnx')],
  ['attention', () => file('test/fixtures/models/attention.onnx')],
] as const;

test.each(MODELS)(
  '%s: a difference of two logits has the margin’s gradient, whatever the pieces',
  async (_, open) => {
    const model = open();
    const shape = model.input.sampleShape;
    const count = 5;
    const batch = { data: values(count * sizeOf(shape), 'logits').map(Math.abs), count, shape };
    const labels = Int32Array.from({ length: count }, (_, i) => i % model.classes);
    const oracle = new ModelOracle(wasm, model);
    const { logits, gradient } = await oracle.lossGradient(batch, labels, { name: 'margin' });
    const weights = new Float32Array(count * model.classes);
    const others = logits.slice();
    labels.forEach((label, i) => {
      others[i * model.classes + label] = -Infinity;
      weights[i * model.classes + label] = -1;
    });
    argmaxRows(others, model.classes).forEach((best, i) => (weights[i * model.classes + best] = 1));
    expect(await oracle.logitGradient(batch, weights)).toEqual(gradient);
    const small = new ModelOracle(wasm, model, { memory: 0 });
    expect(await small.logitGradient(batch, weights)).toEqual(gradient);
    // Twice the weights, twice the gradient.
    const twice = await oracle.logitGradient(
      batch,
      weights.map((weight) => 2 * weight),
    );
    expect(twice).toEqual(gradient.map((value) => 2 * value));
    await expect(oracle.logitGradient(batch, weights.subarray(1))).rejects.toThrow('rows of weights');
    await oracle.release();
    await small.release();
  },
);

test('one logit’s slope is that of central differences, and Papernot’s step raises the logit of the label', async () => {
  const model = file('public/models/digits-cnn.onnx');
  const oracle = new ModelOracle(wasm, model);
  const surrogate = surrogateOf(oracle);
  const size = sizeOf(model.input.sampleShape);
  const data = values(size, 'slope').map((value) => 0.3 + 0.3 * Math.abs(value));
  const weights = new Float32Array(10);
  weights[4] = 1;
  const slope = await surrogate.gradient(data, weights);
  const direction = values(size, 'direction').map(Math.sign);
  const moved = (by: number) => data.map((value, k) => value + by * direction[k]);
  const step = 1e-3;
  const [up, down] = [await surrogate.logits(moved(step)), await surrogate.logits(moved(-step))].map(
    (z) => z[4],
  );
  const expected = slope.reduce((sum, value, k) => sum + value * direction[k], 0);
  expect(Math.abs((up - down) / (2 * step) - expected)).toBeLessThan(0.01 * Math.abs(expected));

  const pool = {
    data,
    count: 1,
    size,
    shape: model.input.sampleShape,
    box: { low: 0, high: 1 },
    kind: 'image',
  } as const;
  const run = sampler('jacobian')!.start(contextOf(pool, 10));
  const victim = () => Int32Array.of(4);
  const { asked } = await askUpTo(run, 1, nothingAsked, victim);
  const more = answered(asked, await run.next(2, asked, surrogate), victim);
  const logits = await surrogate.logits(more.data);
  expect(logits[14]).toBeGreaterThan(logits[4]);
  await oracle.release();
});
