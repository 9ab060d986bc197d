import { boxAround } from '../../../attacks/space.ts';
import { ascend, euclidean } from '../../../attacks/steps.ts';
import { project } from '../../../numeric/balls.ts';
import { stream } from '../../../numeric/random.ts';
import type { CheckContext, CheckRun, SelfCheck } from './types.ts';

const DIRECTIONS = 8;
/** Lengths of the differences, in shares of the box's mean width: kinks speak against long ones, rounding against short ones. */
const LENGTHS = [0.03, 0.01, 0.003];
/** Disagreement, relative to the directional derivatives, from which on a gradient is wrong. */
const TOLERANCE = 0.25;
/** Rounding of float32 logits, in units of their size, after a network's worth of sums. */
const ROUNDING = 4 / 8388608;

/** max over other classes minus the label's logit, and the size of the largest logit. */
function margin(logits: Float32Array, row: number, classes: number, label: number) {
  let rival = -Infinity;
  let size = 0;
  for (let c = 0; c < classes; c++) {
    const z = logits[row * classes + c];
    size = Math.max(size, Math.abs(z));
    if (c !== label && z > rival) rival = z;
  }
  return { value: rival - logits[row * classes + label], size };
}

/** Where the attack stands after one step of ε: the gradients that matter are those away from the data. */
async function attackPoints({
  samples,
  space,
  parameters,
  epsilon,
  run,
}: CheckContext): Promise<Float32Array> {
  const { x, y, count } = samples;
  const { gradient } = await run.oracle.lossGradient({ data: x, count, shape: space.shape }, y, {
    name: 'margin',
  });
  const points = new Float32Array(x.length);
  for (let i = 0; i < count; i++) {
    const from = i * space.size;
    const origin = x.slice(from, from + space.size);
    const point = origin.slice();
    ascend(parameters.norm, point, gradient.subarray(from, from + space.size), epsilon);
    project(parameters.norm, point, origin, epsilon, boxAround(space, origin));
    points.set(point, from);
  }
  return points;
}

function meanWidth({ space }: CheckContext): number {
  const { low, high, size } = space;
  let sum = 0;
  for (let i = 0; i < size; i++)
    sum += (typeof high === 'number' ? high : high[i]) - (typeof low === 'number' ? low : low[i]);
  return sum / size;
}

/** Random unit vectors, one per sample. */
function directions({ samples, space, run }: CheckContext, draw: number): Float32Array {
  const result = new Float32Array(samples.count * space.size);
  for (let i = 0; i < samples.count; i++) {
    const random = stream(run.seed, 'check', 'direction', samples.ids[i], draw);
    const v = random.fillNormal(new Float64Array(space.size));
    const length = euclidean(v);
    for (let j = 0; j < v.length; j++) result[i * space.size + j] = v[j] / length;
  }
  return result;
}

/** Per sample and length: sums of squares of disagreement, of the derivatives, and of the rounding to be expected. */
class Tally {
  readonly wrong: Float64Array;
  readonly signal: Float64Array;
  readonly noise: Float64Array;

  constructor(count: number) {
    this.wrong = new Float64Array(count);
    this.signal = new Float64Array(count);
    this.noise = new Float64Array(count);
  }
}

async function run(_: string, context: CheckContext): Promise<CheckRun> {
  const { samples, space, run: work } = context;
  const { count, y } = samples;
  const { size, shape } = space;
  const { oracle } = work;
  const points = await attackPoints(context);
  const { gradient } = await oracle.lossGradient({ data: points, count, shape }, y, { name: 'margin' });
  const tallies = LENGTHS.map(() => new Tally(count));
  for (let draw = 0; draw < DIRECTIONS; draw++) {
    const v = directions(context, draw);
    for (const [l, share] of LENGTHS.entries()) {
      work.signal.throwIfAborted();
      const h = share * meanWidth(context);
      const forward = points.map((value, i) => value + h * v[i]);
      const backward = points.map((value, i) => value - h * v[i]);
      const ahead = await oracle.logits({ data: forward, count, shape });
      const behind = await oracle.logits({ data: backward, count, shape });
      for (let i = 0; i < count; i++) {
        const plus = margin(ahead, i, oracle.classes, y[i]);
        const minus = margin(behind, i, oracle.classes, y[i]);
        let along = 0;
        for (let j = i * size; j < (i + 1) * size; j++) along += gradient[j] * v[j];
        const measured = (plus.value - minus.value) / (2 * h);
        const rounding = (ROUNDING * Math.max(plus.size, minus.size)) / h;
        const signal = Math.max(Math.abs(along), Math.abs(measured));
        tallies[l].wrong[i] += (measured - along) * (measured - along);
        tallies[l].signal[i] += signal * signal;
        tallies[l].noise[i] += rounding * rounding;
      }
    }
    work.progress((draw + 1) / DIRECTIONS);
  }
  return verdicts(tallies, count);
}

/** A sample is told by the lengths at which rounding is a tenth of the signal at most, and agrees if it does at one of them. */
function verdicts(tallies: readonly Tally[], count: number): CheckRun {
  const hits = new Uint8Array(count);
  const valid = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const usable = tallies.filter(({ noise, signal }) => 100 * noise[i] <= signal[i] && signal[i] > 0);
    valid[i] = usable.length > 0 ? 1 : 0;
    const agrees = usable.some(({ wrong, signal }) => wrong[i] <= TOLERANCE * TOLERANCE * signal[i]);
    hits[i] = valid[i] && !agrees ? 1 : 0;
  }
  return { hits, valid };
}

/**
 * Gradients are those of the function that decides: directional derivatives of the margin at attack points agree with central
 * differences in 8 random directions. A hit is a sample where they do not; where rounding hides the answer it is left out.
 */
export const differences: SelfCheck = {
  id: 'differences',
  title: 'indicators.check.differences',
  against: 'itself',
  limit: 0.05,
  variants: () => ['margin'],
  cost: () => DIRECTIONS * LENGTHS.length,
  run,
};
