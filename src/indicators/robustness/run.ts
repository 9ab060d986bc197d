import { runAttack } from '../../attacks/drive.ts';
import { evasionAttack } from '../../attacks/index.ts';
import { predictedClasses } from '../../attacks/predict.ts';
import { configure } from '../../attacks/settings.ts';
import { NEVER } from '../../attacks/types.ts';
import type { AttackResult, AttackSamples, AttackSettings } from '../../attacks/types.ts';
import { packBits } from '../../numeric/bits.ts';
import type { Batch } from '../../oracles/types.ts';
import { attackSpace, compress, logitsInBatches, pick } from '../space.ts';
import type { RunContext, Shard } from '../types.ts';
import { chosenOptions } from './parameters.ts';
import type { RobustnessParameters } from './parameters.ts';
import { keepSamples } from './samples.ts';
import type { KeptSample } from './samples.ts';

/** Outcome of samples that were wrong before the attack: they are not attacked. */
export const WRONG_BEFORE = -2;

/** Predicted classes of a range of samples. */
export interface CleanPart {
  readonly kind: 'clean';
  readonly predicted: Int32Array;
  /** 1 where that is the label. */
  readonly correct: Uint8Array;
  readonly [key: string]: unknown;
}

/** One attack at one ε on a range of samples; arrays follow the shard's `indices`. */
export interface AttackPart {
  readonly kind: 'attack';
  /** First iteration at which the iterate fell; NEVER, or WRONG_BEFORE. */
  readonly continuous: Int32Array;
  /** The same for its stored form. */
  readonly stored: Int32Array;
  /** `last-iterate` runs: whether the end point fell, and its stored form (1 also where wrong before). */
  readonly end?: Uint8Array;
  readonly endStored?: Uint8Array;
  /** `last-iterate` runs: sample after sample, whether it was down at each iteration; packed bits. */
  readonly iterates?: string;
  readonly gradients: number;
  readonly forwards: number;
  readonly zeroGradients: number;
  readonly nonFiniteGradients: number;
  readonly samples: readonly KeptSample[];
  readonly [key: string]: unknown;
}

export async function runClean(
  shard: Shard,
  parameters: RobustnessParameters,
  { dataset, oracle }: RunContext,
): Promise<CleanPart> {
  const { batch, labels } = pick(dataset, shard.indices);
  const predicted = predictedClasses(await logitsInBatches(oracle, batch, parameters.batch), oracle.classes);
  return {
    kind: 'clean',
    predicted,
    correct: Uint8Array.from(labels, (y, i) => (predicted[i] === y ? 1 : 0)),
  };
}

/** The initially correct ones among the samples of a shard, ready to be attacked. */
export async function correctOnes(
  shard: Shard,
  parameters: RobustnessParameters,
  { dataset, oracle }: RunContext,
): Promise<{ places: number[]; samples: AttackSamples & { batch: Batch } }> {
  const { batch, labels } = pick(dataset, shard.indices);
  const predicted = predictedClasses(await logitsInBatches(oracle, batch, parameters.batch), oracle.classes);
  const places = shard.indices.map((_, place) => place).filter((place) => predicted[place] === labels[place]);
  const correct = compress(batch, places);
  return {
    places,
    samples: {
      ids: places.map((place) => shard.indices[place]),
      x: correct.data,
      y: Int32Array.from(places, (place) => labels[place]),
      count: places.length,
      batch: correct,
    },
  };
}

const total = (values: Int32Array): number => values.reduce((sum, value) => sum + value, 0);

/** One attack at one ε on a range of samples. */
export async function runAttackShard(
  shard: Shard,
  attackId: string,
  epsilon: number,
  parameters: RobustnessParameters,
  context: RunContext,
): Promise<AttackPart> {
  const attack = evasionAttack(attackId);
  if (!attack) throw new Error(`no attack ${attackId}`);
  const settings = configure(attack, parameters.norm, epsilon, chosenOptions(parameters), parameters.count);
  const { places, samples } = await correctOnes(shard, parameters, context);
  const space = attackSpace(context.dataset);
  const { oracle, seed, signal } = context;
  const result = await runAttack(attack, settings, samples, {
    oracle,
    space,
    seed,
    signal,
    batch: parameters.batch,
    progress: (done) => context.progress(done),
  });
  const spread = (values: Int32Array): Int32Array => {
    const all = new Int32Array(shard.indices.length).fill(WRONG_BEFORE);
    places.forEach((place, i) => (all[place] = values[i]));
    return all;
  };
  return {
    kind: 'attack',
    continuous: spread(result.firstContinuous),
    stored: spread(result.firstStored),
    ...(parameters.count === 'last-iterate' && endPoints(shard, places, result, settings)),
    gradients: total(result.gradients),
    forwards: total(result.forwards),
    zeroGradients: result.zeroGradients,
    nonFiniteGradients: result.nonFiniteGradients,
    samples: await keepSamples(parameters.samples, settings, samples, result, { oracle, space }),
  };
}

function endPoints(
  shard: Shard,
  places: readonly number[],
  result: AttackResult,
  { steps, restarts }: AttackSettings,
): Pick<AttackPart, 'end' | 'endStored' | 'iterates'> {
  const count = shard.indices.length;
  const iterates = result.iterates ?? new Uint8Array();
  const length = steps * restarts + 1;
  const end = new Uint8Array(count).fill(1);
  const endStored = new Uint8Array(count).fill(1);
  const bits = new Uint8Array(count * length).fill(1);
  places.forEach((place, i) => {
    end[place] = result.endContinuous[i];
    endStored[place] = result.endStored[i];
    bits.set(iterates.subarray(i * length, (i + 1) * length), place * length);
  });
  return { end, endStored, iterates: packBits(bits) };
}

/** Whether an attack brought a sample down, as the plan counts. */
export function fell(
  result: AttackResult,
  i: number,
  count: RobustnessParameters['count'],
  stored: boolean,
): boolean {
  if (count === 'last-iterate') return (stored ? result.endStored : result.endContinuous)[i] === 1;
  return (stored ? result.firstStored : result.firstContinuous)[i] !== NEVER;
}
