import { kMeans, squaredDistance } from '../../numeric/k-means.ts';
import { principalComponents } from '../../numeric/principal-components.ts';
import { inputsAt } from '../types.ts';
import { atRandom, fromPool, needed } from './from-pool.ts';
import { softmaxOf } from './softmax.ts';
import type { Sampler } from './types.ts';

/** Share of the variance that the components kept explain. */
const EXPLAINED = 0.95;

/**
 * A rival of DRMI in seed 003, which says *class probability: PCA + k-means* and no more. Our reading: random at first; then the
 * surrogate's probabilities of all free rows, in the principal components that explain 95 % of their variance, are put into as many
 * clusters as rows are wanted, and of each cluster the row nearest its centre is asked. The victim is not asked to choose. What
 * empty clusters leave open is drawn at random.
 */
export const classProbability: Sampler = {
  id: 'class-probability',
  title: 'extraction.sampler-class-probability',
  knows: 'extraction.sampler-class-probability-knows',
  pool: 'own',
  learnsFrom: 'answers',
  surrogate: 'logits',
  start(context) {
    const { pool, classes, random } = context;
    const anyRow = atRandom(context);
    return fromPool(context, async (step) => {
      const { taken, free, wanted, surrogate } = step;
      if (taken.length === 0) return anyRow(step);
      const logits = await needed(surrogate).logits(inputsAt(pool, free));
      const table = principalComponents({ data: softmaxOf(logits, classes), columns: classes }, EXPLAINED);
      const { of, centres } = kMeans(table, wanted, random(`clusters-${taken.length}`));
      const nearest = new Int32Array(wanted).fill(-1);
      const least = new Float64Array(wanted).fill(Infinity);
      of.forEach((cluster, i) => {
        const distance = squaredDistance(table, i, centres, cluster);
        if (distance < least[cluster]) {
          least[cluster] = distance;
          nearest[cluster] = free[i];
        }
      });
      const chosen = nearest.filter((row) => row >= 0);
      const inside = new Set(chosen);
      const others = await anyRow({
        ...step,
        free: free.filter((row) => !inside.has(row)),
        wanted: wanted - chosen.length,
      });
      return [...chosen, ...Array.from(others)];
    });
  },
};
