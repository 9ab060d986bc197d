import type { SubjectSource } from '../../../assessment/executor.ts';
import { openSubject, type OpenedSubject, type OpenEngine } from '../../../assessment/open-subject.ts';
import { tableSpace } from '../../../assessment/table-space.ts';
import { evasionAttack } from '../../../attacks/index.ts';
import { ballOutline, boxOutline, coordinates, lossSlice, planeOf } from '../../../attacks/plane.ts';
import { boxAround } from '../../../attacks/space.ts';
import { configure } from '../../../attacks/settings.ts';
import type { AttackSettings, AttackSpace } from '../../../attacks/types.ts';
import { walk, type WalkSample, type WalkStep } from '../../../attacks/walk.ts';
import { attackSpace } from '../../../indicators/space.ts';
import { UserError } from '../../../messages/index.ts';
import { distance } from '../../../numeric/balls.ts';
import { stream } from '../../../numeric/random.ts';
import { softmaxRows } from '../../../oracles/model.ts';
import { mostSteps, type Directions, type Sliced, type SliceRequest } from './types.ts';
import type { Walked, WalkRequest, WalkView } from './types.ts';

/** Values of one input and its label; `raw` in the model's own units. */
export interface RoomInput {
  readonly raw: Float32Array;
  readonly label: number;
  /** Position in the data; a person's own input has none and counts as 0. */
  readonly id: number;
}

interface Open extends OpenedSubject {
  readonly space: AttackSpace;
  /** From the model's own units into the space that attacks act in. */
  inward(raw: Float32Array): Float32Array;
}

interface Taken {
  readonly request: string;
  readonly sample: WalkSample;
  readonly settings: AttackSettings;
  readonly steps: readonly WalkStep[];
}

const resolution = 41;
const angles = 180;
const sliceBatch = 128;

/** Walks with one subject at a time; lives in a worker, or in the thread of a test. */
export class WalkRoom {
  readonly #openEngine: OpenEngine;
  #open: Open | undefined;
  #taken: Taken | undefined;

  constructor(openEngine: OpenEngine) {
    this.#openEngine = openEngine;
  }

  async open(source: SubjectSource): Promise<void> {
    await this.close();
    const opened = await openSubject(source, this.#openEngine);
    const { dataset } = source;
    const space = dataset.kind === 'table' ? tableSpace(dataset.stats) : undefined;
    this.#open = {
      ...opened,
      space: attackSpace(opened.dataset),
      inward: (raw) =>
        space ? raw.map((value, i) => (value - space.mean[i]) / space.std[i]) : Float32Array.from(raw),
    };
  }

  async close(): Promise<void> {
    const { oracle } = this.#open ?? {};
    this.#open = this.#taken = undefined;
    await oracle?.release();
  }

  /** Probabilities of one input in the model's own units. */
  async predict(raw: Float32Array): Promise<Float32Array> {
    const { oracle, space, inward } = this.#opened();
    return oracle.scores({ data: inward(this.#checked(raw)), count: 1, shape: space.shape });
  }

  async walk(input: RoomInput, request: WalkRequest, signal?: AbortSignal): Promise<Walked> {
    const { sample, settings, steps } = await this.#take(input, request, signal);
    const { classes } = this.#opened().oracle;
    const view = (step: WalkStep): WalkView => ({
      iteration: step.iteration,
      point: step.point,
      gradient: step.gradient,
      ...(step.unprojected ? { unprojected: step.unprojected } : {}),
      loss: step.loss,
      probabilities: softmaxRows(step.logits, classes),
      predicted: step.predicted,
      fell: step.fell,
      fellStored: step.fellStored,
      linf: distance('linf', step.point, sample.x),
      l2: distance('l2', step.point, sample.x),
    });
    return {
      clean: sample.x,
      label: sample.label,
      stepSize: settings.stepSize,
      steps: settings.steps,
      views: steps.map(view),
    };
  }

  async slice(
    input: RoomInput,
    { walk: request, directions }: SliceRequest,
    signal?: AbortSignal,
  ): Promise<Sliced> {
    const taken = await this.#take(input, request, signal);
    const { sample, settings, steps } = taken;
    const { oracle, space } = this.#opened();
    const { plane, replaced } = spanned(taken, directions, request.seed);
    const path = steps.map(({ point }) => coordinates(plane, point));
    const unprojected = steps.map((step) => (step.unprojected ? coordinates(plane, step.unprojected) : null));
    const ball = ballOutline(plane, settings.norm, settings.epsilon, angles);
    // The whole ball is seen where it is of use: along two pixels its corners are, in other planes the way's own reach counts.
    const farthest = Math.max(...path.map(({ a, b }) => Math.max(Math.abs(a), Math.abs(b))));
    const half =
      1.35 * Math.max(farthest, directions.kind === 'features' ? Math.max(...ball) : smallest(ball));
    const slice = await lossSlice(oracle, plane, {
      half,
      resolution,
      label: sample.label,
      target: sample.target,
      shape: space.shape,
      batch: sliceBatch,
      signal,
    });
    const box = boxOutline(plane, boxAround(space, sample.x), angles, 4 * half);
    return { slice, ball, box, path, unprojected, replaced };
  }

  /** The walk of a request; of the one taken last, as it was. */
  async #take(input: RoomInput, request: WalkRequest, signal?: AbortSignal): Promise<Taken> {
    const named = JSON.stringify([{ ...request, input: null }, input.id, input.label, [...input.raw]]);
    if (this.#taken?.request === named) return this.#taken;
    const { oracle, space, inward } = this.#opened();
    const attack = evasionAttack(request.attack);
    if (!attack) throw new Error(`no attack ${request.attack}`);
    if (!Number.isInteger(request.steps) || request.steps < 1 || request.steps > mostSteps)
      throw new UserError('app.walk-steps', { most: mostSteps });
    const { target, norm, epsilon, steps, seed } = request;
    if (target === input.label) throw new UserError('app.walk-own-class');
    const settings = configure(attack, norm, epsilon, { steps, restarts: 1 });
    const { id, label, raw } = input;
    const sample = { id, label, x: inward(this.#checked(raw)), ...(target === null ? {} : { target }) };
    const taken = await walk(attack, settings, sample, { oracle, space, seed, signal });
    return (this.#taken = { request: named, sample, settings, steps: taken });
  }

  #opened(): Open {
    if (!this.#open) throw new Error('no subject is open');
    return this.#open;
  }

  #checked(raw: Float32Array): Float32Array {
    const { size } = this.#opened().space;
    if (raw.length !== size || !raw.every(Number.isFinite))
      throw new UserError('app.walk-input', { given: raw.length, wanted: size });
    return raw;
  }
}

const smallest = (values: Float64Array) => values.reduce((least, value) => Math.min(least, value), Infinity);

function spanned({ sample, settings, steps }: Taken, directions: Directions, seed: number) {
  const { x } = sample;
  const start = steps[0].gradient;
  const gradient = settings.norm === 'linf' ? start.map(Math.sign) : start;
  const end = steps[steps.length - 1].point.map((value, i) => value - x[i]);
  const random = (n: number) =>
    stream(seed, 'walk', 'plane', n).fillNormal(new Float64Array(x.length)) as Float64Array;
  const feature = (at: number) => Float32Array.from(x, (_, i) => (i === at ? 1 : 0));
  const [firsts, seconds] =
    directions.kind === 'features'
      ? [[feature(directions.first)], [feature(directions.second)]]
      : directions.kind === 'attack'
        ? [
            [end, gradient],
            [start, random(0)],
          ]
        : [[gradient], [random(0)]];
  const zero = (direction: ArrayLike<number>) => !Array.from(direction).some((value) => value !== 0);
  return {
    plane: planeOf(x, [...firsts, random(1)], [...seconds, random(2)]),
    replaced: zero(firsts[0]) || zero(seconds[0]),
  };
}
