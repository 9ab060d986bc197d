import { predictedClass } from '../../../attacks/predict.ts';
import { logitsInBatches } from '../../space.ts';
import type { SelfCheck } from './types.ts';

/** Difference of logits that rounding of another batch size may cause, relative to their size. */
const TOLERANCE = 1e-4;

/** The same input gives the same output, alone or in company. A hit is a sample for which it does not. */
export const repeat: SelfCheck = {
  id: 'repeat',
  title: 'indicators.check.repeat',
  against: 'itself',
  limit: 0,
  variants: () => ['twice'],
  cost: () => 2,
  async run(_, { samples, space, run }) {
    const { count, x } = samples;
    const { classes } = run.oracle;
    const batch = { data: x, count, shape: space.shape };
    const first = await run.oracle.logits(batch);
    const others = [await run.oracle.logits(batch), await logitsInBatches(run.oracle, batch, 7)];
    const hits = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const label = predictedClass(first, i, classes);
      for (const other of others) {
        let worst = 0;
        let largest = 1;
        for (let c = i * classes; c < (i + 1) * classes; c++) {
          worst = Math.max(worst, Math.abs(other[c] - first[c]));
          largest = Math.max(largest, Math.abs(first[c]));
        }
        if (!(worst <= TOLERANCE * largest) || predictedClass(other, i, classes) !== label) hits[i] = 1;
      }
    }
    return { hits };
  },
};
