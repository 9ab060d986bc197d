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

/** Iterations times samples of one shard: a few seconds on a small CNN. */
const SHARD_WORK = 4000;
const SMALLEST = 20;
const LARGEST = 500;

/** Consecutive ranges of `count` places, each small enough for `cost` iterations per sample. */
export function ranges(count: number, cost: number): { from: number; to: number }[] {
  const length = Math.min(LARGEST, Math.max(SMALLEST, Math.floor(SHARD_WORK / cost)));
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
): Shard[] {
  const { indices } = selection;
  const shard = (from: number, to: number, settings: RobustnessWork, name: string, cost: number): Shard => ({
    indicator,
    key: `${name}/${from}-${to}`,
    indices: indices.slice(from, to),
    settings,
    work: (to - from) * cost,
  });
  const clean = ranges(indices.length, 1).map(({ from, to }) =>
    shard(from, to, { kind: 'clean' }, 'clean', 1),
  );
  const work = (parameters.mode === 'full' ? fullWork : cascadeWork)(parameters).flatMap(
    ({ settings, name, cost }) =>
      ranges(indices.length, cost).map(({ from, to }) => ({
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
