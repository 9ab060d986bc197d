import type { MessageId } from '../messages/index.ts';
import type { Box, Norm } from '../numeric/balls.ts';
import type { Stream } from '../numeric/random.ts';
import type { GradientOracle, LossName } from '../oracles/types.ts';

/** Where inputs live: the box the attacks may not leave and the values an input can really have. */
export interface AttackSpace extends Box {
  /** Shape of one sample. */
  readonly shape: readonly number[];
  /** Values of one sample: the product of `shape`. */
  readonly size: number;
  /** Distance of neighbouring stored values (1/255 for 8-bit pixels); absent where values are stored as they are. */
  readonly gridStep?: number;
}

/**
 * In input units; as a share of ε; as what the steps of one restart sum to, in ε (`total`: each is total × ε ÷ steps); or
 * `planned`, the method's own ε ÷ steps.
 */
export type StepSize = number | { readonly relative: number } | { readonly total: number } | 'planned';

/**
 * Which outcome counts. `first-success`: the best iterate so far, a sample leaves once its stored form has fallen.
 * `last-iterate`: the end point alone, as attack libraries return it; every sample runs to the end.
 */
export type Count = 'first-success' | 'last-iterate';

/** What a person may choose; what is left out is the attack's own canonical value. */
export interface AttackOptions {
  readonly steps?: number;
  readonly stepSize?: StepSize;
  readonly restarts?: number;
  readonly randomStart?: boolean;
  readonly loss?: LossName;
}

/** One fully decided configuration of an attack at one ε. */
export interface AttackSettings {
  readonly norm: Norm;
  /** Radius of the ball, in input units. */
  readonly epsilon: number;
  readonly steps: number;
  /** In input units. Attacks that decide their own step (APGD) start from theirs. */
  readonly stepSize: number;
  readonly restarts: number;
  readonly randomStart: boolean;
  readonly loss: LossName;
  readonly count: Count;
}

/** One sample's way through the ball during one restart. Holds all that the attack remembers of the sample. */
export interface Trajectory {
  /** The current iterate; at first the start point. Inside the ball and the box at all times. */
  readonly point: Float32Array;
  /**
   * Learns loss and gradient at `point` and moves `point` to the next iterate.
   * `gradient` is read during the call only; its values are finite (others were set to 0 and counted).
   */
  advance(gradient: Float32Array, loss: number): void;
}

/**
 * A white-box attack that walks within a ball, as data and one function. One file in `evasion/`, one registry line;
 * the shared laws in `test/unit/attacks/laws.test.ts` then apply to it by themselves.
 */
export interface EvasionAttack {
  /** Kebab case; names the file, the parameter value and the curve. */
  readonly id: string;
  readonly title: MessageId;
  readonly needs: 'gradient';
  readonly norms: readonly Norm[];
  /** Whether it can also aim at a given class. */
  readonly targeted: boolean;
  /** True when it never draws a random number. */
  readonly deterministic: boolean;
  /** `planned`: steps depend on the planned length, so the iteration axis reads *iterations of a run planned for T*. */
  readonly schedule: 'fixed' | 'planned';
  /** Options that the method itself decides; a chosen value for one of them is not used. */
  readonly decides: readonly (keyof AttackOptions)[];
  /** Canonical values. */
  defaults(norm: Norm): Required<AttackOptions>;
  /**
   * Starts one restart of one sample at or around `origin`. `box` contains `origin`. `random` gives the draws of this
   * sample and restart; it does not depend on ε, so that neighbouring ε share their starts.
   */
  trajectory(origin: Float32Array, box: Box, settings: AttackSettings, random: Stream): Trajectory;
}

/** Samples under attack, row-major. Those that are wrong before the attack should be left out by the caller. */
export interface AttackSamples {
  /** Positions in the data; they key the randomness. */
  readonly ids: ArrayLike<number>;
  readonly x: Float32Array;
  readonly y: Int32Array;
  /** The class each sample shall be taken for; without, any class but `y`. */
  readonly targets?: Int32Array;
  readonly count: number;
}

export interface AttackContext {
  readonly oracle: GradientOracle;
  readonly space: AttackSpace;
  readonly seed: number;
  /** Samples per oracle call; decides speed alone. */
  readonly batch: number;
  readonly signal?: AbortSignal;
  /** Share done, 0 … 1. */
  progress?(done: number): void;
}

/** Never fell. */
export const NEVER = -1;

/**
 * What an attack did to each sample. *Fell* means misclassified (targeted: taken for the target), confirmed by a forward pass.
 * Iterations count over restarts: iterate t of restart r is r × steps + t; iterate 0 is the start point.
 */
export interface AttackResult {
  /** count; first iteration at which the iterate itself fell, or NEVER. */
  readonly firstContinuous: Int32Array;
  /** count; first iteration at which the iterate's stored form fell, or NEVER. Without a grid both are equal. */
  readonly firstStored: Int32Array;
  /** count; 1 where the last iterate of some restart fell. Known for `last-iterate` runs alone. */
  readonly endContinuous: Uint8Array;
  readonly endStored: Uint8Array;
  /** For `last-iterate` runs: count × (steps × restarts + 1); 1 where the sample was down at that iteration. */
  readonly iterates?: Uint8Array;
  /** count × size; the iterate that fell (stored form first), else the last one. Continuous form. */
  readonly adversarial: Float32Array;
  /** count; gradient passes and plain forward passes spent on each sample. */
  readonly gradients: Int32Array;
  readonly forwards: Int32Array;
  /** Gradients that were zero in every component, and that held a value that is not finite. */
  readonly zeroGradients: number;
  readonly nonFiniteGradients: number;
}
