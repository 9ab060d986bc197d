import { oneHot } from '../../oracles/model.ts';
import { doubling } from './doubling.ts';
import { signStep } from './slopes.ts';
import type { Sampler } from './types.ts';

/** Step, as a share of each value's range. */
export const LAMBDA = 0.1;
/** Rounds after which the step changes its sign. */
export const FLIP_EVERY = 3;

/**
 * Jacobian-based augmentation (N. Papernot et al., *Practical black-box attacks against machine learning*, AsiaCCS 2017; seed 003's
 * *Practical*): each round asks x + λ sign(∂z_y/∂x) for every x asked so far, with y the victim's class and z the surrogate's logits;
 * λ changes its sign every third round.
 */
export const jacobian: Sampler = {
  id: 'jacobian',
  title: 'extraction.sampler-jacobian',
  knows: 'extraction.sampler-jacobian-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'gradient',
  start: (context) =>
    doubling(context, async ({ data, labels, round }, surrogate) => {
      const slope = await surrogate.gradient(data, oneHot(labels, context.classes));
      const lambda = Math.floor(round / FLIP_EVERY) % 2 === 0 ? LAMBDA : -LAMBDA;
      signStep(data, slope, context.pool, lambda);
      return data;
    }),
};
