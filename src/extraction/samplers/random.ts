import { atRandom, fromPool } from './from-pool.ts';
import type { Sampler } from './types.ts';

/** Uniform draws without repetition from data like the victim's: what every other sampler is held against. */
export const random: Sampler = {
  id: 'random',
  title: 'extraction.sampler-random',
  knows: 'extraction.sampler-random-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'none',
  start: (context) => fromPool(context, atRandom(context)),
};
