import type { Amount, Pace, PassTime } from '../lab/plan/types.ts';

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
const reserve = 1.25;

/** Seconds of a pass: between the middle and the slow ones, because a machine that is shared stalls now and then. */
const passOf = ({ middle, high }: PassTime): number => (middle + high) / 2000;

/** Expected seconds of a plan, on the slow side: samples that fall early cost less than is counted here. */
export function secondsOf({ forwards, gradients }: Amount, { pace, overhead, workers }: Speed): number {
  const forward = passOf(pace.forward);
  const gradient = passOf(pace.gradient ?? pace.forward);
  return overhead + (reserve * (forwards * forward + gradients * gradient)) / workers;
}

/** Numbers of samples as people choose them, up to the plan's own, ascending. */
export function sizes(planned: number): number[] {
  const found: number[] = [];
  for (let samples = fewest; samples < planned; samples += samples >= 50 ? 10 : 5) found.push(samples);
  return [...found, planned];
}

/**
 * The largest size that ends in time, or the smallest where none does. More samples never cost less, so it is found by halving.
 *
 * @param seconds expected of a size; asked of few sizes, the largest first
 */
export async function largest(
  found: readonly number[],
  seconds: (samples: number) => Promise<number>,
  most: number = budget,
): Promise<{ samples: number; seconds: number }> {
  const last = found.length - 1;
  const all = await seconds(found[last]);
  if (all <= most || last === 0) return { samples: found[last], seconds: all };
  let [low, high] = [0, last];
  let known = await seconds(found[0]);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const took = await seconds(found[middle]);
    if (took <= most) [low, known] = [middle, took];
    else high = middle;
  }
  return { samples: found[low], seconds: known };
}
