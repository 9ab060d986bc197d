import type { Stream } from '../../numeric/random.ts';
import type { InputSpace } from '../data.ts';
import type { TrainableModel, TrainingBatch } from '../engine.ts';
import { register } from '../recipe.ts';

export interface AdversarialParameters {
  /** L∞ radius in units of ε: input units for images, standard deviations of each feature for tables. */
  readonly epsilon: number;
  /** Steps of PGD. */
  readonly steps: number;
  /** Length of one step as a share of ε. */
  readonly relativeStep: number;
  /** ε grows linearly from 0 over this share of the run. */
  readonly warmUp: number;
}

export interface PgdSettings {
  readonly epsilon: number;
  readonly steps: number;
  readonly stepSize: number;
}

interface Box {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The ball of radius ε around each sample, cut to the input space. */
function ballAround({ x, count }: TrainingBatch, space: InputSpace, epsilon: number): Box {
  const size = space.low.length;
  const low = new Float32Array(count * size);
  const high = new Float32Array(count * size);
  for (let i = 0, j = 0; i < low.length; i++, j = j + 1 === size ? 0 : j + 1) {
    const radius = epsilon * space.unit[j];
    low[i] = Math.max(x[i] - radius, space.low[j]);
    high[i] = Math.min(x[i] + radius, space.high[j]);
  }
  return { low, high };
}

/** A uniform point of each box. */
function randomStart({ low, high }: Box, random: Stream): Float32Array {
  const x = random.fillUniform(new Float32Array(low.length));
  for (let i = 0; i < x.length; i++) x[i] = Math.min(low[i] + x[i] * (high[i] - low[i]), high[i]);
  return x;
}

function ascend(
  x: Float32Array,
  gradient: Float32Array,
  { low, high }: Box,
  space: InputSpace,
  stepSize: number,
): void {
  const size = space.unit.length;
  for (let i = 0, j = 0; i < x.length; i++, j = j + 1 === size ? 0 : j + 1) {
    const g = gradient[i];
    if (g === 0) continue;
    const moved = g > 0 ? x[i] + stepSize * space.unit[j] : x[i] - stepSize * space.unit[j];
    x[i] = moved < low[i] ? low[i] : moved > high[i] ? high[i] : moved;
  }
}

/** PGD under L∞ from a random start (Madry et al. 2018): the last iterate, for the model as it stands. */
export async function pgdExamples(
  model: TrainableModel,
  batch: TrainingBatch,
  labels: Int32Array,
  space: InputSpace,
  { epsilon, steps, stepSize }: PgdSettings,
  random: Stream,
): Promise<TrainingBatch> {
  const box = ballAround(batch, space, epsilon);
  const x = randomStart(box, random);
  const attacked = { ...batch, x };
  for (let step = 0; step < steps; step++) {
    const { gradient } = await model.inputGradient(attacked, labels);
    ascend(x, gradient, box, space, stepSize);
  }
  return attacked;
}

function fault({ epsilon, steps, relativeStep, warmUp }: AdversarialParameters): string | undefined {
  if (!(epsilon > 0)) return 'epsilon must be above 0';
  if (!Number.isInteger(steps) || steps < 1) return 'steps must be a whole number above 0';
  if (!(relativeStep > 0)) return 'relativeStep must be above 0';
  return warmUp >= 0 && warmUp <= 1 ? undefined : 'warmUp must lie between 0 and 1';
}

/** Training on the worst case found by PGD instead of the data themselves (Madry et al. 2018, eq. 2.1). */
export const adversarial = register<AdversarialParameters>({
  id: 'adversarial',
  defaults: { epsilon: 0.1, steps: 7, relativeStep: 0.35, warmUp: 0.3 },
  ranges: {
    epsilon: { min: 0.005, max: 2, step: 0.005 },
    steps: { min: 1, max: 20, step: 1 },
    relativeStep: { min: 0.05, max: 2, step: 0.05 },
    warmUp: { min: 0, max: 1, step: 0.05 },
  },
  fault,
  async gradients(context, { steps, relativeStep, warmUp, ...parameters }) {
    const { model, batch, labels, space, progress, random } = context;
    const epsilon = parameters.epsilon * (progress < warmUp ? progress / warmUp : 1);
    if (epsilon === 0) return model.lossAndGradients(batch, labels);
    const settings = { epsilon, steps, stepSize: epsilon * relativeStep };
    return model.lossAndGradients(
      await pgdExamples(model, batch, labels, space, settings, random('start')),
      labels,
    );
  },
});
