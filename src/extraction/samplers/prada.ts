import { doubling } from './doubling.ts';
import { signStep, towards } from './slopes.ts';
import type { Sampler } from './types.ts';

/** How far a made input may lie from its source, as a share of each value's range: the paper's best for MNIST. */
export const REACH = 64 / 255;
/** Steps that the way is taken in; ours. */
export const STEPS = 5;

/**
 * The attack of the PRADA paper (M. Juuti et al., EuroS&P 2019), strategy T-RND: as Papernot's rounds, but every source is moved
 * towards a random class other than the victim's by iterated sign steps on the surrogate.
 */
export const prada: Sampler = {
  id: 'prada',
  title: 'extraction.sampler-prada',
  knows: 'extraction.sampler-prada-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'gradient',
  start(context) {
    const { pool, classes } = context;
    const draws = context.random('targets');
    return doubling(context, async ({ data, labels, from }, surrogate) => {
      const targets = labels.map(
        (label, i) => (label + 1 + draws.integer(from + i, Math.max(1, classes - 1))) % classes,
      );
      // Sign steps of one size that sum to the reach never leave the ball around the source.
      for (let step = 0; step < STEPS; step++)
        signStep(data, await towards(data, targets, classes, surrogate), pool, REACH / STEPS);
      return data;
    });
  },
};
