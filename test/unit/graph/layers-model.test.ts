import { afterAll, describe, expect, test } from 'vitest';
import { convertLayersModel, isLayersModel, weightFilesOf } from '../../../src/graph/layers-model/index.ts';
import { importModel } from '../../../src/graph/model.ts';
import { readOnnx } from '../../../src/graph/onnx/read.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { layersCases } from '../../support/layers-cases.ts';
import { jsonFile, jsonOf, kerasSequential, layer, written } from '../../support/layers-json.ts';
import {
  apart,
  built,
  byGraph,
  byTensorflow,
  difference,
  layers as l,
  saved,
  sequential,
  settle,
  values,
} from '../../support/layers-models.ts';

const runtime = createWasmRuntime();
afterAll(() => expect(runtime.openSessions).toBe(0));

const count = 2;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, dim) => product * dim, 1);
const batchOf = (shape: readonly number[], classes = 4) => ({
  x: values(7, count * sizeOf(shape), 0, 1),
  dims: [count, ...shape],
  seeds: values(8, count * classes),
});
const furthest = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe('a converted layers model computes what TensorFlow.js computes', () => {
  test.each(layersCases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const model = built(each.shape, each.net);
    const { x, ...others } = batchOf(each.shape);
    const { tokens } = each;
    const batch = { ...others, x: tokens === undefined ? x : x.map((value) => Math.floor(value * tokens)) };
    const differentiable = tokens === undefined;
    const tape = byTensorflow(model, batch, differentiable && !each.byDifferences);
    const graph = await byGraph(runtime, await saved(model), batch, differentiable);
    expect(Math.max(...tape.output.map(Math.abs))).toBeGreaterThan(1e-2);
    expect(furthest(tape.output, graph.output)).toBeLessThan(1e-5);
    if (tape.gradient && graph.gradient) expect(apart(tape.gradient, graph.gradient)).toBeLessThan(1e-5);
    else if (graph.gradient) {
      const { gradient } = graph;
      for (const seed of [1, 2, 3]) {
        const direction = values(seed, batch.x.length);
        const exact = gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
        const found = difference(model, batch, direction, 1e-2);
        expect(Math.abs(found - exact)).toBeLessThan(2e-3 * Math.max(Math.abs(exact), 0.1));
      }
    }
  });

  test('a sequential model, in three files, given in another order and from another folder', async () => {
    const model = sequential();
    model.add(l.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], activation: 'relu' }));
    model.add(l.flatten());
    model.add(l.dense({ units: 4, activation: 'softmax' }));
    settle(model, 3);
    const files = await saved(model, 3);
    const moved = [...files].reverse().map(({ name, bytes }) => ({ name: `some/folder/${name}`, bytes }));
    expect(convertLayersModel(moved)).toEqual(convertLayersModel(files));
    const imported = importModel(convertLayersModel(files));
    expect(imported).toMatchObject({ classes: 4, removed: 'Softmax', access: 'gradient', opset: 17 });
    expect(imported.input.sampleShape).toEqual([6, 6, 2]);
    expect(imported.producer).toBe('TensorFlow.js (TensorFlow.js tfjs-layers v4.22.0)');
    const batch = batchOf([6, 6, 2]);
    const probabilities = byTensorflow(model, batch, false).output;
    const { output } = await byGraph(runtime, files, batch, false);
    for (const row of [0, 1]) {
      const logits = output.slice(row * 4, row * 4 + 4).map(Math.exp);
      const sum = logits.reduce((total, value) => total + value, 0);
      expect(
        furthest(
          probabilities.slice(row * 4, row * 4 + 4),
          logits.map((value) => value / sum),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  test('normalisation along an axis that is not the last, by turning that axis to the end', async () => {
    // TensorFlow.js's own kernel takes the figures in the wrong order there (CPU backend, 4.22).
    const shape = [3, 4, 5];
    const along = built(shape, (x) =>
      [l.batchNormalization({ axis: 1 }), l.flatten(), l.dense({ units: 4 })].reduce(
        (so, each) => each.apply(so) as typeof x,
        x,
      ),
    );
    const turned = built(shape, (x) =>
      [
        l.permute({ dims: [2, 3, 1] }),
        l.batchNormalization(),
        l.permute({ dims: [3, 1, 2] }),
        l.flatten(),
        l.dense({ units: 4 }),
      ].reduce((so, each) => each.apply(so) as typeof x, x),
    );
    const exact = byTensorflow(turned, batchOf(shape), true);
    const graph = await byGraph(runtime, await saved(along), batchOf(shape), true);
    expect(furthest(exact.output, graph.output)).toBeLessThan(1e-5);
    expect(apart(exact.gradient ?? new Float32Array(1), graph.gradient ?? new Float32Array(1))).toBeLessThan(
      1e-5,
    );
  });
});

describe('few transposes', () => {
  const transposes = async (shape: number[], ...made: InstanceType<typeof l.Layer>[]) => {
    const model = built(shape, (x) => made.reduce((so, each) => each.apply(so) as typeof x, x));
    const { nodes } = readOnnx(convertLayersModel(await saved(model)));
    return nodes.filter(({ op }) => op === 'Transpose').length;
  };
  const block = () => [
    l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
    l.batchNormalization(),
    l.maxPooling2d({ poolSize: 2, strides: 1 }),
  ];

  test('one at the beginning, one at the end', async () => {
    expect(await transposes([12, 12, 3], ...block(), ...block(), l.flatten(), l.dense({ units: 4 }))).toBe(2);
  });

  test('none at the end behind a global pool, none at all for one channel', async () => {
    const tail = [l.globalAveragePooling2d({}), l.dense({ units: 4 })];
    expect(await transposes([12, 12, 3], ...block(), ...block(), ...tail)).toBe(1);
    expect(await transposes([12, 12, 1], ...block(), ...block(), ...tail)).toBe(0);
  });
});

/** As Keras 2's converter writes a model: its names, its settings, and layers that TensorFlow.js does not have. */
describe('what Keras writes', () => {
  const run = async (
    shape: number[],
    layers: Parameters<typeof kerasSequential>[1],
    weights: Parameters<typeof written>[1],
    x: Float32Array,
  ) => {
    const files = written(kerasSequential(shape, layers), weights);
    const dims = [x.length / sizeOf(shape), ...shape];
    return Array.from((await byGraph(runtime, files, { x, dims, seeds: new Float32Array(0) }, false)).output);
  };
  const flat = layer('Flatten', 'flatten', { data_format: 'channels_last' });

  test('figures of Normalization, cropping and padding of sequences', async () => {
    const layers = [
      layer('Normalization', 'normalization', { axis: [-1], invert: false, mean: null, variance: null }),
      layer('Cropping1D', 'cropping1d', { cropping: [1, 0] }),
      layer('ZeroPadding1D', 'zero_padding1d', { padding: [0, 1] }),
      layer('UpSampling1D', 'up_sampling1d', { size: 2 }),
      flat,
    ];
    const weights = [
      { name: 'normalization/mean', shape: [2], data: Float32Array.of(1, 2) },
      { name: 'normalization/variance', shape: [2], data: Float32Array.of(4, 0.25) },
    ];
    const x = Float32Array.of(9, 9, 3, 3, 5, 4);
    // (3 − 1) / 2 = 1, (3 − 2) / 0.5 = 2; (5 − 1) / 2 = 2, (4 − 2) / 0.5 = 4; each step twice, zeros behind.
    expect(await run([3, 2], layers, weights, x)).toEqual([1, 2, 1, 2, 2, 4, 2, 4, 0, 0, 0, 0]);
  });

  test('a separable convolution with more than one kernel a channel', async () => {
    const layers = [
      layer('SeparableConv2D', 'separable_conv2d', {
        filters: 2,
        kernel_size: [1, 2],
        depth_multiplier: 2,
        use_bias: false,
        activation: 'linear',
        groups: 1,
        padding: 'valid',
        strides: [1, 1],
        dilation_rate: [1, 1],
      }),
      flat,
    ];
    const weights = [
      // [height, width, channels, kernels]: sums of both pixels and their differences.
      { name: 'separable_conv2d/depthwise_kernel', shape: [1, 2, 1, 2], data: Float32Array.of(1, -1, 1, 1) },
      { name: 'separable_conv2d/pointwise_kernel', shape: [1, 1, 2, 2], data: Float32Array.of(1, 10, 2, 20) },
    ];
    // Pixels 3, 5: sum 8, difference 2; outputs 8 + 2·2 and 80 + 20·2.
    expect(await run([1, 2, 1], layers, weights, Float32Array.of(3, 5))).toEqual([12, 120]);
  });

  test('an open axis of Reshape, weights under the names of their model and cell', async () => {
    const layers = [
      layer('Reshape', 'reshape', { target_shape: [-1, 2] }),
      layer('Dense', 'dense', {
        units: 2,
        use_bias: true,
        activation: { class_name: 'function', config: 'relu', registered_name: 'relu' },
      }),
      flat,
    ];
    const weights = [
      { name: 'outer/dense/kernel:0', shape: [2, 2], data: Float32Array.of(1, 0, 0, -1) },
      { name: 'dense/cell/bias', shape: [2], data: Float32Array.of(0.5, 0) },
    ];
    expect(await run([4], layers, weights, Float32Array.of(1, 2, -3, -4))).toEqual([1.5, 0, 0, 4]);
  });

  test('Subtract, in the form of Keras 3', async () => {
    const tensor = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 3], dtype: 'float32', keras_history: [name, 0, 0] },
    });
    const topology = {
      class_name: 'Functional',
      config: {
        name: 'functional',
        layers: [
          {
            class_name: 'InputLayer',
            name: 'x',
            config: { name: 'x', batch_shape: [null, 3] },
            inbound_nodes: [],
          },
          {
            class_name: 'Activation',
            name: 'twice',
            config: { name: 'twice', activation: 'exponential' },
            inbound_nodes: [{ args: [tensor('x')], kwargs: {} }],
          },
          {
            class_name: 'Subtract',
            name: 'less',
            config: { name: 'less' },
            inbound_nodes: [{ args: [[tensor('twice'), tensor('x')]], kwargs: {} }],
          },
        ],
        input_layers: ['x', 0, 0],
        output_layers: [['less', 0, 0]],
      },
    };
    const batch = { x: Float32Array.of(0, 1, 2), dims: [1, 3], seeds: new Float32Array(0) };
    const { output } = await byGraph(runtime, written(topology, []), batch, false);
    expect(furthest(output, Float32Array.of(1, Math.E - 1, Math.exp(2) - 2))).toBeLessThan(1e-6);
  });

  test.each([
    ['uint8', new Uint8Array([0, 128, 255, 10])],
    ['uint16', new Uint16Array([0, 128, 65535, 10])],
    ['float16', new Uint16Array([0x3c00, 0xc000, 0x0001, 0x7bff])],
  ] as const)('weights stored as %s', async (dtype, stored) => {
    const files = written(
      kerasSequential([2], [layer('Dense', 'dense', { units: 2, use_bias: false, activation: 'linear' })]),
      [{ name: 'dense/kernel', shape: [2, 2], data: new Float32Array(4) }],
    );
    const json = jsonOf(files[0]) as { weightsManifest: { weights: Record<string, unknown>[] }[] };
    json.weightsManifest[0].weights[0].quantization =
      dtype === 'float16' ? { dtype } : { dtype, min: -1, scale: 0.01, original_dtype: 'float32' };
    const data = { ...files[1], bytes: new Uint8Array(stored.buffer) };
    const x = Float32Array.of(1, 0, 0, 1);
    const { output } = await byGraph(
      runtime,
      [jsonFile(json), data],
      { x, dims: [2, 2], seeds: new Float32Array(0) },
      false,
    );
    const exact =
      dtype === 'float16' ? [1, -2, 2 ** -24, 65504] : Array.from(stored, (value) => value * 0.01 - 1);
    exact.forEach((value, i) => expect(output[i]).toBe(Math.fround(value)));
  });
});

describe('files that cannot be converted end in one sentence', () => {
  const dense = layer('Dense', 'dense', { units: 2, use_bias: false, activation: 'linear' });
  const kernel = { name: 'dense/kernel', shape: [3, 2], data: new Float32Array(6) };
  const good = () => written(kerasSequential([3], [dense]), [kernel]);
  const refusal = (files: Parameters<typeof convertLayersModel>[0]) => {
    try {
      convertLayersModel(files);
    } catch (error) {
      return error as { id: string; values: Record<string, unknown> };
    }
    throw new Error('it was converted');
  };
  type Json = {
    modelTopology: { model_config: { config: { layers: Record<string, Record<string, unknown>>[] } } };
    weightsManifest: { paths: string[]; weights: Record<string, unknown>[] }[];
  };
  const changed = (change: (json: Json) => void) => {
    const [file, ...others] = good();
    const json = jsonOf(file) as unknown as Json;
    change(json);
    return [jsonFile(json), ...others];
  };

  test('the unchanged files are converted', () => {
    expect(importModel(convertLayersModel(good())).classes).toBe(2);
  });

  test('missing weight files, all of them by name', () => {
    const files = changed(({ weightsManifest: [group] }) => group.paths.push('a.bin', 'b.bin'));
    expect(refusal(files)).toMatchObject({ id: 'layers.shard-missing', values: { names: 'a.bin, b.bin' } });
  });

  test.each(['../x.bin', '/etc/passwd', 'a/b.bin', '..', 'C:\\x.bin', 'a\u0000.bin'])(
    'weights at %s',
    (path) => {
      const files = changed(({ weightsManifest: [group] }) => (group.paths = [path]));
      expect(refusal(files)).toMatchObject({ id: 'layers.shard-path' });
      expect(() => weightFilesOf(files[0].bytes)).toThrow();
    },
  );

  test('weight files of another size', () => {
    const [json, { name, bytes }] = good();
    for (const size of [bytes.length - 1, 0]) {
      const cut = refusal([json, { name, bytes: bytes.slice(0, size) }]);
      expect(cut).toMatchObject({ id: 'layers.shard-size', values: { promised: 24, actual: size } });
    }
    expect(refusal([json, { name, bytes: new Uint8Array(25) }])).toMatchObject({ id: 'layers.shard-size' });
  });

  test('shapes that lie', () => {
    const shaped = (shape: unknown) =>
      changed(({ weightsManifest: [{ weights }] }) => (weights[0].shape = shape));
    expect(refusal(shaped([6, 1]))).toMatchObject({
      id: 'layers.weight-shape',
      values: { found: '[6, 1]', wanted: '[3, 2]' },
    });
    expect(refusal(shaped([1e9, 1e9, 1e9]))).toMatchObject({ id: 'graph.too-large' });
    for (const shape of [[-1, 6], [1.5, 4], 'x', [null]])
      expect(refusal(shaped(shape))).toMatchObject({ id: 'layers.malformed' });
  });

  test('layers that are not converted, all at once', () => {
    const layers = [
      layer('LSTM', 'lstm', { units: 3 }),
      layer('DepthwiseConv2D', 'd', { dilation_rate: [2, 2] }),
      layer('TimeDistributed', 't', { layer: layer('GRU', 'gru') }),
      layer('Dense', 'e', { units: 2, activation: 'maxout' }),
      layer('LSTM', 'lstm_2', { units: 3 }),
    ];
    expect(refusal(written(kerasSequential([3], layers), []))).toMatchObject({
      id: 'layers.unsupported',
      values: { layers: 'LSTM, DepthwiseConv2D (dilation_rate), GRU, Dense (activation maxout)' },
    });
  });

  test('a graph model, with what to do instead', () => {
    const graph = jsonFile({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] });
    expect(isLayersModel(graph.bytes)).toBe(true);
    expect(refusal([graph])).toMatchObject({ id: 'layers.graph-model' });
  });

  test('no model.json, two of them, half of one, one without weights', () => {
    const [json, data] = good();
    expect(refusal([data])).toMatchObject({ id: 'layers.one-model', values: { count: 0 } });
    expect(refusal([json, json, data])).toMatchObject({ id: 'layers.one-model', values: { count: 2 } });
    const half = { name: 'model.json', bytes: json.bytes.slice(0, json.bytes.length / 2) };
    expect(isLayersModel(half.bytes)).toBe(true);
    expect(refusal([half, data])).toMatchObject({ id: 'layers.not-json' });
    const bare = changed((whole) => delete (whole as Partial<Json>).weightsManifest);
    expect(refusal(bare)).toMatchObject({ id: 'layers.no-weights' });
  });

  test('settings of the wrong kind, open input shapes, layers that do not fit', () => {
    const setting = (key: string, value: unknown) =>
      changed(({ modelTopology }) => (modelTopology.model_config.config.layers[1].config[key] = value));
    expect(refusal(setting('units', '2'))).toMatchObject({
      id: 'layers.malformed',
      values: { place: 'dense.units' },
    });
    expect(refusal(setting('units', 1e300))).toMatchObject({ id: 'layers.malformed' });
    const open = changed(
      ({ modelTopology }) =>
        (modelTopology.model_config.config.layers[0].config.batch_input_shape = [null, null]),
    );
    expect(refusal(open)).toMatchObject({ id: 'graph.free-shape' });
    const pool = layer('MaxPooling2D', 'pool', { pool_size: [2, 2] });
    expect(refusal(written(kerasSequential([3], [pool]), []))).toMatchObject({
      id: 'layers.does-not-fit',
      values: { layer: 'pool', kind: 'MaxPooling2D' },
    });
    const huge = [layer('UpSampling2D', 'up', { size: [1e6, 1e6] }), layer('Flatten', 'f')];
    expect(refusal(written(kerasSequential([3, 3, 1], huge), []))).toMatchObject({
      id: 'layers.does-not-fit',
    });
    const repeated = [layer('RepeatVector', 'again', { n: 2 ** 31 - 1 }), layer('Flatten', 'f')];
    expect(refusal(written(kerasSequential([3], repeated), []))).toMatchObject({
      id: 'graph.value-too-large',
    });
  });

  /** A functional model of layers that read one another as given. */
  const functional = (nodes: Record<string, unknown[]>, kind = 'Activation') => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        { class_name: 'InputLayer', name: 'x', config: { batch_input_shape: [null, 3] }, inbound_nodes: [] },
        ...Object.entries(nodes).map(([name, inbound]) => ({
          class_name: kind,
          name,
          config: { activation: 'relu' },
          inbound_nodes: inbound,
        })),
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['a', 0, 0]],
    },
  });

  test('circles, absent layers and calls', () => {
    const read = (name: unknown, call: unknown = 0) => [[[name, call, 0, {}]]];
    const wrong: Record<string, unknown[]>[] = [
      { a: read('b'), b: read('a') },
      { a: read('nobody') },
      { a: read(7) },
      { a: read('x', -1) },
      { a: [] },
      { a: [[]] },
    ];
    for (const nodes of wrong) {
      expect(['layers.malformed', 'layers.does-not-fit']).toContain(
        refusal(written(functional(nodes), [])).id,
      );
    }
    expect(importModel(convertLayersModel(written(functional({ a: read('x') }), []))).classes).toBe(3);
  });

  test('deep nesting, and models within models that multiply', () => {
    let deep: Record<string, unknown> = { class_name: 'Dense', config: { units: 2 } };
    for (let i = 0; i < 2000; i++)
      deep = { class_name: 'TimeDistributed', config: { name: 'w', layer: deep } };
    expect(refusal(written(kerasSequential([3], [deep]), []))).toMatchObject({ id: 'layers.malformed' });
    const text = `{"modelTopology":${'['.repeat(100_000)}${']'.repeat(100_000)},"weightsManifest":[]}`;
    expect(refusal([{ name: 'model.json', bytes: new TextEncoder().encode(text) }])).toMatchObject({
      id: 'layers.malformed',
    });
    // Ten calls of a model of ten calls of a model …: 10^12 in all.
    let model: Record<string, unknown> = functional({ a: [[['x', 0, 0, {}]]] });
    for (let level = 0; level < 12; level++) {
      const calls = Array.from({ length: 10 }, (_, i) => [[i === 0 ? 'x' : 'inner', i, 0, {}]]);
      model = {
        class_name: 'Functional',
        config: {
          name: `m${level}`,
          layers: [
            {
              class_name: 'InputLayer',
              name: 'x',
              config: { batch_input_shape: [null, 3] },
              inbound_nodes: [],
            },
            { ...model, name: 'inner', inbound_nodes: calls },
          ],
          input_layers: [['x', 0, 0]],
          output_layers: [['inner', 10, 0]],
        },
      };
    }
    const start = performance.now();
    expect(refusal(written(model, []))).toMatchObject({ id: 'graph.too-many-nodes' });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('names that objects inherit, and control characters', () => {
    const strange = ['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((kind) =>
      layer(kind, 'x'),
    );
    expect(refusal(written(kerasSequential([3], strange), []))).toMatchObject({ id: 'layers.unsupported' });
    const bell = refusal(written(kerasSequential([3], [layer('Be\u0007ll\n', 'x')]), []));
    expect(bell.values.layers).toBe('Be\ufffdll\ufffd');
  });
});

test('what is a model.json is told by its content', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(isLayersModel('{"modelTopology": {}}')).toBe(true);
  for (const other of [
    '',
    '{}',
    '[1]',
    '{"schemaVersion": 1}',
    'modelTopology',
    '{"x": {"modelTopology": 1}}',
  ])
    expect(isLayersModel(bytes(other)), other).toBe(false);
  expect(isLayersModel(new Uint8Array([8, 7, 18, 3]))).toBe(false);
});
