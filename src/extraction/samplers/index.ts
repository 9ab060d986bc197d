import { classProbability } from './class-probability.ts';
import { copycat } from './copycat.ts';
import { correlation } from './correlation.ts';
import { dataFree } from './data-free.ts';
import { drmi } from './drmi.ts';
import { jacobian } from './jacobian.ts';
import { kCenter } from './k-center.ts';
import { knockoff } from './knockoff.ts';
import { knockoffAdaptive } from './knockoff-adaptive.ts';
import { prada } from './prada.ts';
import { random } from './random.ts';
import type { Sampler } from './types.ts';
import { uncertainty } from './uncertainty.ts';

/** The ways of choosing what to ask, in the order in which they are listed. */
export const samplers: readonly Sampler[] = [
  random,
  knockoff,
  knockoffAdaptive,
  copycat,
  jacobian,
  prada,
  drmi,
  correlation,
  classProbability,
  uncertainty,
  kCenter,
  dataFree,
];

/** The sampler of an id. */
export function sampler(id: string): Sampler | undefined {
  return samplers.find((one) => one.id === id);
}
