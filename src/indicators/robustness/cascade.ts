import { runAttack } from '../../attacks/drive.ts';
import { configure } from '../../attacks/settings.ts';
import type { AttackResult } from '../../attacks/types.ts';
import { attackSpace } from '../space.ts';
import type { RunContext, Shard } from '../types.ts';
import { attacksOf, chosenOptions } from './parameters.ts';
import type { RobustnessParameters } from './parameters.ts';
import { correctOnes, fell, WRONG_BEFORE } from './run.ts';
import { keepSamples } from './samples.ts';
import type { KeptSample } from './samples.ts';

/** Never broken at any ε. */
export const UNBROKEN = -1;

/** One attack at one ε within a cascade: it sees what the ones before it left. */
export interface CascadeStep {
  readonly attack: string;
  readonly epsilon: number;
  readonly attacked: number;
  readonly broken: number;
  readonly brokenStored: number;
  readonly samples: readonly KeptSample[];
}

/** Worst case alone: the smallest ε at which any attack broke each sample; larger ones are carried over, not run. */
export interface CascadePart {
  readonly kind: 'cascade';
  /** Place in `epsilons` at which the sample was first broken; UNBROKEN, or WRONG_BEFORE. */
  readonly continuous: Int32Array;
  readonly stored: Int32Array;
  readonly steps: readonly CascadeStep[];
  readonly gradients: number;
  readonly forwards: number;
  readonly zeroGradients: number;
  readonly nonFiniteGradients: number;
  readonly [key: string]: unknown;
}

/** All attacks at all ε in ascending order on one range of samples; a sample leaves when its stored form has fallen. */
export async function runCascade(
  shard: Shard,
  parameters: RobustnessParameters,
  context: RunContext,
): Promise<CascadePart> {
  const { places, samples } = await correctOnes(shard, parameters, context);
  const space = attackSpace(context.dataset);
  const { oracle, seed, signal } = context;
  const continuous = new Int32Array(shard.indices.length).fill(WRONG_BEFORE);
  const stored = continuous.slice();
  for (const place of places) continuous[place] = stored[place] = UNBROKEN;
  const steps: CascadeStep[] = [];
  const totals = { gradients: 0, forwards: 0, zeroGradients: 0, nonFiniteGradients: 0 };
  const work = parameters.epsilons.flatMap((epsilon, level) =>
    epsilon > 0 ? attacksOf(parameters).map((attack) => ({ epsilon, level, attack })) : [],
  );
  for (const [done, { epsilon, level, attack }] of work.entries()) {
    signal.throwIfAborted();
    const left = places.flatMap((place, i) => (stored[place] === UNBROKEN ? [i] : []));
    const settings = configure(attack, parameters.norm, epsilon, chosenOptions(parameters), 'first-success');
    const subset = pickSamples(samples, left, space.size, space.shape);
    const result = await runAttack(attack, settings, subset, {
      oracle,
      space,
      seed,
      signal,
      batch: parameters.batch,
      progress: (share) => context.progress((done + share) / work.length),
    });
    left.forEach((i, k) => {
      const place = places[i];
      if (fell(result, k, 'first-success', false) && continuous[place] === UNBROKEN)
        continuous[place] = level;
      if (fell(result, k, 'first-success', true)) stored[place] = level;
    });
    addTotals(totals, result);
    const hits = (inStore: boolean) =>
      left.filter((_, k) => fell(result, k, 'first-success', inStore)).length;
    const kept = await keepSamples(parameters.samples, settings, subset, result, { oracle, space });
    steps.push({
      attack: attack.id,
      epsilon,
      attacked: left.length,
      broken: hits(false),
      brokenStored: hits(true),
      samples: kept,
    });
  }
  return { kind: 'cascade', continuous, stored, steps, ...totals };
}

function pickSamples(
  samples: Awaited<ReturnType<typeof correctOnes>>['samples'],
  wanted: readonly number[],
  size: number,
  shape: readonly number[],
) {
  const x = new Float32Array(wanted.length * size);
  wanted.forEach((i, k) => x.set(samples.x.subarray(i * size, (i + 1) * size), k * size));
  return {
    ids: wanted.map((i) => samples.ids[i]),
    x,
    y: Int32Array.from(wanted, (i) => samples.y[i]),
    count: wanted.length,
    batch: { data: x, count: wanted.length, shape },
  };
}

type Totals = { gradients: number; forwards: number; zeroGradients: number; nonFiniteGradients: number };

function addTotals(totals: Totals, result: AttackResult): void {
  totals.gradients += result.gradients.reduce((sum, value) => sum + value, 0);
  totals.forwards += result.forwards.reduce((sum, value) => sum + value, 0);
  totals.zeroGradients += result.zeroGradients;
  totals.nonFiniteGradients += result.nonFiniteGradients;
}
