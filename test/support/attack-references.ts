import { gunzipSync } from 'node:zlib';
import { runAttack } from '../../src/attacks/drive.ts';
import { evasionAttack } from '../../src/attacks/index.ts';
import { predictedClasses } from '../../src/attacks/predict.ts';
import { configure } from '../../src/attacks/settings.ts';
import { NEVER } from '../../src/attacks/types.ts';
import type { AttackOptions, AttackResult, AttackSpace, Count } from '../../src/attacks/types.ts';
import { importModel } from '../../src/graph/model.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import type { Norm } from '../../src/numeric/balls.ts';
import { unpackFloats } from '../../src/numeric/bits.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { sharedBytes, sharedJson } from './shared.ts';

export type ReferenceModel = 'digits-mlp' | 'mnist-lenet' | 'mnist-lenet-adv';

/** Inputs and labels of a reference model, in the order its README gives. */
export interface Inputs {
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly size: number;
  readonly shape: readonly number[];
}

export function referenceInputs(folder: string, model: ReferenceModel, count: number): Inputs {
  if (model === 'digits-mlp') {
    const lines = new TextDecoder().decode(sharedBytes(folder, 'datasets/uci-digits.csv')).trim().split('\n');
    const rows = lines.slice(1 + 1297, 1 + 1297 + count).map((line) => line.split(',').map(Number));
    const x = Float32Array.from(rows.flatMap((row) => row.slice(0, 64).map((pixel) => pixel / 16)));
    return { x, y: Int32Array.from(rows, (row) => row[64]), size: 64, shape: [64] };
  }
  const images = gunzipSync(sharedBytes(folder, 'datasets/mnist/t10k-images-idx3-ubyte.gz'));
  const labels = gunzipSync(sharedBytes(folder, 'datasets/mnist/t10k-labels-idx1-ubyte.gz'));
  return {
    x: Float32Array.from(images.subarray(16, 16 + count * 784), (pixel) => pixel / 255),
    y: Int32Array.from(labels.subarray(8, 8 + count)),
    size: 784,
    shape: [1, 28, 28],
  };
}

/** The model on one-thread WASM, as everywhere in the lab. */
export async function referenceOracle(folder: string, model: ReferenceModel): Promise<ModelOracle> {
  const runtime = await createWasmRuntime();
  return new ModelOracle(runtime, importModel(sharedBytes(folder, `reference/models/${model}.onnx`)));
}

/** `MODEL.TOPIC.json` of the reference results, as far as these tests read it. */
export interface AttackReference {
  readonly n: number;
  readonly norm: Norm;
  readonly clean_accuracy: number;
  readonly epsilon: readonly number[];
  readonly peers: Readonly<Record<string, { readonly robust_accuracy: readonly number[] }>>;
  readonly exact: {
    readonly epsilon: number;
    readonly adversarial_from: string;
    readonly adversarial: { readonly shape: readonly number[]; readonly data_base64: string };
    readonly predictions: readonly number[];
    readonly same_attack_in_float64: {
      readonly max_abs_difference: number;
      readonly 'fraction_of_values_differing_by_more_than_1e-4': number;
    };
  };
}

export const attackReference = (folder: string, model: ReferenceModel, topic: string): AttackReference =>
  sharedJson<AttackReference>(folder, `reference/results/${model}.${topic}.json`);

export const exactTensor = (reference: AttackReference): Float32Array =>
  unpackFloats(reference.exact.adversarial.data_base64);

/** Attacks `inputs` as they are; those wrong before count as fallen. */
export class Bench {
  readonly oracle: ModelOracle;
  readonly inputs: Inputs;
  readonly correct: readonly number[];

  private constructor(oracle: ModelOracle, inputs: Inputs, correct: readonly number[]) {
    this.oracle = oracle;
    this.inputs = inputs;
    this.correct = correct;
  }

  static async open(folder: string, model: ReferenceModel, count: number): Promise<Bench> {
    const oracle = await referenceOracle(folder, model);
    const inputs = referenceInputs(folder, model, count);
    const predicted = predictedClasses(
      await oracle.logits({ data: inputs.x, count, shape: inputs.shape }),
      oracle.classes,
    );
    const correct = Array.from(inputs.y, (_, i) => i).filter((i) => predicted[i] === inputs.y[i]);
    return new Bench(oracle, inputs, correct);
  }

  get cleanAccuracy(): number {
    return this.correct.length / this.inputs.y.length;
  }

  /** Runs an attack on the samples of `which` (default: all that are correct). */
  run(
    id: string,
    norm: Norm,
    epsilon: number,
    options: AttackOptions,
    count: Count,
    {
      which = this.correct,
      seed = 0,
      gridStep,
    }: { which?: readonly number[]; seed?: number; gridStep?: number } = {},
  ): Promise<AttackResult> {
    const attack = evasionAttack(id);
    if (!attack) throw new Error(`no attack ${id}`);
    const { x, y, size, shape } = this.inputs;
    const data = new Float32Array(which.length * size);
    which.forEach((from, to) => data.set(x.subarray(from * size, (from + 1) * size), to * size));
    const space: AttackSpace = { shape, size, low: 0, high: 1, gridStep };
    return runAttack(
      attack,
      configure(attack, norm, epsilon, options, count),
      { ids: which, x: data, y: Int32Array.from(which, (i) => y[i]), count: which.length },
      { oracle: this.oracle, space, seed, batch: 100 },
    );
  }

  /** Samples that stand ÷ all. */
  async accuracy(...args: Parameters<Bench['run']>): Promise<number> {
    const result = await this.run(...args);
    const last = args[4] === 'last-iterate';
    let stand = 0;
    for (let i = 0; i < result.endContinuous.length; i++)
      if (last ? result.endContinuous[i] === 0 : result.firstContinuous[i] === NEVER) stand++;
    return stand / this.inputs.y.length;
  }
}

/** The reference's definitions: PGD without a random start is BIM; its steps as in the files' `parameters`. */
export const topics: readonly {
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
