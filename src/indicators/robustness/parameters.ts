import { evasionAttack } from '../../attacks/index.ts';
import { optionsOf } from '../../attacks/settings.ts';
import type { AttackOptions, Count, EvasionAttack } from '../../attacks/types.ts';
import type { Norm } from '../../numeric/balls.ts';
import type { LossName } from '../../oracles/types.ts';
import { FieldValues } from '../fields.ts';
import type { SubjectInfo } from '../types.ts';
import { defaultEpsilons } from './epsilons.ts';
import { robustnessFields } from './fields.ts';

export { defaultEpsilons };

/** Parameters of A.5-3. `null` means: each attack's own canonical value. */
export interface RobustnessParameters {
  readonly attacks: readonly string[];
  readonly norm: Norm;
  /** Ascending; in input units for images, in standard deviations of each feature for tables. */
  readonly epsilons: readonly number[];
  /** Steps of each run; a run of r restarts spends r times as many. */
  readonly iterations: number | null;
  /** In input units, as a share of ε (`relative`), or what the steps of one restart sum to in ε (`total`). */
  readonly stepSize: number | { readonly relative: number } | { readonly total: number } | null;
  readonly restarts: number | null;
  readonly randomStart: boolean | null;
  readonly loss: LossName | null;
  readonly batch: number;
  /** The ε values whose accuracies are averaged; among `epsilons`, above 0. */
  readonly points: readonly number[];
  readonly count: Count;
  /** `full`: every attack on every initially correct sample at every ε. `cascade`: worst case alone, each on what is left. */
  readonly mode: 'full' | 'cascade';
  readonly selfChecks: boolean;
  /** Adversarial samples kept per attack and ε. */
  readonly samples: number;
}

export const defaultParameters = (subject: SubjectInfo): RobustnessParameters =>
  resolveParameters('', {}, subject);

/** @throws UserError that names the parameter and what is allowed. */
export function resolveParameters(
  indicator: string,
  given: Readonly<Record<string, unknown>>,
  subject: SubjectInfo,
): RobustnessParameters {
  const values = new FieldValues(indicator, robustnessFields, given, subject);
  const parameters = values.all() as unknown as RobustnessParameters;
  if (parameters.randomStart === false && (parameters.restarts ?? 1) > 1)
    values.fail('indicators.parameter-restarts', 'restarts');
  if (parameters.mode === 'cascade' && parameters.count === 'last-iterate')
    values.fail('indicators.parameter-cascade', 'mode');
  return parameters;
}

/** A plan that shows its first points within seconds: three attacks from weak to strong, 40 iterations. */
export const firstParameters = (subject: SubjectInfo): Readonly<Record<string, unknown>> => ({
  attacks: ['fgsm', 'pgd', 'apgd-ce'],
  norm: 'linf',
  epsilons: defaultEpsilons(subject, 'linf'),
  iterations: 40,
  restarts: 1,
});

/** The attacks of a plan, in its order. */
export function attacksOf(parameters: RobustnessParameters): readonly EvasionAttack[] {
  return parameters.attacks.flatMap((id) => evasionAttack(id) ?? []);
}

/** What the plan chooses for all its attacks. */
export function chosenOptions(parameters: RobustnessParameters): AttackOptions {
  const { iterations, stepSize, restarts, randomStart, loss } = parameters;
  const chosen: { -readonly [K in keyof AttackOptions]: AttackOptions[K] } = {};
  if (iterations !== null) chosen.steps = iterations;
  if (stepSize !== null) chosen.stepSize = stepSize;
  if (restarts !== null) chosen.restarts = restarts;
  if (randomStart !== null) chosen.randomStart = randomStart;
  if (loss !== null) chosen.loss = loss;
  return chosen;
}

/** Iterations of a whole run of an attack: its steps times its restarts. */
export function iterationsOf(attack: EvasionAttack, parameters: RobustnessParameters): number {
  const { steps, restarts } = optionsOf(attack, parameters.norm, chosenOptions(parameters));
  return steps * restarts;
}
