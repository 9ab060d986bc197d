import { Ascent, randomPoint } from '../steps.ts';
import type { EvasionAttack } from '../types.ts';

/**
 * Projected gradient descent on the negative loss (Madry et al., 2018) from a random point of the ball, with restarts of which
 * each sample keeps its worst. Canonical: L∞ 40 steps of ε/30 (ε 0.3, step 0.01); L2 50 steps of ε/40.
 */
export const pgd: EvasionAttack = {
  id: 'pgd',
  title: 'attacks.pgd',
  needs: 'gradient',
  norms: ['linf', 'l2'],
  targeted: true,
  deterministic: false,
  schedule: 'fixed',
  decides: [],
  defaults: (norm) => ({
    steps: norm === 'linf' ? 40 : 50,
    stepSize: { relative: norm === 'linf' ? 1 / 30 : 1 / 40 },
    restarts: 1,
    randomStart: true,
    loss: 'cross-entropy',
  }),
  trajectory(origin, box, settings, random) {
    const start = settings.randomStart
      ? randomPoint(settings.norm, origin, settings.epsilon, box, random)
      : Float32Array.from(origin);
    return new Ascent(start, origin, box, settings);
  },
};
