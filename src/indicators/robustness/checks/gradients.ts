import { lossesOf } from './reference.ts';
import type { SelfCheck } from './types.ts';

/** Whether a gradient says nothing: zero in every component, or not finite in one. */
function useless(gradient: Float32Array): boolean {
  let zero = true;
  for (let i = 0; i < gradient.length; i++) {
    if (!Number.isFinite(gradient[i])) return true;
    if (gradient[i] !== 0) zero = false;
  }
  return zero;
}

/** Gradients exist: a hit is a sample whose gradient is zero or not finite for every loss of the plan. */
export const gradients: SelfCheck = {
  id: 'gradients',
  title: 'indicators.check.gradients',
  against: 'itself',
  limit: 0.02,
  variants: () => ['clean'],
  cost: () => 1,
  async run(_, { parameters, samples, space, run }) {
    const { x, y, count } = samples;
    const hits = new Uint8Array(count).fill(1);
    for (const name of lossesOf(parameters)) {
      run.signal.throwIfAborted();
      const { gradient } = await run.oracle.lossGradient({ data: x, count, shape: space.shape }, y, { name });
      for (let i = 0; i < count; i++)
        if (!useless(gradient.subarray(i * space.size, (i + 1) * space.size))) hits[i] = 0;
    }
    return { hits };
  },
};
