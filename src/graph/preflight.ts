import { UserError, type Message } from '../messages/index.ts';
import { exp, log } from '../numeric/math.ts';
import { stream } from '../numeric/random.ts';
import { sizeOf } from './ir.ts';
import type { Model } from './model.ts';
import { compareQuotients, quotientLimit } from './quotients.ts';
import type { QuotientVerdict } from './quotients.ts';

/** A model that can be run; `ModelOracle` is one. Samples are [count, ...sampleShape], row-major. */
export interface Runnable {
  readonly model: Model;
  /** count × classes */
  logits(batch: Samples): Promise<Float32Array>;
  /** The gradient [count, ...sampleShape] of each sample's cross-entropy. */
  lossGradient(
    batch: Samples,
    labels: Int32Array,
    loss: { readonly name: 'cross-entropy' },
  ): Promise<{ readonly gradient: Float32Array }>;
}

interface Samples {
  readonly data: Float32Array;
  readonly count: number;
  readonly shape: readonly number[];
}

/**
 * What became of the gradient's check. Beyond the verdicts on difference quotients:
 * - `stepwise`: the model rounds or quantises on the way, so its gradient is by construction not its slope; not judged.
 * - `not-finite`: the gradient of the sample overflows.
 */
export type GradientVerdict = QuotientVerdict | 'stepwise' | 'not-finite';

export interface GradientCheck {
  readonly verdict: GradientVerdict;
  /** Random directions that were tried; 0 where nothing was to be judged. */
  readonly directions: number;
  /** Largest and middle deviation over the directions, relative to the root mean square of the derivatives along them. */
  readonly largest: number | null;
  readonly middle: number | null;
}

/** What a model was found to do on one sample, before it is assessed. Plain data. */
export interface Preflight {
  /** Null where the model gives no gradients. */
  readonly gradient: GradientCheck | null;
  /** For one sample, after one to warm up; null where it did not run. */
  readonly milliseconds: { readonly forward: number | null; readonly gradient: number | null };
  /** What a person should know; empty when all is well. */
  readonly messages: readonly Message[];
}

export interface PreflightOptions {
  /** A real sample in the model's own space; drawn from [0, 1) unless given. */
  readonly sample?: Float32Array;
  readonly seed?: number;
  /** Milliseconds since some moment. */
  readonly clock?: () => number;
}

const directionCount = 8;
/** Further runs that are timed, and the milliseconds after which none is added. */
const mostRuns = 8;
const quick = 40;
/** Inputs of one run at most; a model with a large input is run in smaller pieces by its oracle. */
const valuesPerRun = 1 << 20;

/** Smallest value and the width of the values of a sample; a flat one gets a width of its own size. */
function rangeOf(sample: Float32Array): { low: number; width: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of sample) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high > low) return { low, width: high - low };
  const width = Math.abs(high) || 1;
  return { low: low - width / 2, width };
}

/**
 * The sample, a tenth of the way towards noise in its own range. Real samples sit on corners of the function (a black
 * background without bias is exactly at a ReLU's 0), where no derivative exists that differences could confirm.
 */
function offCorners(sample: Float32Array, seed: number): Float32Array {
  const { low, width } = rangeOf(sample);
  const noise = stream(seed, 'preflight', 'noise').fillUniform(
    new Float32Array(sample.length),
    low,
    low + width,
  );
  return sample.map((value, i) => 0.9 * value + 0.1 * noise[i]);
}

/** Cross-entropy of one row of logits, in double precision. */
function crossEntropy(logits: Float32Array, label: number): number {
  let top = -Infinity;
  for (const logit of logits) top = Math.max(top, logit);
  let sum = 0;
  for (const logit of logits) sum += exp(logit - top);
  return log(sum) + top - logits[label];
}

/** The second largest logit's class: there the loss is never near 0, where single precision would leave no digits. */
function runnerUp(logits: Float32Array): number {
  const first = logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
  let second = first === 0 ? 1 : 0;
  logits.forEach((logit, index) => {
    if (index !== first && logit > logits[second]) second = index;
  });
  return second;
}

class Flight {
  readonly #subject: Runnable;
  readonly #seed: number;
  readonly #clock: () => number;
  readonly #base: Float32Array;
  readonly #shape: readonly number[];

  constructor(subject: Runnable, { sample, seed = 1, clock = () => performance.now() }: PreflightOptions) {
    this.#subject = subject;
    this.#seed = seed;
    this.#clock = clock;
    this.#shape = subject.model.input.sampleShape;
    const drawn = () =>
      stream(seed, 'preflight', 'sample').fillUniform(new Float32Array(sizeOf(this.#shape)));
    this.#base = offCorners(sample ?? drawn(), seed);
  }

  async run(): Promise<Preflight> {
    const { access } = this.#subject.model;
    const messages: Message[] = [];
    try {
      const forward = await this.#timed(() => this.#subject.logits(this.#one()));
      if (access !== 'gradient')
        return { gradient: null, milliseconds: { forward: forward.milliseconds, gradient: null }, messages };
      const label = runnerUp(forward.result);
      const backward = await this.#timed(() =>
        this.#subject.lossGradient(this.#one(), Int32Array.of(label), { name: 'cross-entropy' }),
      );
      const gradient = await this.#check(backward.result.gradient, label);
      const milliseconds = { forward: forward.milliseconds, gradient: backward.milliseconds };
      return { gradient, milliseconds, messages: messagesOf(gradient) };
    } catch (error) {
      // The model gives no numbers here; whoever runs it on the data will meet the same and say it of those samples.
      const known = UserError.from(error);
      if (known?.id !== 'oracle.not-finite') throw error;
      messages.push({ id: known.id, values: known.values });
      return { gradient: null, milliseconds: { forward: null, gradient: null }, messages };
    }
  }

  #one(): Samples {
    return { data: this.#base, count: 1, shape: this.#shape };
  }

  async #timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
    await work();
    // The first runs of new code are slow; a model that takes long by itself is not asked again.
    let [least, spent] = [Infinity, 0];
    for (let run = 0; ; run++) {
      const start = this.#clock();
      const result = await work();
      const taken = this.#clock() - start;
      [least, spent] = [Math.min(least, taken), spent + taken];
      if (run === mostRuns || spent > quick) return { result, milliseconds: least };
    }
  }

  async #check(gradient: Float32Array, label: number): Promise<GradientCheck> {
    const { straightThrough, zeroGradient } = this.#subject.model;
    const unjudged = { directions: 0, largest: null, middle: null };
    if (!gradient.every(Number.isFinite)) return { verdict: 'not-finite', ...unjudged };
    if (straightThrough.length > 0) return { verdict: 'stepwise', ...unjudged };
    const directions = Array.from({ length: directionCount }, (_, index) => {
      const direction = this.#direction(index);
      const analytic = gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
      return { analytic, along: (steps: readonly number[]) => this.#losses(direction, steps, label) };
    });
    const found = await compareQuotients(directions);
    const stepwise = found.verdict !== 'agrees' && zeroGradient.length > 0;
    return stepwise ? { ...found, verdict: 'stepwise' } : found;
  }

  /** Each input moves up or down by the sample's own range; a tiny share of it in a step. */
  #direction(index: number): Float32Array {
    const words = stream(this.#seed, 'preflight', 'direction', index).fillUint32(
      new Uint32Array(this.#base.length),
    );
    const { width } = rangeOf(this.#base);
    return Float32Array.from(words, (word) => (word >>> 31 === 0 ? width : -width));
  }

  async #losses(direction: Float32Array, steps: readonly number[], label: number): Promise<number[]> {
    const size = this.#base.length;
    const { classes } = this.#subject.model;
    const losses: number[] = [];
    const most = Math.max(1, Math.floor(valuesPerRun / size));
    for (let start = 0; start < steps.length; start += most) {
      const some = steps.slice(start, start + most);
      const data = new Float32Array(some.length * size);
      some.forEach((step, row) => {
        for (let i = 0; i < size; i++) data[row * size + i] = this.#base[i] + step * direction[i];
      });
      const logits = await this.#subject.logits({ data, count: some.length, shape: this.#shape });
      some.forEach((_, row) =>
        losses.push(crossEntropy(logits.subarray(row * classes, (row + 1) * classes), label)),
      );
    }
    return losses;
  }
}

/** What a person should know of a check; nothing when the gradient agrees. */
export function messagesOf({ verdict, largest }: GradientCheck): Message[] {
  switch (verdict) {
    case 'disagrees':
      return [{ id: 'preflight.gradient-disagrees', values: { percent: 100 * (largest ?? 0) } }];
    case 'unsure':
      return [{ id: 'preflight.gradient-unsure' }];
    case 'stepwise':
      return [{ id: 'preflight.gradient-stepwise' }];
    case 'not-finite':
      return [{ id: 'preflight.gradient-not-finite' }];
    default:
      return [];
  }
}

/**
 * Runs a model on one sample, forward and, where it gives gradients, backward; compares the gradient with central
 * differences along eight random directions (up to 16 passes forward when all agree at once), and takes the time. Losses
 * are computed in double precision from the engine's logits. Figures other than times are the same wherever WASM runs.
 */
export function preflight(subject: Runnable, options: PreflightOptions = {}): Promise<Preflight> {
  return new Flight(subject, options).run();
}

const percent = (share: number): number => Number((100 * share).toPrecision(2));

/** The check's figures in words; null where nothing was compared. */
export function figuresOf({ verdict, directions, largest, middle }: GradientCheck): Message | null {
  if (largest === null || middle === null) return null;
  const corners = verdict === 'agrees' && largest > quotientLimit;
  return {
    id: corners ? 'import.gradient-figures-kinks' : 'import.gradient-figures',
    values: { directions, largest: percent(largest), middle: percent(middle) },
  };
}
