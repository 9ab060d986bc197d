import type { Selection, Shard } from '../types.ts';
import { selfCheckShards } from './checks/plan.ts';
import { attacksOf, iterationsOf } from './parameters.ts';
import type { RobustnessParameters } from './parameters.ts';

/** What a shard of A.5-3 is for. */
export type RobustnessWork =
  | { readonly kind: 'clean' }
  | { readonly kind: 'attack'; readonly attack: string; readonly epsilon: number }
  | { readonly kind: 'cascade' }
  | { readonly kind: 'check'; readonly check: string; readonly variant: string };

/** How samples are cut into shards: decides how work spreads and how progress shows, never a figure. */
export interface ShardSizes {
  /** Iterations times samples of one shard, as far as the bounds allow. */
  readonly work: number;
  /** Samples of one shard, but for the last, at least and at most. */
  readonly smallest: number;
  readonly largest: number;
}

/** A few seconds on a small CNN. */
export const shardSizes: ShardSizes = { work: 4000, smallest: 20, largest: 500 };

/** Consecutive ranges of `count` places, each small enough for `cost` iterations per sample. */
function ranges(
  count: number,
  cost: number,
  { work, smallest, largest }: ShardSizes,
): { from: number; to: number }[] {
  const length = Math.min(largest, Math.max(smallest, Math.floor(work / cost)));
  const result = [];
  for (let from = 0; from < count; from += length) result.push({ from, to: Math.min(from + length, count) });
  return result;
}

/**
 * The pieces of A.5-3: sample range × attack × ε (`full`), or sample range (`cascade`), the clean accuracy, and the self-checks.
 * Ordered by sample first, so that a run cut short has complete samples, and curves narrow as it goes on.
 */
export function robustnessShards(
  indicator: string,
  parameters: RobustnessParameters,
  classes: number,
  selection: Selection,
  sizes: ShardSizes = shardSizes,
): Shard[] {
  const { indices } = selection;
  const shard = (from: number, to: number, settings: RobustnessWork, name: string, cost: number): Shard => ({
    indicator,
    key: `${name}/${from}-${to}`,
    part: settings.kind === 'attack' ? settings.attack : settings.kind,
    indices: indices.slice(from, to),
    settings,
    work: (to - from) * cost,
  });
  const clean = ranges(indices.length, 1, sizes).map(({ from, to }) =>
    shard(from, to, { kind: 'clean' }, 'clean', 1),
  );
  const work = (parameters.mode === 'full' ? fullWork : cascadeWork)(parameters).flatMap(
    ({ settings, name, cost }) =>
      ranges(indices.length, cost, sizes).map(({ from, to }) => ({
        from,
        shard: shard(from, to, settings, name, 2 * cost + 1),
      })),
  );
  work.sort((a, b) => a.from - b.from);
  const checks = parameters.selfChecks ? selfCheckShards(indicator, parameters, classes, indices) : [];
  return [...clean, ...work.map((piece) => piece.shard), ...checks];
}

interface Work {
  readonly settings: RobustnessWork;
  readonly name: string;
  /** Iterations per sample. */
  readonly cost: number;
}

function fullWork(parameters: RobustnessParameters): Work[] {
  return attacksOf(parameters).flatMap((attack) =>
    parameters.epsilons
      .filter((epsilon) => epsilon > 0)
      .map((epsilon) => ({
        settings: { kind: 'attack', attack: attack.id, epsilon },
        name: `attack/${attack.id}/${epsilon}`,
        cost: iterationsOf(attack, parameters),
      })),
  );
}

function cascadeWork(parameters: RobustnessParameters): Work[] {
  const perEpsilon = attacksOf(parameters).reduce((sum, attack) => sum + iterationsOf(attack, parameters), 0);
  const cost = perEpsilon * parameters.epsilons.filter((epsilon) => epsilon > 0).length;
  return [{ settings: { kind: 'cascade' }, name: 'cascade', cost }];
}
