import { readFileSync } from 'node:fs';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-web/wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { exportGradient, exportModel } from '../../../src/graph/export.ts';
import { convertLayersModel } from '../../../src/graph/layers-model/index.ts';
import { importModel, type Model } from '../../../src/graph/model.ts';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import { withPreprocessing } from '../../../src/graph/preprocessing.ts';
import { engineSettings } from '../../../src/graph/runtime/session.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { UserError } from '../../../src/messages/index.ts';
import { ModelOracle, oneHot } from '../../../src/oracles/model.ts';
import { INT64, ml, modelFile, node, tensor, value } from '../../support/graph/files.ts';
import { values } from '../../support/graph/nets.ts';
import { attributesOf } from '../../support/graph/trees.ts';
import { built, layers, saved } from '../../support/layers-models.ts';
import { fetchPublic } from '../../support/public-files.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/models/${name}`, import.meta.url)));

const net = built([6, 6, 2], (x) => {
  const maps = layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu' }).apply(x);
  const pooled = layers.maxPooling2d({ poolSize: 2 }).apply(maps);
  const flat = layers.flatten().apply(pooled);
  return layers.dense({ units: 4, activation: 'softmax' }).apply(flat) as typeof x;
});

const cnn = importModel(await fetchPublic('models/digits-cnn.onnx'));
const models: Readonly<Record<string, Model>> = {
  'a bundled model': cnn,
  'a TensorFlow.js layers model': importModel(convertLayersModel(await saved(net))),
  'a float16 model': importModel(fixture('half/pure.onnx')),
  'an int8 model in QDQ form': importModel(fixture('quantised/digits.onnx')),
  'a model with preprocessing in front': withPreprocessing(
    cnn,
    {
      channels: 'grey',
      resize: { height: 8, width: 8, mode: 'linear', antialias: true },
      multiply: 16,
      mean: [4.5],
      std: [6],
    },
    [3, 12, 12],
  ),
  'a model that works with batches of one size': importModel(fixture('zoo/residual-17-fixed.onnx')),
};

/** The file on the engine's own interface, by the names that stand in the file. */
async function raw(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, readonly [Float32Array, readonly number[]]>>,
): Promise<Record<string, Float32Array>> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    extra: engineSettings,
  });
  try {
    expect([...session.inputNames].sort()).toEqual(Object.keys(feeds).sort());
    const given = Object.entries(feeds).map(
      ([name, [data, dims]]) => [name, new ort.Tensor('float32', data, dims)] as const,
    );
    const made = await session.run(Object.fromEntries(given));
    return Object.fromEntries(Object.entries(made).map(([name, { data }]) => [name, data as Float32Array]));
  } finally {
    await session.release();
  }
}

/** Dimensions of each input and output that comes with a doc string. */
function wordsIn(bytes: Uint8Array): Record<string, (string | number)[]> {
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  expect(graph?.docString).toMatch(/\w/);
  const told = [...(graph?.input ?? []), ...(graph?.output ?? [])].filter(
    ({ docString }) => docString !== '',
  );
  return Object.fromEntries(
    told.map(({ name, type }) => [
      name,
      type?.value.case === 'tensorType'
        ? type.value.value.shape!.dim.map((dim) =>
            dim.value.case === 'dimParam' ? dim.value.value : Number(dim.value.value),
          )
        : [],
    ]),
  );
}

function batchFor(model: Model) {
  const { sampleShape } = model.input;
  const count = model.fixedBatch ?? 3;
  const size = sampleShape.reduce((product, dim) => product * dim, 1);
  const data = values(count * size, 'export').map((one) => Math.abs(one) % 1);
  const labels = Int32Array.from({ length: count }, (_, at) => at % model.classes);
  const targets = labels.map((label) => (label + 1) % model.classes);
  const rows = (classes: Int32Array) => [oneHot(classes, model.classes), [count, model.classes]] as const;
  return {
    batch: { data, count, shape: sampleShape },
    labels,
    targets,
    feeds: { input: [data, [count, ...sampleShape]] as const, labels: rows(labels), targets: rows(targets) },
  };
}

async function inWhiteBox<T>(model: Model, work: (oracle: ModelOracle) => Promise<T>): Promise<T> {
  const oracle = new ModelOracle(runtime, model);
  try {
    return await work(oracle);
  } finally {
    await oracle.release();
  }
}

describe.each(Object.entries(models))('%s', (_, model) => {
  const { batch, labels, targets, feeds } = batchFor(model);
  const bytes = exportModel(model);

  test('gives the same logits when it is read back, and in the engine as it is, to the bit', async () => {
    const wanted = await inWhiteBox(model, (oracle) => oracle.logits(batch));
    expect(new Set(wanted).size).toBeGreaterThan(model.classes);
    const { logits } = await raw(bytes, { input: feeds.input });
    expect(logits).toEqual(wanted);
    const again = importModel(bytes);
    expect(again).toMatchObject({ access: 'gradient', classes: model.classes, fixedBatch: model.fixedBatch });
    expect(again.input).toEqual({ name: 'input', sampleShape: model.input.sampleShape });
    expect(await inWhiteBox(again, (oracle) => oracle.logits(batch))).toEqual(wanted);
  });

  test.each(['cross-entropy', 'margin'] as const)(
    'the gradient of %s in the engine is the white box’s, to the bit',
    async (name) => {
      const { input, labels: truth } = feeds;
      const wanted = await inWhiteBox(model, (oracle) => oracle.lossGradient(batch, labels, { name }));
      expect(wanted.gradient.some((one) => one !== 0)).toBe(true);
      const found = await raw(exportGradient(model, { loss: name }), { input, labels: truth });
      expect(Object.keys(found).sort()).toEqual(['gradient', 'logits', 'loss']);
      expect(found).toEqual({ ...wanted });
    },
  );

  test('the gradient towards a target, too', async () => {
    const spec = { name: 'dlr', targets } as const;
    const wanted = await inWhiteBox(model, (oracle) => oracle.lossGradient(batch, labels, spec));
    expect(await raw(exportGradient(model, { loss: 'dlr', targeted: true }), feeds)).toEqual({ ...wanted });
  });

  test('says what goes in and comes out, over a batch of any size where the model allows it', () => {
    const file = readOnnx(bytes);
    const samples = model.fixedBatch ?? 'N';
    expect(file.opset).toBe(model.graph.opset);
    expect(file.inputs).toMatchObject([{ name: 'input', dtype: 'float32' }]);
    expect(file.outputs).toMatchObject([{ name: 'logits', dtype: 'float32' }]);
    expect(wordsIn(bytes)).toEqual({
      input: [samples, ...model.input.sampleShape],
      logits: [samples, model.classes],
    });
    expect(wordsIn(exportGradient(model, { loss: 'dlr', targeted: true }))).toEqual({
      input: [samples, ...model.input.sampleShape],
      labels: [samples, model.classes],
      targets: [samples, model.classes],
      logits: [samples, model.classes],
      loss: [samples],
      gradient: [samples, ...model.input.sampleShape],
    });
  });
});

test('values that have the names of an export’s own give way, whichever they are', async () => {
  const bytes = modelFile({
    nodes: [
      node('MatMul', ['logits', 'labels'], ['loss']),
      node('Relu', ['loss'], ['gradient']),
      node('Add', ['gradient', 'input_inside'], ['input']),
    ],
    tensors: [tensor('labels', [2, 3], [1, -2, 3, 2, 1, -1]), tensor('input_inside', [3], [0.5, 0, -0.5])],
    inputs: [value('logits', ['N', 2])],
    outputs: [value('input', ['N', 3])],
  });
  const made = await raw(exportGradient(importModel(bytes)), {
    input: [Float32Array.of(1, 2), [1, 2]],
    labels: [Float32Array.of(1, 0, 0), [1, 3]],
  });
  // [5, 0, 1] after the ReLU, and the bias; the middle unit is at 0, where its gradient is 0.
  expect([...made.logits]).toEqual([5.5, 0, 0.5]);
  const [, , last] = [5.5, 0, 0.5].map((one) => Math.exp(one) / (Math.exp(5.5) + 1 + Math.exp(0.5)));
  const first = Math.exp(5.5) / (Math.exp(5.5) + 1 + Math.exp(0.5)) - 1;
  expect(made.gradient[0]).toBeCloseTo(first + 3 * last, 6);
  expect(made.gradient[1]).toBeCloseTo(2 * first - last, 6);
});

test('trees are exported as they are; their gradient is refused by the operator’s name', async () => {
  const trees = attributesOf([{ feature: 1, threshold: 0.5, left: [0.75, 0.25], right: [0.125, 0.875] }]);
  const bytes = modelFile({
    nodes: [
      ml('TreeEnsembleClassifier', ['x'], ['label', 'probabilities'], {
        ...trees,
        classlabels_int64s: [0, 1],
        post_transform: 'NONE',
      }),
    ],
    inputs: [value('x', ['N', 2])],
    outputs: [value('label', ['N'], INT64), value('probabilities', ['N', 2])],
  });
  const model = importModel(bytes);
  const exported = exportModel(model);
  expect(readOnnx(exported).domains).toEqual({ 'ai.onnx.ml': 3 });
  const { logits } = await raw(exported, { input: [Float32Array.of(9, 0, 9, 1), [2, 2]] });
  [0.75, 0.25, 0.125, 0.875].forEach((one, at) => expect(Math.exp(logits[at])).toBeCloseTo(one, 6));
  expect(() => exportGradient(model)).toThrow(UserError);
  expect(() => exportGradient(model)).toThrow(/TreeEnsembleClassifier/);
});
