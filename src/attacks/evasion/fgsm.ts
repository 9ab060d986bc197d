import { Ascent } from '../steps.ts';
import type { EvasionAttack } from '../types.ts';

/**
 * Fast gradient sign method (Goodfellow, Shlens and Szegedy, 2015): one step of size ε along the sign of the gradient. L2: one
 * step of length ε along the normalised gradient.
 */
export const fgsm: EvasionAttack = {
  id: 'fgsm',
  title: 'attacks.fgsm',
  needs: 'gradient',
  norms: ['linf', 'l2'],
  targeted: true,
  deterministic: true,
  schedule: 'fixed',
  decides: ['steps', 'stepSize', 'restarts', 'randomStart'],
  defaults: () => ({
    steps: 1,
    stepSize: { relative: 1 },
    restarts: 1,
    randomStart: false,
    loss: 'cross-entropy',
  }),
  trajectory: (origin, box, settings) => new Ascent(Float32Array.from(origin), origin, box, settings),
};
