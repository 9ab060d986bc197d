import { inputsAt } from '../types.ts';
import { atRandom, fromPool, needed } from './from-pool.ts';
import { marginOf, softmaxOf } from './softmax.ts';
import type { Sampler } from './types.ts';

/**
 * Active learning by uncertainty, as ActiveThief uses it (S. Pal et al., AAAI 2020), with margin sampling (T. Scheffer et al., 2001):
 * random at first, then the rows whose two largest probabilities under the surrogate lie closest together; of equal ones the first.
 */
export const uncertainty: Sampler = {
  id: 'uncertainty',
  title: 'extraction.sampler-uncertainty',
  knows: 'extraction.sampler-uncertainty-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'logits',
  start(context) {
    const first = atRandom(context);
    return fromPool(context, async (step) => {
      if (step.taken.length === 0) return first(step);
      const logits = await needed(step.surrogate).logits(inputsAt(context.pool, step.free));
      const scores = softmaxOf(logits, context.classes);
      const margins = Float64Array.from(step.free, (_, i) => marginOf(scores, context.classes, i));
      const order = Int32Array.from(step.free.keys()).sort((a, b) => margins[a] - margins[b] || a - b);
      return order.subarray(0, step.wanted).map((i) => step.free[i]);
    });
  },
};
