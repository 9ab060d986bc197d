import { Ascent } from '../steps.ts';
import type { EvasionAttack } from '../types.ts';

/**
 * Basic iterative method (Kurakin, Goodfellow and Bengio, 2017): steps of FGSM's kind from the original itself, each projected
 * onto the ball and clipped to the input range.
 */
export const bim: EvasionAttack = {
  id: 'bim',
  title: 'attacks.bim',
  needs: 'gradient',
  norms: ['linf', 'l2'],
  targeted: true,
  deterministic: true,
  schedule: 'fixed',
  decides: ['restarts', 'randomStart'],
  defaults: () => ({
    steps: 10,
    stepSize: { relative: 0.2 },
    restarts: 1,
    randomStart: false,
    loss: 'cross-entropy',
  }),
  trajectory: (origin, box, settings) => new Ascent(Float32Array.from(origin), origin, box, settings),
};
