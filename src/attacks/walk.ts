import { stream } from '../numeric/random.ts';
import type { GradientOracle } from '../oracles/types.ts';
import { predictedClass } from './predict.ts';
import { boxAround } from './space.ts';
import { Ascent } from './steps.ts';
import { storedForm } from './stored.ts';
import type { AttackSettings, AttackSpace, EvasionAttack, Trajectory } from './types.ts';

/** One place on the way, and what the attack learns there. */
export interface WalkStep {
  /** 0 is the start point. */
  readonly iteration: number;
  readonly point: Float32Array;
  /** What the attack maximises; targeted: larger is nearer to the target. */
  readonly loss: number;
  readonly logits: Float32Array;
  /** Of the loss at this point; what is not finite is 0. */
  readonly gradient: Float32Array;
  /** Where the step from here leads before it is projected into ball and box; absent where no plain step follows. */
  readonly unprojected?: Float32Array;
  readonly predicted: number;
  /** Misclassified here (targeted: taken for the target). */
  readonly fell: boolean;
  /** Its stored form has fallen with it; one that falls alone does not count, as in a run. */
  readonly fellStored: boolean;
}

export interface WalkSample {
  /** Position in the data; it keys the random start, as in a run. */
  readonly id: number;
  readonly x: Float32Array;
  readonly label: number;
  readonly target?: number;
}

export interface WalkContext {
  readonly oracle: GradientOracle;
  readonly space: AttackSpace;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

const everywhere = { low: -Infinity, high: Infinity };

/**
 * One sample's way through the ball, step by step, to the end of the first restart: the very iterates of `runAttack` with the
 * same seed, settings and sample, which leaves at the first success where this goes on.
 * @throws an AbortError when `context.signal` fires, between two steps
 */
export async function walk(
  attack: EvasionAttack,
  settings: AttackSettings,
  sample: WalkSample,
  context: WalkContext,
): Promise<WalkStep[]> {
  const { space, seed, signal } = context;
  const random = () => stream(seed, 'attack', attack.id, 'start', sample.id, 0);
  const box = boxAround(space, sample.x);
  const path = attack.trajectory(sample.x, box, settings, random());
  const free = unbounded(attack, settings, sample.x, path);
  const steps: WalkStep[] = [];
  for (let iteration = 0; iteration <= settings.steps; iteration++) {
    signal?.throwIfAborted();
    const here = await look(sample, path.point, settings, context);
    const last = iteration === settings.steps;
    const unprojected = last ? undefined : free?.(here.gradient, here.loss, path.point);
    steps.push({ iteration, ...here, ...(unprojected ? { unprojected } : {}) });
    if (!last) path.advance(here.gradient.slice(), here.loss);
  }
  return steps;
}

/**
 * A second trajectory without ball and box is given the same gradients: its displacements are the steps before projection.
 * That holds for attacks whose step does not depend on where they are (`Ascent`), and is not claimed for others.
 */
function unbounded(
  attack: EvasionAttack,
  settings: AttackSettings,
  origin: Float32Array,
  path: Trajectory,
): ((gradient: Float32Array, loss: number, point: Float32Array) => Float32Array) | undefined {
  if (!(path instanceof Ascent)) return undefined;
  const wide = { ...settings, epsilon: Infinity, randomStart: false };
  const shadow = attack.trajectory(origin, everywhere, wide, stream(0));
  return (gradient, loss, point) => {
    const before = shadow.point.slice();
    shadow.advance(gradient.slice(), loss);
    return point.map((value, i) => value + (shadow.point[i] - before[i]));
  };
}

async function look(
  { x, label, target }: WalkSample,
  point: Float32Array,
  { loss: name }: AttackSettings,
  { oracle, space }: WalkContext,
): Promise<Omit<WalkStep, 'iteration' | 'unprojected'>> {
  const batch = (data: Float32Array) => ({ data, count: 1, shape: space.shape });
  const targets = target === undefined ? undefined : Int32Array.of(target);
  const own = point.slice();
  const { loss, gradient } = await oracle.lossGradient(batch(own), Int32Array.of(label), { name, targets });
  const logits = await oracle.logits(batch(own));
  const predicted = predictedClass(logits, 0, oracle.classes);
  const falls = (found: number) => (target === undefined ? found !== label : found === target);
  const stored = storedForm(own, x, space);
  const storedClass =
    stored === own ? predicted : predictedClass(await oracle.logits(batch(stored)), 0, oracle.classes);
  return {
    point: own,
    loss: loss[0],
    logits,
    gradient: gradient.map((value) => (Number.isFinite(value) ? value : 0)),
    predicted,
    fell: falls(predicted),
    fellStored: falls(predicted) && falls(storedClass),
  };
}
