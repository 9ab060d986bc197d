import type { Architecture } from '../layers.ts';
import { privacySpent, type PrivateRun } from './accountant.ts';

/** What differential privacy a model has, and what that speaks of: plain data, in training results and model cards. */
export interface PrivacyRecord {
  readonly epsilon: number;
  readonly delta: number;
  /** Data sets that may be told apart no better than (ε, δ) says: one record more or less. */
  readonly adjacency: 'add-or-remove-one';
  /** Rényi differential privacy of the sampled Gaussian mechanism, at the order that gave ε. */
  readonly accountant: { readonly name: 'rdp-sampled-gaussian'; readonly order: number };
  readonly sampling: { readonly kind: 'poisson'; readonly rate: number };
  /** Largest norm of a record's gradient, and the noise's deviation as a multiple of it. */
  readonly clip: number;
  readonly noise: number;
  readonly steps: number;
  /**
   * What looked at the data and is not in ε: `tuning`, the choice of figures by trial; `standardisation`, where the network begins
   * with means and deviations of its data; `seed`, since noise can be drawn again by whoever knows the seed.
   */
  readonly notCounted: readonly ('tuning' | 'standardisation' | 'seed')[];
}

/** δ for n records: at most a tenth of 1 / n, below which it could not hide that single records are given away. */
export const deltaFor = (records: number): number => 1 / (10 * records);

export function privacyRecord(
  run: PrivateRun & { readonly clip: number; readonly records: number },
  { standardise }: Architecture,
): PrivacyRecord {
  const { rate, noise, steps, clip, records } = run;
  const delta = deltaFor(records);
  const { epsilon, order } = privacySpent({ rate, noise, steps }, delta);
  return {
    epsilon,
    delta,
    adjacency: 'add-or-remove-one',
    accountant: { name: 'rdp-sampled-gaussian', order },
    sampling: { kind: 'poisson', rate },
    clip,
    noise,
    steps,
    notCounted: [
      'tuning',
      ...(standardise && !standardise.chosen ? (['standardisation'] as const) : []),
      'seed',
    ],
  };
}
