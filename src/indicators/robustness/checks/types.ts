import type {
  AttackOptions,
  AttackSamples,
  AttackSettings,
  AttackSpace,
  EvasionAttack,
} from '../../../attacks/types.ts';
import type { MessageId } from '../../../messages/index.ts';
import type { RunContext } from '../../types.ts';
import type { RobustnessParameters } from '../parameters.ts';

/** Initially correct samples that every self-check runs on, or all there are. */
export const SUBSET = 100;

/** What a self-check may use. */
export interface CheckContext {
  readonly parameters: RobustnessParameters;
  readonly run: RunContext;
  readonly space: AttackSpace;
  readonly samples: AttackSamples;
  /** The ε of the checks, see `checkEpsilon`. */
  readonly epsilon: number;
  /** The iterative attack whose settings are varied. */
  readonly reference: EvasionAttack;
  /** Runs an attack on the subset at `epsilon`, as the plan counts; 1 where it broke the sample. */
  attack(
    attack: EvasionAttack,
    options?: AttackOptions,
    change?: Partial<AttackSettings>,
  ): Promise<Uint8Array>;
}

/** What one variant of a check found, sample by sample of the subset. */
export interface CheckRun {
  /** 1 where the sample speaks against the result (see `against`). */
  readonly hits: Uint8Array;
  /** 0 where the check could not tell; they leave the denominator. */
  readonly valid?: Uint8Array;
}

export interface CheckPart extends CheckRun {
  readonly kind: 'check';
  /** Positions in the test part of the subset's samples. */
  readonly ids: Int32Array;
  readonly [key: string]: unknown;
}

/** Raw runs of two attacks of the plan: a violation is a sample that the weaker breaks and the stronger does not, at one ε. */
export interface RawComparison {
  readonly stronger: string;
  readonly weaker: string;
}

/**
 * One self-check of `measurement-rules` 2. One file each, one line in `index.ts`. A variant is one piece of work.
 * It fails when, in any variant, violations exceed `limit` × n; on fewer than `SUBSET` samples chance is allowed for (`judge.ts`).
 */
export interface SelfCheck {
  readonly id: string;
  readonly title: MessageId;
  /** `itself`: a hit is a violation. `reported`: only where the reported attacks, together, left the sample unbroken. */
  readonly against: 'itself' | 'reported';
  /** Share of samples that may violate it. */
  readonly limit: number;
  /** Names of its variants under this plan; none where it does not apply. */
  variants(parameters: RobustnessParameters, classes: number): readonly string[];
  /** Raw runs of the plan (`full` mode) to compare besides, at every ε; they cost nothing more. */
  comparisons?(parameters: RobustnessParameters): readonly RawComparison[];
  /** Iterations per sample, for the plan's cost. */
  cost(parameters: RobustnessParameters): number;
  run(variant: string, context: CheckContext): Promise<CheckRun>;
}
