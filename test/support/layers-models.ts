import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import * as keras from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import { convertLayersModel } from '../../src/graph/layers-model/index.ts';
import type { NamedBytes } from '../../src/graph/layers-model/index.ts';
import { importModel } from '../../src/graph/model.ts';
import type { Runtime } from '../../src/graph/runtime.ts';
import { stream } from '../../src/numeric/random.ts';

export const { input, model, sequential, layers } = keras;

/** Seeded values in [low, high), so that every run of a test sees the same model. */
export function values(seed: number, count: number, low = -1, high = 1): Float32Array {
  const draws = stream(seed, 'layers-test');
  return Float32Array.from({ length: count }, (_, i) => low + (high - low) * draws.uniform(i));
}

/** All weights drawn anew; what stands under a root is positive, so that batch norm means something. */
export function settle(made: LayersModel, seed: number): void {
  made.setWeights(
    made.weights.map((weight, index) => {
      const shape = weight.shape as number[];
      const size = shape.reduce((product, dim) => product * dim, 1);
      const fans = shape.length > 1 ? size / shape[shape.length - 1] : 4;
      const spread = Math.sqrt(3 / fans);
      const middle = /gamma|variance/.test(weight.originalName) ? 1 : 0;
      const data = values(seed + index, size, middle - spread / 2, middle + spread / 2);
      return tf.tensor(data, shape);
    }),
  );
}

/** The model as TensorFlow.js itself saves it: model.json and its weights, in as many files as asked. */
export async function saved(made: LayersModel, shards = 1): Promise<NamedBytes[]> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await made.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  if (!artifacts) throw new Error('nothing was saved');
  const data = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const step = Math.ceil(data.length / shards);
  const files = Array.from({ length: shards }, (_, i) => ({
    name: `group1-shard${i + 1}of${shards}.bin`,
    bytes: data.slice(i * step, (i + 1) * step),
  }));
  const json = {
    format: 'layers-model',
    generatedBy: artifacts.generatedBy,
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: files.map(({ name }) => name), weights: artifacts.weightSpecs }],
  };
  return [{ name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) }, ...files];
}

/** A model between an input of this shape and what `net` makes of it, with weights of its own. */
export function built(
  shape: readonly number[],
  net: (x: SymbolicTensor) => SymbolicTensor,
  seed = 1,
): LayersModel {
  const x = keras.input({ shape: [...shape] });
  const made = keras.model({ inputs: x, outputs: net(x) });
  settle(made, seed);
  return made;
}

export interface Computed {
  /** Values of the model's output, whole rows. */
  readonly output: Float32Array;
  /** Of the sum of all outputs times `seeds`, by the inputs. */
  readonly gradient: Float32Array | undefined;
}

interface Batch {
  readonly x: Float32Array;
  readonly dims: readonly number[];
  /** One per output value. */
  readonly seeds: Float32Array;
}

const predict = (made: LayersModel, { x, dims }: Pick<Batch, 'x' | 'dims'>): Float32Array =>
  tf.tidy(() => (made.predict(tf.tensor(x, [...dims])) as tf.Tensor).dataSync() as Float32Array);

/** What TensorFlow.js computes, with its tape's gradient. */
export function byTensorflow(made: LayersModel, batch: Batch, withGradient: boolean): Computed {
  const output = predict(made, batch);
  if (!withGradient) return { output, gradient: undefined };
  const gradient = tf.tidy(() => {
    const seeds = tf.tensor(batch.seeds, [batch.dims[0], output.length / batch.dims[0]]);
    const loss = (at: tf.Tensor) => tf.sum(tf.mul(made.apply(at) as tf.Tensor, seeds)) as tf.Scalar;
    return tf
      .grad(loss)(tf.tensor(batch.x, [...batch.dims]))
      .dataSync() as Float32Array;
  });
  return { output, gradient };
}

/** What the converted model computes, with the graph's own gradient. */
export async function byGraph(
  runtime: Runtime,
  files: readonly NamedBytes[],
  batch: Batch,
  withGradient: boolean,
): Promise<Computed> {
  const imported = importModel(convertLayersModel(files));
  const builder = GraphBuilder.from(imported.graph);
  const source = imported.input.name;
  const slope = withGradient
    ? differentiate(
        builder,
        imported.output,
        [source],
        'wasm',
        builder.input('seeds', builder.type(imported.output)),
      ).get(source)
    : undefined;
  const session = await runtime.open(builder.build([imported.output, ...(slope ? [slope] : [])]));
  try {
    const results = await session.run({
      [source]: { data: batch.x, dims: batch.dims },
      ...(slope ? { seeds: { data: batch.seeds, dims: [batch.dims[0], imported.classes] } } : {}),
    });
    return {
      output: results[imported.output].data as Float32Array,
      gradient: slope ? (results[slope].data as Float32Array) : undefined,
    };
  } finally {
    await session.release();
  }
}

/** Slope of TensorFlow.js's Σ output · seeds along a direction, by central differences at two steps (Richardson). */
export function difference(made: LayersModel, batch: Batch, direction: Float32Array, step: number): number {
  const at = (by: number) => {
    const x = Float32Array.from(batch.x, (value, i) => value + by * direction[i]);
    return predict(made, { x, dims: batch.dims }).reduce((sum, value, i) => sum + value * batch.seeds[i], 0);
  };
  const slope = (by: number) => (at(by) - at(-by)) / (2 * by);
  return (4 * slope(step) - slope(2 * step)) / 3;
}

/** Length of a − b over the length of a. */
export function apart(a: Float32Array, b: Float32Array): number {
  const length = (v: Float32Array) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  return length(a.map((value, i) => value - b[i])) / length(a);
}
