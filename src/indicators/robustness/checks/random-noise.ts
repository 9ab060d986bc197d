import { predictedClasses } from '../../../attacks/predict.ts';
import { euclidean } from '../../../attacks/steps.ts';
import { boxAround } from '../../../attacks/space.ts';
import { project } from '../../../numeric/balls.ts';
import { stream } from '../../../numeric/random.ts';
import type { Stream } from '../../../numeric/random.ts';
import type { CheckContext, SelfCheck } from './types.ts';

const DRAWS = 20;

/** L∞: by turns uniform in the ball and a corner of it. L2: a uniform direction of length ε. */
function noise(
  x: Float32Array,
  { parameters, epsilon }: CheckContext,
  draw: number,
  random: Stream,
): Float32Array {
  const result = Float32Array.from(x);
  if (parameters.norm === 'linf') {
    for (let i = 0; i < x.length; i++) {
      const u = 2 * random.uniform(i) - 1;
      result[i] += epsilon * (draw % 2 === 0 ? u : u < 0 ? -1 : 1);
    }
    return result;
  }
  const direction = random.fillNormal(new Float64Array(x.length));
  const length = euclidean(direction);
  for (let i = 0; i < x.length; i++) result[i] += (epsilon * direction[i]) / length;
  return result;
}

/** Noise that knows nothing of the model breaks no sample that the attacks leave. A hit is a sample that noise breaks. */
export const randomNoise: SelfCheck = {
  id: 'random-noise',
  title: 'indicators.check.random-noise',
  against: 'reported',
  limit: 0,
  variants: () => ['uniform'],
  cost: () => DRAWS / 2,
  async run(_, context) {
    const { samples, space, epsilon, parameters, run } = context;
    const { size } = space;
    const hits = new Uint8Array(samples.count);
    for (let draw = 0; draw < DRAWS; draw++) {
      run.signal.throwIfAborted();
      const data = new Float32Array(samples.x.length);
      for (let i = 0; i < samples.count; i++) {
        const origin = samples.x.slice(i * size, (i + 1) * size);
        const x = noise(origin, context, draw, stream(run.seed, 'check', 'noise', samples.ids[i], draw));
        project(parameters.norm, x, origin, epsilon, boxAround(space, origin));
        data.set(x, i * size);
      }
      const batch = { data, count: samples.count, shape: space.shape };
      const predicted = predictedClasses(await run.oracle.logits(batch), run.oracle.classes);
      predicted.forEach((label, i) => (hits[i] |= label === samples.y[i] ? 0 : 1));
      run.progress((draw + 1) / DRAWS);
    }
    return { hits };
  },
};
