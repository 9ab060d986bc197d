import { Ascent } from '../steps.ts';
import type { EvasionAttack } from '../types.ts';

const DECAY = 1;

/** Adds to the running direction each gradient divided by the mean of its absolute values; a zero gradient adds nothing. */
class Momentum extends Ascent {
  readonly #direction = new Float32Array(this.point.length);

  override advance(gradient: Float32Array): void {
    let sum = 0;
    for (let i = 0; i < gradient.length; i++) sum += Math.abs(gradient[i]);
    const factor = sum === 0 ? 0 : gradient.length / sum;
    for (let i = 0; i < gradient.length; i++)
      this.#direction[i] = DECAY * this.#direction[i] + gradient[i] * factor;
    this.ascend(this.#direction);
  }
}

/**
 * Momentum iterative FGSM (Dong et al., 2018): decay 1, ten steps of ε/10 along the sign of the accumulated gradients. The paper
 * divides each gradient by its L1 norm; dividing by the mean of the absolute values, as done here, gives the same signs.
 */
export const miFgsm: EvasionAttack = {
  id: 'mi-fgsm',
  title: 'attacks.mi-fgsm',
  needs: 'gradient',
  norms: ['linf', 'l2'],
  targeted: true,
  deterministic: true,
  schedule: 'fixed',
  decides: ['restarts', 'randomStart'],
  defaults: () => ({
    steps: 10,
    stepSize: 'planned',
    restarts: 1,
    randomStart: false,
    loss: 'cross-entropy',
  }),
  trajectory: (origin, box, settings) => new Momentum(Float32Array.from(origin), origin, box, settings),
};
