import { byPairs } from './pair-reduction.ts';
import type { Sampler } from './types.ts';

/**
 * A rival of DRMI in seed 003: the same reduction with Pearson's correlation of the inputs' values in the place of mutual
 * information. The seed says no more than *correlation matrix*; the correlation is taken with its sign.
 */
export const correlation: Sampler = {
  id: 'correlation',
  title: 'extraction.sampler-correlation',
  knows: 'extraction.sampler-correlation-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'none',
  pairs: 'correlation',
  start: (context) => byPairs(context, 'correlation'),
};
