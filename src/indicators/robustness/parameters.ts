import { evasionAttack, evasionAttacks } from '../../attacks/index.ts';
import { optionsOf } from '../../attacks/settings.ts';
import type { AttackOptions, Count, EvasionAttack } from '../../attacks/types.ts';
import type { Norm } from '../../numeric/balls.ts';
import type { LossName } from '../../oracles/types.ts';
import { ParameterReader } from '../parameters.ts';
import type { SubjectInfo } from '../types.ts';

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

const NAMES = [
  'attacks',
  'norm',
  'epsilons',
  'iterations',
  'stepSize',
  'restarts',
  'randomStart',
  'loss',
  'batch',
  'points',
  'count',
  'mode',
  'selfChecks',
  'samples',
] as const satisfies readonly (keyof RobustnessParameters)[];

const LOSSES: readonly LossName[] = ['cross-entropy', 'margin', 'dlr'];

/** Two significant digits: what a person would have chosen. */
const rounded = (value: number): number => Number(value.toPrecision(2));

/**
 * A grid that shows the fall of an ordinary model: 0 to 0.3 of the range for grey images as in the literature on MNIST, steps of
 * the stored grid where that is coarse (digits), k/255 for colour, standard deviations for tables. L2 radii are such that a
 * perturbation of that length is about a third as strong per feature as the L∞ one.
 */
export function defaultEpsilons(subject: SubjectInfo, norm: Norm): readonly number[] {
  const size = subject.shape.reduce((product, dim) => product * dim, 1);
  if (subject.kind === 'table')
    return norm === 'linf' ? [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1] : [0, 0.25, 0.5, 1, 1.5, 2, 3];
  const [low, high] = subject.range ?? [0, 1];
  const width = high - low;
  const step = (subject.gridStep ?? 0) / width;
  const colour = subject.shape.length === 3 && subject.shape[0] >= 3;
  let linf = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];
  if (colour) linf = [0, 1, 2, 4, 8, 12, 16].map((k) => k / 255);
  else if (step >= 1 / 32) linf = [0, 1, 2, 3, 4, 5].map((k) => k * step);
  if (norm === 'linf') return linf.map((epsilon) => epsilon * width);
  return linf.map((epsilon) => rounded(epsilon * width * Math.sqrt(size) * 0.36));
}

const above0 = (epsilons: readonly number[]): readonly number[] => epsilons.filter((epsilon) => epsilon > 0);

export function defaultParameters(subject: SubjectInfo): RobustnessParameters {
  const epsilons = defaultEpsilons(subject, 'linf');
  return {
    attacks: evasionAttacks.map((attack) => attack.id),
    norm: 'linf',
    epsilons,
    iterations: null,
    stepSize: null,
    restarts: null,
    randomStart: null,
    loss: null,
    batch: 100,
    points: above0(epsilons),
    count: 'first-success',
    mode: 'full',
    selfChecks: true,
    samples: 2,
  };
}

/** @throws UserError that names the parameter and what is allowed. */
export function resolveParameters(
  indicator: string,
  given: Readonly<Record<string, unknown>>,
  subject: SubjectInfo,
): RobustnessParameters {
  const read = new ParameterReader(indicator, given, NAMES);
  const defaults = defaultParameters(subject);
  const norm = read.choice('norm', defaults.norm, ['linf', 'l2'] as const);
  const able = evasionAttacks.filter((attack) => attack.norms.includes(norm)).map((attack) => attack.id);
  const epsilons = read.numbers('epsilons', defaultEpsilons(subject, norm));
  if (above0(epsilons).length === 0) read.fail('indicators.parameter-epsilons', 'epsilons');
  const parameters: RobustnessParameters = {
    attacks: read.choices('attacks', able, able),
    norm,
    epsilons,
    iterations: read.integer('iterations', null, 1, 100_000),
    stepSize: readStepSize(read),
    restarts: read.integer('restarts', null, 1, 1000),
    randomStart: read.boolean('randomStart', null),
    loss: read.choice('loss', null, LOSSES),
    batch: read.integer('batch', defaults.batch, 1, 4096),
    points: readPoints(read, epsilons),
    count: read.choice('count', defaults.count, ['first-success', 'last-iterate'] as const),
    mode: read.choice('mode', defaults.mode, ['full', 'cascade'] as const),
    selfChecks: read.boolean('selfChecks', defaults.selfChecks),
    samples: read.integer('samples', defaults.samples, 0, 20),
  };
  if (parameters.randomStart === false && (parameters.restarts ?? 1) > 1)
    read.fail('indicators.parameter-restarts', 'restarts');
  if (parameters.mode === 'cascade' && parameters.count === 'last-iterate')
    read.fail('indicators.parameter-cascade', 'mode');
  return parameters;
}

function readStepSize(read: ParameterReader): RobustnessParameters['stepSize'] {
  const value = read.raw('stepSize');
  if (value === undefined) return null;
  const positive = (entry: unknown): entry is number =>
    typeof entry === 'number' && Number.isFinite(entry) && entry > 0;
  if (positive(value)) return value;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).join();
    const { relative, total } = value as { relative?: unknown; total?: unknown };
    if (names === 'relative' && positive(relative)) return { relative };
    if (names === 'total' && positive(total)) return { total };
  }
  return read.fail('indicators.parameter-step-size', 'stepSize');
}

function readPoints(read: ParameterReader, epsilons: readonly number[]): readonly number[] {
  const points = read.numbers('points', above0(epsilons));
  if (points.every((point) => point > 0 && epsilons.includes(point))) return points;
  return read.fail('indicators.parameter-points', 'points', { allowed: above0(epsilons).join(', ') });
}

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
