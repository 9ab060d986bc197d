import { random } from './random.ts';
import type { Sampler } from './types.ts';

/**
 * Knockoff nets, random strategy (T. Orekondy, B. Schiele & M. Fritz, *Knockoff nets: stealing functionality of black-box models*,
 * CVPR 2019): uniform draws from a large set of other images, learnt with the victim's scores.
 */
export const knockoff: Sampler = {
  ...random,
  id: 'knockoff',
  title: 'extraction.sampler-knockoff',
  knows: 'extraction.sampler-knockoff-knows',
  pool: 'other',
};
