import { UserError } from '../../messages/index.ts';
import type { Stream } from '../../numeric/random.ts';
import type { LossAndGradients, TrainableModel } from '../engine.ts';
import type { Layer } from '../layers.ts';
import { clippedGradients } from '../privacy/clip.ts';
import { privacyRecord } from '../privacy/record.ts';
import type { StepContext } from '../recipe.ts';
import { register } from '../recipe.ts';
import { isTrainable } from '../network.ts';

export interface DpSgdParameters {
  /** C, the largest norm that one record's gradient keeps. */
  readonly clip: number;
  /** σ, the noise's standard deviation as a multiple of `clip`. */
  readonly noise: number;
  /** How many rows to train on, drawn by the seed; 0 takes all. */
  readonly rows: number;
}

const normed = (layers: readonly Layer[]): boolean =>
  layers.some(
    (layer) =>
      layer.kind === 'batch-norm' ||
      (layer.kind === 'residual' && (normed(layer.body) || normed(layer.shortcut ?? []))),
  );

/** What an empty sample gives: no gradient, to which noise is added all the same. */
function nothing({ network }: TrainableModel): LossAndGradients {
  const sizes = network.weights
    .filter(isTrainable)
    .map(({ name, dims }) => [name, dims.reduce((a, b) => a * b, 1)] as const);
  return {
    loss: 0,
    logits: new Float32Array(0),
    gradients: new Map(sizes.map(([name, size]) => [name, new Float32Array(size)])),
    statistics: new Map(),
  };
}

/** (sum + noise of deviation σ C) / expected size, in place. */
function addNoise(
  { gradients }: LossAndGradients,
  deviation: number,
  expected: number,
  random: (purpose: string) => Stream,
): void {
  for (const [name, sum] of gradients) {
    const noise = random(`noise ${name}`).fillNormal(new Float64Array(sum.length));
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] + deviation * noise[i]) / expected;
  }
}

function fault({ clip, noise, rows }: DpSgdParameters): string | undefined {
  if (!(clip > 0)) return 'clip must be above 0';
  if (!(noise > 0)) return 'noise must be above 0';
  return Number.isInteger(rows) && rows >= 0 ? undefined : 'rows must be a whole number, 0 or more';
}

const everyRow = (labels: Int32Array): Int32Array => Int32Array.from(labels, (_, row) => row);

/**
 * Differentially private gradient descent (Abadi et al. 2016, algorithm 1): each record's gradient is cut to the norm C, Gaussian noise of
 * deviation σC is added to their sum, and the sum divided by the expected batch size. Every record joins a batch by itself
 * with the same probability (Poisson sampling), as the accountant assumes; the number of steps is fixed. Any optimiser may
 * follow, since it sees nothing but noised gradients. Batch norm mixes records, and stopping early looks at rows without
 * noise: both are refused.
 */
export const dpSgd = register<DpSgdParameters>({
  id: 'dp-sgd',
  defaults: { clip: 1, noise: 1, rows: 0 },
  ranges: {
    clip: { min: 0.01, max: 100, step: 0.01 },
    noise: { min: 0.1, max: 50, step: 0.05 },
    rows: { min: 0, max: 20_000, step: 1 },
  },
  fault,
  sampling: 'poisson',
  members: (labels, _classes, { rows }, random) =>
    rows === 0 || rows >= labels.length ? everyRow(labels) : random.sample(labels.length, rows).sort(),
  check({ layers }, { earlyStop }) {
    if (normed(layers)) throw new UserError('training.dp-batch-norm');
    if (earlyStop) throw new UserError('training.dp-early-stop');
  },
  async gradients({ model, batch, labels, expected, random }: StepContext, { clip, noise }) {
    const result = batch.count > 0 ? await clippedGradients(model, batch, labels, clip) : nothing(model);
    addNoise(result, noise * clip, expected, random);
    return result;
  },
  privacy: (run, architecture, { clip, noise }) => privacyRecord({ ...run, clip, noise }, architecture),
});
