import type { Amount, Pace } from '../lab/plan/types.ts';

/** Seconds that a run may take in a lesson. */
export const budget = 20;

/** Least number of samples that a lesson's run is worth looking at with. */
export const fewest = 10;

/** How fast this machine is with a model, as timed. */
export interface Speed {
  readonly pace: Pace;
  /** Seconds that workers take to start and to compile the model. */
  readonly overhead: number;
  readonly workers: number;
}

/** Pieces of unequal length leave workers idle at the end, and two workers disturb each other. */
const reserve = 1.3;

/** Expected seconds of a plan, on the slow side: samples that fall early cost less than is counted here. */
export function secondsOf({ forwards, gradients }: Amount, { pace, overhead, workers }: Speed): number {
  const forward = pace.forward.high / 1000;
  const gradient = (pace.gradient ?? pace.forward).high / 1000;
  return overhead + (reserve * (forwards * forward + gradients * gradient)) / workers;
}

/** Numbers of samples as people choose them. */
function rounded(samples: number): number {
  const step = samples >= 50 ? 10 : 5;
  return Math.max(fewest, Math.floor(samples / step) * step);
}

/** How many samples the next try should have; the plan's own where that fits. */
export function fewer(samples: number, seconds: number, overhead: number, most: number = budget): number {
  if (seconds <= most) return samples;
  const share = Math.max(0, most - overhead) / Math.max(1e-6, seconds - overhead);
  return Math.min(samples, rounded(samples * share));
}
