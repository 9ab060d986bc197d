import type { Norm } from '../numeric/balls.ts';
import type { AttackOptions, AttackSettings, Count, EvasionAttack } from './types.ts';

/** The options of a run: the chosen ones where the attack leaves the choice, else its canonical ones. */
export function optionsOf(attack: EvasionAttack, norm: Norm, chosen: AttackOptions): Required<AttackOptions> {
  const canonical = attack.defaults(norm);
  const kept = Object.fromEntries(
    Object.entries(chosen).filter(
      ([name, value]) => value !== undefined && !attack.decides.includes(name as keyof AttackOptions),
    ),
  );
  const options: Required<AttackOptions> = { ...canonical, ...kept };
  // Without a random start every restart would repeat the first.
  return options.randomStart ? options : { ...options, restarts: 1 };
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
  const size =
    typeof stepSize === 'number'
      ? stepSize
      : epsilon * (stepSize === 'planned' ? 1 / steps : stepSize.relative);
  return { norm, epsilon, steps, stepSize: size, restarts, randomStart, loss, count };
}

/** Whether the steps depend on the planned length: then the iteration axis speaks of a run planned for that length. */
export function isPlanned(attack: EvasionAttack, norm: Norm, chosen: AttackOptions): boolean {
  const { steps, stepSize } = optionsOf(attack, norm, chosen);
  return steps > 1 && (attack.schedule === 'planned' || stepSize === 'planned');
}
