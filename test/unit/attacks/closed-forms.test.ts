import { describe, expect, test } from 'vitest';
import { evasionAttack, evasionAttacks } from '../../../src/attacks/index.ts';
import { configure } from '../../../src/attacks/settings.ts';
import { runAttack } from '../../../src/attacks/drive.ts';
import { NEVER } from '../../../src/attacks/types.ts';
import type { AttackOptions, AttackSpace } from '../../../src/attacks/types.ts';
import type { Norm } from '../../../src/numeric/balls.ts';
import { stream } from '../../../src/numeric/random.ts';
import { LinearOracle } from '../../support/linear-oracle.ts';
import type { LinearModel } from '../../support/linear-oracle.ts';

/** Two classes; the margin of class 1 over class 0 is w·x + b with w = W₁ − W₀. */
function twoClasses(size: number, seed: number): { model: LinearModel; w: number[]; b: number } {
  const draws = stream(seed, 'weights');
  const weights = [0, 1].map((c) => Array.from({ length: size }, (_, i) => draws.normal(c * size + i)));
  const bias = [draws.normal(2 * size), draws.normal(2 * size + 1)];
  return { model: { weights, bias }, w: weights[1].map((v, i) => v - weights[0][i]), b: bias[1] - bias[0] };
}

const size = 12;
const count = 60;
const wide: AttackSpace = { shape: [size], size, low: -100, high: 100 };
const unit: AttackSpace = { shape: [size], size, low: 0, high: 1 };
const epsilons = [0.02, 0.05, 0.1, 0.2, 0.35];

function samples(w: readonly number[], b: number) {
  const x = stream(3, 'x').fillUniform(new Float32Array(size * count));
  const margins = Array.from({ length: count }, (_, i) =>
    w.reduce((sum, v, j) => sum + v * x[i * size + j], b),
  );
  const y = Int32Array.from(margins, (m) => (m > 0 ? 1 : 0));
  return { ids: Array.from({ length: count }, (_, i) => i), x, y, count, margins };
}

/**
 * Enough steps and length that every method can cross the ball. L2: a random start leaves a sideways part that shrinks by
 * 1 / 1.1 per step at the sphere, 1.1⁻⁷⁰ < 0.002 after 80 steps; it enters the margin squared.
 */
const enough = (norm: Norm): AttackOptions => ({
  steps: norm === 'linf' ? 20 : 80,
  stepSize: { relative: 0.1 },
});

describe.each([1, 2, 3])('two-class linear model %i', (seed) => {
  const { model, w, b } = twoClasses(size, seed);
  const { margins, ...set } = samples(w, b);
  const l1 = w.reduce((sum, v) => sum + Math.abs(v), 0);
  const l2 = Math.sqrt(w.reduce((sum, v) => sum + v * v, 0));

  async function margin(id: string, norm: 'linf' | 'l2', epsilon: number, space: AttackSpace) {
    const attack = evasionAttack(id)!;
    const oracle = new LinearOracle(model);
    const settings = configure(attack, norm, epsilon, enough(norm), 'last-iterate');
    const result = await runAttack(attack, settings, set, { oracle, space, seed: 1, batch: 17 });
    return {
      result,
      fall: margins.map((m, i) => {
        const z = oracle.logitsOf(result.adversarial.subarray(i * size, (i + 1) * size));
        return Math.abs(m) - (z[1] - z[0]) * Math.sign(m);
      }),
    };
  }

  test.each(evasionAttacks.map((a) => a.id))(
    '%s L∞ lowers the margin by exactly ε‖w‖₁ away from the box',
    async (id) => {
      for (const epsilon of epsilons) {
        const { fall, result } = await margin(id, 'linf', epsilon, wide);
        for (const [i, value] of fall.entries()) {
          expect(value).toBeCloseTo(epsilon * l1, 4);
          // The curve is then closed form as well: broken exactly where the margin is below ε‖w‖₁.
          if (Math.abs(Math.abs(margins[i]) - epsilon * l1) > 1e-4)
            expect(result.firstContinuous[i] !== NEVER).toBe(Math.abs(margins[i]) < epsilon * l1);
        }
      }
    },
  );

  test.each(evasionAttacks.map((a) => a.id))(
    '%s L∞ in an active box lowers it by Σ|wᵢ|·min(ε, roomᵢ)',
    async (id) => {
      for (const epsilon of epsilons) {
        const { fall } = await margin(id, 'linf', epsilon, unit);
        fall.forEach((value, i) => {
          const want = w.reduce((sum, v, j) => {
            const x = set.x[i * size + j];
            const room = v * Math.sign(margins[i]) > 0 ? x : 1 - x;
            return sum + Math.abs(v) * Math.min(epsilon, room);
          }, 0);
          expect(value).toBeCloseTo(want, 4);
        });
      }
    },
  );

  test.each(evasionAttacks.map((a) => a.id))(
    '%s L2 lowers the margin by exactly ε‖w‖₂ away from the box',
    async (id) => {
      for (const epsilon of epsilons) {
        const { fall } = await margin(id, 'l2', epsilon, wide);
        for (const value of fall) expect(value).toBeCloseTo(epsilon * l2, 4);
      }
    },
  );
});
