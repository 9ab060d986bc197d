import type { Amount, Pace, PassTime } from '../../lab/plan/types.ts';

/** Seconds that a plan will take. */
export interface Estimate {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** Share of the planned passes that is left where samples fall early: an ordinary model loses most of them within a few steps. */
const early = 0.35;

/** What lies beside the passes: messages, merging, the last piece that others wait for. */
const overhead = 1.15;

/**
 * Time of a plan from measured passes. The low end takes the fastest batches and samples that fall early, the high end the
 * slowest ones and every planned pass. Null where a pass that is needed could not be timed.
 */
export function estimate(
  { forwards, gradients }: Amount,
  { forward, gradient }: Pace,
  workers: number,
  cores: number,
): Estimate | null {
  if (gradients > 0 && !gradient) return null;
  const lanes = Math.max(1, Math.min(workers, cores));
  const seconds = (name: keyof PassTime, share: number) =>
    (overhead * share * ((forwards - gradients) * forward[name] + gradients * (gradient?.[name] ?? 0))) /
    lanes /
    1000;
  const attacked = gradients > 0;
  return {
    low: seconds('low', attacked ? early : 1),
    middle: seconds('middle', attacked ? (1 + early) / 2 : 1),
    high: seconds('high', 1),
  };
}
