import { storedForm } from '../../attacks/stored.ts';
import { NEVER } from '../../attacks/types.ts';
import type { AttackResult, AttackSamples, AttackSettings, AttackSpace } from '../../attacks/types.ts';
import { predictedClass } from '../../attacks/predict.ts';
import { distance } from '../../numeric/balls.ts';
import { packFloats, toBase64 } from '../../numeric/bits.ts';
import type { GradientOracle } from '../../oracles/types.ts';
import { compress } from '../space.ts';
import type { Batch } from '../../oracles/types.ts';

/**
 * Values of one input as base64. `levels`: one byte per value, value = low + byte × step (the stored form of images).
 * `float32`: little-endian floats.
 */
export interface EncodedInput {
  readonly encoding: 'levels' | 'float32';
  readonly data: string;
}

/** What the model makes of an input. */
export interface Prediction {
  readonly label: number;
  /** Probability of every class. */
  readonly confidences: readonly number[];
}

/** One adversarial sample as screens show it; the difference is `adversarial` minus `clean`. */
export interface KeptSample {
  readonly id: number;
  readonly label: number;
  /** Iteration at which this input was reached. */
  readonly iteration: number;
  readonly clean: EncodedInput;
  /** Its stored form where that has fallen too (`survivesStorage`), else the iterate itself. */
  readonly adversarial: EncodedInput;
  readonly survivesStorage: boolean;
  readonly before: Prediction;
  readonly after: Prediction;
  readonly distance: { readonly linf: number; readonly l2: number };
}

const MOST_LEVELS = 256;

/** Bytes where every value lies on a grid of at most 256 levels, floats otherwise. */
export function encodeInput(x: Float32Array, space: AttackSpace): EncodedInput {
  const { gridStep, low, high } = space;
  if (gridStep !== undefined && typeof low === 'number' && typeof high === 'number') {
    const levels = Array.from(x, (value) => (value - low) / gridStep);
    const onGrid = levels.every((level) => Math.abs(level - Math.round(level)) < 1e-3 && level > -0.5);
    if (onGrid && levels.every((level) => level < MOST_LEVELS - 0.5))
      return { encoding: 'levels', data: toBase64(Uint8Array.from(levels, (level) => Math.round(level))) };
  }
  return { encoding: 'float32', data: packFloats(x) };
}

/** The first `wanted` samples that fell, in the order they were given; those whose stored form fell come first. */
export async function keepSamples(
  wanted: number,
  settings: AttackSettings,
  samples: AttackSamples & { readonly batch: Batch },
  result: AttackResult,
  { oracle, space }: { readonly oracle: GradientOracle; readonly space: AttackSpace },
): Promise<readonly KeptSample[]> {
  const first = settings.count === 'last-iterate';
  const down = (i: number) => (first ? result.endContinuous[i] === 1 : result.firstContinuous[i] !== NEVER);
  const downStored = (i: number) => (first ? result.endStored[i] === 1 : result.firstStored[i] !== NEVER);
  const all = Array.from({ length: samples.count }, (_, i) => i);
  const kept = [...all.filter(downStored), ...all.filter((i) => down(i) && !downStored(i))].slice(0, wanted);
  if (kept.length === 0) return [];
  const { shape, size } = space;
  const clean = compress(samples.batch, kept);
  const attacked = new Float32Array(kept.length * size);
  kept.forEach((i, k) => {
    const x = result.adversarial.slice(i * size, (i + 1) * size);
    const origin = samples.x.slice(i * size, (i + 1) * size);
    attacked.set(downStored(i) ? storedForm(x, origin, space) : x, k * size);
  });
  const before = await predictions(oracle, clean);
  const after = await predictions(oracle, { data: attacked, count: kept.length, shape });
  return kept.map((i, k) => {
    const origin = clean.data.slice(k * size, (k + 1) * size);
    const x = attacked.slice(k * size, (k + 1) * size);
    const iterations = settings.steps * settings.restarts;
    const reached = downStored(i) ? result.firstStored[i] : result.firstContinuous[i];
    return {
      id: samples.ids[i],
      label: samples.y[i],
      iteration: first ? iterations : reached,
      clean: encodeInput(origin, space),
      adversarial: encodeInput(x, space),
      survivesStorage: downStored(i),
      before: before[k],
      after: after[k],
      distance: { linf: distance('linf', x, origin), l2: distance('l2', x, origin) },
    };
  });
}

async function predictions(oracle: GradientOracle, batch: Batch): Promise<Prediction[]> {
  const scores = await oracle.scores(batch);
  const { classes } = oracle;
  return Array.from({ length: batch.count }, (_, i) => ({
    label: predictedClass(scores, i, classes),
    confidences: Array.from(scores.subarray(i * classes, (i + 1) * classes)),
  }));
}
