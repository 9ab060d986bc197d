import type { Shard } from '../../types.ts';
import type { RobustnessParameters } from '../parameters.ts';
import { attacksOf, iterationsOf } from '../parameters.ts';
import { selfChecks } from './index.ts';
import { SUBSET } from './types.ts';

/** Runs of the plan's own attacks on the subset, for a cascade, whose own runs skip what fell before. */
export const REPORTED = 'reported';

/**
 * The pieces of the self-checks: one per variant, each on the whole selection, because which samples are initially correct is
 * known only when the model runs; each takes the first 100 correct ones.
 */
export function selfCheckShards(
  indicator: string,
  parameters: RobustnessParameters,
  classes: number,
  indices: readonly number[],
): Shard[] {
  const shard = (check: string, variant: string, cost: number): Shard => ({
    indicator,
    key: `check/${check}/${variant}`,
    part: 'checks',
    indices,
    settings: { kind: 'check', check, variant },
    work: Math.min(SUBSET, indices.length) * (2 * cost + 1),
  });
  const base =
    parameters.mode === 'cascade'
      ? attacksOf(parameters).map((attack) => shard(REPORTED, attack.id, iterationsOf(attack, parameters)))
      : [];
  const checks = selfChecks.flatMap((check) =>
    check.variants(parameters, classes).map((variant) => shard(check.id, variant, check.cost(parameters))),
  );
  return [...base, ...checks];
}
