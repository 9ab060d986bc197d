import type { Norm } from '../numeric/balls.ts';
import type { AttackOptions, AttackSettings, Count, EvasionAttack, StepSize } from './types.ts';

/** The chosen options where the attack leaves the choice, else its canonical ones. */
function optionsAsked(attack: EvasionAttack, norm: Norm, chosen: AttackOptions): Required<AttackOptions> {
  const kept = Object.fromEntries(
    Object.entries(chosen).filter(
      ([name, value]) => value !== undefined && !attack.decides.includes(name as keyof AttackOptions),
    ),
  );
  return { ...attack.defaults(norm), ...kept };
}

const isTotal = (stepSize: StepSize): stepSize is { readonly total: number } =>
  typeof stepSize === 'object' && 'total' in stepSize;

/** The options of a run, with the step that a given sum of steps comes to. */
export function optionsOf(attack: EvasionAttack, norm: Norm, chosen: AttackOptions): Required<AttackOptions> {
  const asked = optionsAsked(attack, norm, chosen);
  const { steps, stepSize } = asked;
  const options = { ...asked, stepSize: isTotal(stepSize) ? { relative: stepSize.total / steps } : stepSize };
  // Without a random start every restart would repeat the first.
  return options.randomStart ? options : { ...options, restarts: 1 };
}

/** Length of one step in input units. */
function stepLength(stepSize: StepSize, epsilon: number, steps: number): number {
  if (typeof stepSize === 'number') return stepSize;
  if (stepSize === 'planned') return epsilon * (1 / steps);
  return epsilon * (isTotal(stepSize) ? stepSize.total / steps : stepSize.relative);
}

/** Decides one run of an attack at one ε. */
export function configure(
  attack: EvasionAttack,
  norm: Norm,
  epsilon: number,
  chosen: AttackOptions = {},
  count: Count = 'first-success',
): AttackSettings {
  const { steps, stepSize, restarts, randomStart, loss } = optionsOf(attack, norm, chosen);
  const size = stepLength(stepSize, epsilon, steps);
  return { norm, epsilon, steps, stepSize: size, restarts, randomStart, loss, count };
}

/**
 * Whether the steps depend on the planned length: then the iteration axis speaks of a run planned for that length. An attack's own
 * `total` at its own number of steps is its canonical fixed step; at another number the step follows it.
 */
export function isPlanned(attack: EvasionAttack, norm: Norm, chosen: AttackOptions): boolean {
  const { steps, stepSize } = optionsAsked(attack, norm, chosen);
  const follows =
    isTotal(stepSize) && (stepSize === chosen.stepSize || steps !== attack.defaults(norm).steps);
  return steps > 1 && (attack.schedule === 'planned' || stepSize === 'planned' || follows);
}
