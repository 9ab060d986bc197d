import { project } from '../../numeric/balls.ts';
import type { Box } from '../../numeric/balls.ts';
import type { Stream } from '../../numeric/random.ts';
import type { LossName } from '../../oracles/types.ts';
import { ascend, euclidean } from '../steps.ts';
import type { AttackSettings, EvasionAttack, Trajectory } from '../types.ts';

/** Weight of the new step against the step before it. */
const MOMENTUM = 0.75;
/** Share of steps that must have raised the loss for the step size to stay. */
const RHO = 0.75;
/** First step size, in units of ε. */
const FIRST_STEP = 2;

/**
 * The iterations at which APGD looks back, w_j = ⌈p_j T⌉ with p_1 = 0.22 and gaps that shrink by 0.03 down to 0.06
 * (Croce and Hein, 2020, section 3). Counted in hundredths, so that no rounding moves one.
 */
export function checkpoints(steps: number): number[] {
  const result: number[] = [];
  let before = 0;
  for (let p = 22; p < 100;) {
    result.push(Math.ceil((p * steps) / 100));
    const gap = Math.max(p - before - 3, 6);
    before = p;
    p += gap;
  }
  return [...new Set(result)];
}

/** The start: L∞ a uniform draw scaled so that its largest component is ε; L2 a uniform direction of length ε. */
function startPoint(origin: Float32Array, box: Box, settings: AttackSettings, random: Stream): Float32Array {
  const x = Float32Array.from(origin);
  if (!settings.randomStart) return x;
  const draw = new Float64Array(x.length);
  if (settings.norm === 'linf') random.fillUniform(draw, -1, 1);
  else random.fillNormal(draw);
  const length =
    settings.norm === 'linf' ? draw.reduce((m, v) => Math.max(m, Math.abs(v)), 0) : euclidean(draw);
  const factor = length === 0 ? 0 : settings.epsilon / length;
  for (let i = 0; i < x.length; i++) x[i] += factor * draw[i];
  project(settings.norm, x, origin, settings.epsilon, box);
  return x;
}

/** Algorithm 1 of Croce and Hein (2020) for one sample. */
class AutoPgd implements Trajectory {
  readonly point: Float32Array;
  readonly #origin: Float32Array;
  readonly #box: Box;
  readonly #settings: AttackSettings;
  readonly #checkpoints: Set<number>;
  readonly #previous: Float32Array;
  readonly #best: Float32Array;
  readonly #bestGradient: Float32Array;
  #bestLoss = -Infinity;
  #lastLoss = -Infinity;
  #step: number;
  /** Number of the iterate that `point` is. */
  #iterate = 0;
  #lastCheck = 0;
  #raised = 0;
  #bestAtCheck = -Infinity;
  #halvedAtCheck = false;

  constructor(start: Float32Array, origin: Float32Array, box: Box, settings: AttackSettings) {
    this.point = start;
    this.#origin = origin;
    this.#box = box;
    this.#settings = settings;
    this.#checkpoints = new Set(checkpoints(settings.steps));
    this.#previous = Float32Array.from(start);
    this.#best = Float32Array.from(start);
    this.#bestGradient = new Float32Array(start.length);
    this.#step = FIRST_STEP * settings.epsilon;
  }

  advance(gradient: Float32Array, given: number): void {
    const loss = Number.isNaN(given) ? -Infinity : given;
    if (this.#iterate > 0 && loss > this.#lastLoss) this.#raised++;
    this.#lastLoss = loss;
    if (loss > this.#bestLoss || this.#iterate === 0) {
      this.#bestLoss = loss;
      this.#best.set(this.point);
      this.#bestGradient.set(gradient);
    }
    if (this.#iterate === 0) this.#bestAtCheck = loss;
    if (this.#checkpoints.has(this.#iterate) && this.#lookBack()) {
      this.#lastLoss = this.#bestLoss;
      this.#move(this.#best, this.#bestGradient);
    } else {
      this.#move(this.point, gradient);
    }
    this.#iterate++;
  }

  /** Whether one of the two conditions holds; then the step is halved and the walk goes on from the best point. */
  #lookBack(): boolean {
    const tooFew = this.#raised < RHO * (this.#iterate - this.#lastCheck);
    const stuck = !this.#halvedAtCheck && this.#bestLoss === this.#bestAtCheck;
    const halve = tooFew || stuck;
    if (halve) this.#step /= 2;
    this.#halvedAtCheck = halve;
    this.#bestAtCheck = this.#bestLoss;
    this.#lastCheck = this.#iterate;
    this.#raised = 0;
    return halve;
  }

  /** From `base`: a projected step, then a share of it and of the step before, projected again. */
  #move(base: Float32Array, gradient: Float32Array): void {
    const { norm, epsilon } = this.#settings;
    const momentum = this.#iterate === 0 ? 1 : MOMENTUM;
    const next = Float32Array.from(base);
    ascend(norm, next, gradient, this.#step);
    project(norm, next, this.#origin, epsilon, this.#box);
    for (let i = 0; i < next.length; i++) {
      const here = base[i];
      next[i] = here + momentum * (next[i] - here) + (1 - momentum) * (here - this.#previous[i]);
    }
    project(norm, next, this.#origin, epsilon, this.#box);
    this.#previous.set(base);
    this.point.set(next);
  }
}

/** APGD on one loss. Step sizes are its own: 2ε at first, halved at checkpoints when the loss stops rising. */
export function apgd(
  id: 'apgd-ce' | 'apgd-dlr',
  title: EvasionAttack['title'],
  loss: LossName,
): EvasionAttack {
  return {
    id,
    title,
    needs: 'gradient',
    norms: ['linf', 'l2'],
    targeted: true,
    deterministic: false,
    schedule: 'planned',
    decides: ['stepSize', 'loss'],
    defaults: () => ({
      steps: 100,
      stepSize: { relative: FIRST_STEP },
      restarts: 1,
      randomStart: true,
      loss,
    }),
    trajectory: (origin, box, settings, random) =>
      new AutoPgd(startPoint(origin, box, settings, random), origin, box, settings),
  };
}
