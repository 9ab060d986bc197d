import { random } from './random.ts';
import type { Sampler } from './types.ts';

/**
 * Copycat CNN (J. R. Correia-Silva et al., *Copycat CNN: stealing knowledge by persuading confession with random non-labeled data*,
 * IJCNN 2018): uniform draws from images of no particular kind, learnt with the victim's classes alone. The paper's further stage on
 * images of the victim's own domain is the sampler `random` here.
 */
export const copycat: Sampler = {
  ...random,
  id: 'copycat',
  title: 'extraction.sampler-copycat',
  knows: 'extraction.sampler-copycat-knows',
  pool: 'other',
  learnsFrom: 'labels',
};
