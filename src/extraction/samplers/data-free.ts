import { boundAt } from '../../numeric/balls.ts';
import { argmaxRows } from '../../oracles/model.ts';
import { needed } from './from-pool.ts';
import { signStep, towards } from './slopes.ts';
import type { Asked, Questions, Sampler, SamplerContext, SamplerRun, Surrogate } from './types.ts';

/** Most steps that an input is moved, and the size of one as a share of each value's range. */
export const STEPS = 10;
export const STEP = 0.1;

/**
 * Moves inputs towards the surrogate's region of their target classes; each stays where it first enters, close to the boundary, where
 * the surrogate is least sure.
 */
async function toBoundary(
  data: Float32Array,
  targets: Int32Array,
  { pool, classes }: SamplerContext,
  surrogate: Surrogate,
): Promise<void> {
  for (let step = 0; step < STEPS; step++) {
    const seen = argmaxRows(await surrogate.logits(data), classes);
    if (seen.every((label, i) => label === targets[i])) return;
    const slope = await towards(data, targets, classes, surrogate);
    seen.forEach((label, i) => {
      if (label === targets[i]) slope.fill(0, i * pool.size, (i + 1) * pool.size);
    });
    signStep(data, slope, pool, STEP);
  }
}

/** A thief without data: uniform noise in the box at first, then noise moved to the surrogate's class boundaries. */
function start(context: SamplerContext): SamplerRun {
  const { pool, classes, random } = context;
  const noise = random('noise');
  const targetDraws = random('targets');
  return {
    async next(upTo: number, asked: Asked, surrogate?: Surrogate): Promise<Questions> {
      const count = Math.max(0, upTo - asked.count);
      const data = noise.fillUniform(new Float32Array(count * pool.size), 0, 1, asked.count * pool.size);
      data.forEach((share, k) => {
        const low = boundAt(pool.box.low, k % pool.size);
        data[k] = low + share * (boundAt(pool.box.high, k % pool.size) - low);
      });
      if (asked.count > 0 && count > 0) {
        const targets = Int32Array.from({ length: count }, (_, i) =>
          targetDraws.integer(asked.count + i, classes),
        );
        await toBoundary(data, targets, context, needed(surrogate));
      }
      return { data, count, rows: new Int32Array(count).fill(-1) };
    },
  };
}

/**
 * Queries from nothing. This is a baseline of our own: the published data-free attacks (J.-B. Truong et al., CVPR 2021; S. Kariyappa et
 * al., CVPR 2021) train a generator with millions of queries, which no budget here allows.
 */
export const dataFree: Sampler = {
  id: 'data-free',
  title: 'extraction.sampler-data-free',
  knows: 'extraction.sampler-data-free-knows',
  pool: 'none',
  learnsFrom: 'answers',
  surrogate: 'gradient',
  start,
};
