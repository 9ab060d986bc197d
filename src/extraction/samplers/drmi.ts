import { byPairs } from './pair-reduction.ts';
import type { Sampler } from './types.ts';

/**
 * DRMI (Y. He, G. Meng, K. Chen, J. He & X. Hu, USENIX Security 2021; seed 003): the inputs that have the least mutual information
 * with each other, by grey-level histograms. See `drmi/`.
 */
export const drmi: Sampler = {
  id: 'drmi',
  title: 'extraction.sampler-drmi',
  knows: 'extraction.sampler-drmi-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'none',
  pairs: 'mutual-information',
  start: (context) => byPairs(context, 'mutual-information'),
};
