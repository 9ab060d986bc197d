import { cos, PI } from '../numeric/math.ts';

/** How the learning rate changes over a run; plain data. */
export type ScheduleSpec =
  | { readonly kind: 'constant' }
  /** × `factor` after each share of the run in `at`, e.g. [0.5, 0.75]. */
  | { readonly kind: 'step'; readonly at: readonly number[]; readonly factor: number }
  /** Half a cosine from 1 to 0 (Loshchilov & Hutter 2017, without restarts), after a linear rise over `warmUp` of the run. */
  | { readonly kind: 'cosine'; readonly warmUp?: number };

/** Factor on the learning rate when the share `progress` (0 … 1) of all steps is done. */
export function scheduleFactor(spec: ScheduleSpec, progress: number): number {
  if (spec.kind === 'constant') return 1;
  if (spec.kind === 'step') {
    return spec.at.reduce((factor, share) => (progress >= share ? factor * spec.factor : factor), 1);
  }
  const { warmUp = 0 } = spec;
  if (progress < warmUp) return progress / warmUp;
  return 0.5 * (1 + cos((PI * (progress - warmUp)) / (1 - warmUp)));
}
