import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type {
  InputGradient,
  LossAndGradients,
  Targets,
  TrainableModel,
  TrainingBatch,
  TrainingEngine,
} from '../../engine.ts';
import type { Architecture } from '../../layers.ts';
import type { NetworkPlan } from '../../network.ts';
import { isTrainable, planNetwork } from '../../network.ts';
import type { Weights } from '../../weights.ts';
import { forward, type WeightTensors } from './network.ts';

export type TfjsBackend = 'webgpu' | 'cpu';

/** Results by name, as one buffer that crosses from the device at once: every reading of its own costs a round trip. */
interface Layout {
  readonly name: string;
  readonly size: number;
}

async function readTogether(results: ReadonlyMap<string, tf.Tensor>): Promise<Map<string, Float32Array>> {
  const layout: Layout[] = [...results].map(([name, { size }]) => ({ name, size }));
  const joined = tf.tidy(() => tf.concat1d([...results.values()].map((tensor) => tf.reshape(tensor, [-1]))));
  try {
    const data = (await joined.data()) as Float32Array;
    const read = new Map<string, Float32Array>();
    let from = 0;
    for (const { name, size } of layout) read.set(name, data.slice(from, (from += size)));
    return read;
  } finally {
    joined.dispose();
    tf.dispose([...results.values()]);
  }
}

/** Frees everything that `work` made on the device except what it has kept. */
function kept(work: () => Map<string, tf.Tensor>): Map<string, tf.Tensor> {
  let results = new Map<string, tf.Tensor>();
  tf.tidy(() => {
    results = work();
  });
  return results;
}

function probabilities(targets: Targets, count: number, classes: number): tf.Tensor2D {
  if (targets instanceof Float32Array) return tf.tensor2d(targets, [count, classes]);
  const rows = new Float32Array(count * classes);
  targets.forEach((label, row) => (rows[row * classes + label] = 1));
  return tf.tensor2d(rows, [count, classes]);
}

/**
 * Sum of each sample's cross-entropy to a probability per class, times `share`. Its gradient starts as softmax − targets, as in the
 * graph engine.
 */
function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D, share: number): tf.Scalar {
  const head = tf.customGrad((x) => {
    const shifted = tf.sub(x as tf.Tensor2D, tf.max(x as tf.Tensor2D, 1, true));
    const powers = tf.exp(shifted);
    const total = tf.sum(powers, 1, true);
    const losses = tf.neg(tf.sum(tf.mul(targets, tf.sub(shifted, tf.log(total)))));
    const seed = tf.mul(tf.sub(tf.div(powers, total), targets), share);
    tf.keep(seed);
    return {
      value: tf.mul(losses, share),
      gradFunc: (dy: tf.Tensor) => {
        const gradient = tf.mul(seed, dy);
        seed.dispose();
        return gradient;
      },
    };
  });
  return head(logits) as tf.Scalar;
}

class TfjsModel implements TrainableModel {
  readonly architecture: Architecture;
  readonly network: NetworkPlan;
  readonly weights: Weights;
  #onDevice: Map<string, tf.Tensor> | undefined;

  constructor(architecture: Architecture, weights: Weights) {
    this.architecture = architecture;
    this.network = planNetwork(architecture);
    this.weights = weights;
  }

  weightsChanged(): void {
    if (this.#onDevice) tf.dispose([...this.#onDevice.values()]);
    this.#onDevice = undefined;
  }

  async lossAndGradients(batch: TrainingBatch, targets: Targets): Promise<LossAndGradients> {
    const read = await readTogether(kept(() => this.#lossAndGradients(batch, targets)));
    const named = (prefix: string) =>
      new Map(
        [...read].flatMap(([name, values]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
        ),
      );
    return {
      loss: of(read, 'loss')[0],
      logits: of(read, 'logits'),
      gradients: named('gradient '),
      statistics: named('statistic '),
    };
  }

  async inputGradient(batch: TrainingBatch, targets: Targets): Promise<InputGradient> {
    const read = await readTogether(kept(() => this.#inputGradient(batch, targets)));
    return { logits: of(read, 'logits'), gradient: of(read, 'gradient') };
  }

  async logits(batch: TrainingBatch): Promise<Float32Array> {
    const { architecture, network } = this;
    const logits = tf.tidy(
      () => forward(architecture, network.steps, this.#tensors(), this.#input(batch)).logits,
    );
    return of(await readTogether(new Map([['logits', logits]])), 'logits');
  }

  async close(): Promise<void> {
    this.weightsChanged();
  }

  /** The weights on the device; they stay there until they change. */
  #tensors(): WeightTensors {
    if (this.#onDevice) return this.#onDevice;
    const tensors = new Map<string, tf.Tensor>();
    for (const { name, dims } of this.network.weights) {
      const data = this.weights.get(name);
      const size = dims.reduce((a, b) => a * b, 1);
      if (data?.length !== size)
        throw new Error(`weight ${name} needs ${size} values, not ${data?.length ?? 'none'}`);
      // A copy: the host's own array is changed by the optimiser while the CPU backend would still be reading it.
      tensors.set(name, tf.keep(tf.tensor(data.slice(), [...dims], 'float32')));
    }
    return (this.#onDevice = tensors);
  }

  #input({ x, count }: TrainingBatch): tf.Tensor {
    return tf.tensor(x.slice(0, x.length), [count, ...this.architecture.input], 'float32');
  }

  #lossAndGradients(batch: TrainingBatch, targets: Targets): Map<string, tf.Tensor> {
    const { architecture, network } = this;
    const all = this.#tensors();
    const names = network.weights.filter(isTrainable).map(({ name }) => name);
    const rows = probabilities(targets, batch.count, architecture.classes);
    const x = this.#input(batch);
    const results = new Map<string, tf.Tensor>();
    const loss = (...trained: tf.Tensor[]): tf.Scalar => {
      const weights = new Map([...all, ...names.map((name, i) => [name, trained[i]] as const)]);
      const { logits, statistics } = forward(architecture, network.steps, weights, x, batch);
      results.set('logits', tf.keep(logits));
      for (const { layer, mean, variance } of statistics) {
        results.set(`statistic ${layer.mean.name}`, tf.keep(mean));
        results.set(`statistic ${layer.variance.name}`, tf.keep(variance));
      }
      return crossEntropy(logits, rows, 1 / batch.count);
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => all.get(name) as tf.Tensor));
    results.set('loss', tf.keep(value));
    names.forEach((name, i) => results.set(`gradient ${name}`, tf.keep(grads[i])));
    return results;
  }

  #inputGradient(batch: TrainingBatch, targets: Targets): Map<string, tf.Tensor> {
    const { architecture, network } = this;
    const rows = probabilities(targets, batch.count, architecture.classes);
    const results = new Map<string, tf.Tensor>();
    const loss = (x: tf.Tensor): tf.Scalar => {
      const { logits } = forward(architecture, network.steps, this.#tensors(), x);
      results.set('logits', tf.keep(logits));
      return crossEntropy(logits, rows, 1);
    };
    results.set('gradient', tf.keep(tf.grad(loss)(this.#input(batch))));
    return results;
  }
}

function of(read: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = read.get(name);
  if (!values) throw new Error(`no result ${name}`);
  return values;
}

/**
 * Training by TensorFlow.js, from the same layer lists, weight names and starting weights as the graph engine; the two check each
 * other. Optimisers, recipes and running statistics (momentum 0.1, biased variance) stay above the engine. Its WASM backend is not
 * used: it cannot train convolutions, and its gradient of max pooling is wrong.
 * @param backend `webgpu` where there is hardware; `cpu`, which is slow, for tests.
 * @throws Error when the backend cannot be started.
 */
export async function tfjsEngine(backend: TfjsBackend): Promise<TrainingEngine> {
  await (backend === 'webgpu'
    ? import('@tensorflow/tfjs-backend-webgpu')
    : import('@tensorflow/tfjs-backend-cpu'));
  if (!(await tf.setBackend(backend)))
    throw new Error(`TensorFlow.js could not start its backend ${backend}`);
  await tf.ready();
  // Small tensors would otherwise be computed on the CPU backend, with a copy each way.
  if (backend === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
  return {
    name: `tfjs-${backend}`,
    open: async (architecture, weights) => new TfjsModel(architecture, weights),
  };
}

/** Tensors held now; a test watches that it returns to its start. */
export const tensorCount = (): number => tf.memory().numTensors;
