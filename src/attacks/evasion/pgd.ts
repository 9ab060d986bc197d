import { Ascent, randomPoint } from '../steps.ts';
import type { EvasionAttack } from '../types.ts';

/**
 * Projected gradient descent on the negative loss (Madry et al., 2018) from a random point of the ball, with restarts of which
 * each sample keeps its worst. Canonical: 40 steps (L2: 50), each 2.5 ε ÷ steps, the authors' rule, so that every start can reach
 * every point of the ball; with their 0.01 at ε 0.3 (1.33 ε in all) a start on the wrong side never arrives. The step follows a
 * chosen number of steps and is fixed before the run.
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
    stepSize: { total: 2.5 },
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
