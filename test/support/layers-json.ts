import type { NamedBytes } from '../../src/graph/layers-model/index.ts';

/** A weight as a test states it: row-major values. */
export interface StatedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const jsonFile = (value: unknown): NamedBytes => ({ name: 'model.json', bytes: bytesOf(value) });

export const jsonOf = (file: NamedBytes): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(file.bytes)) as Record<string, unknown>;

/** model.json and its weights, written by hand as Keras's converter writes them. */
export function written(topology: unknown, weights: readonly StatedWeight[]): NamedBytes[] {
  const specs = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const data = new Uint8Array(weights.reduce((size, { data: { byteLength } }) => size + byteLength, 0));
  let at = 0;
  for (const { data: values } of weights) {
    data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  const json = {
    format: 'layers-model',
    generatedBy: 'keras v2.15.0',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    modelTopology: topology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: specs }],
  };
  return [jsonFile(json), { name: 'group1-shard1of1.bin', bytes: data }];
}

type Config = Readonly<Record<string, unknown>>;

/** A layer as Keras 2 writes it in a Sequential. */
export const layer = (kind: string, name: string, config: Config = {}): Config => ({
  class_name: kind,
  config: { name, trainable: true, dtype: 'float32', ...config },
});

/** A Sequential as Keras 2's converter writes it, with its input first. */
export const kerasSequential = (shape: readonly number[], layers: readonly Config[]): Config => ({
  keras_version: '2.15.0',
  backend: 'tensorflow',
  model_config: {
    class_name: 'Sequential',
    config: {
      name: 'sequential',
      layers: [
        layer('InputLayer', 'input_1', { batch_input_shape: [null, ...shape], sparse: false, ragged: false }),
        ...layers,
      ],
    },
  },
});
