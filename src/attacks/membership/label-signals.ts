import { distance as distanceBetween } from '../../numeric/balls.ts';
import { stream } from '../../numeric/random.ts';
import type { LabelOracle } from '../../oracles/types.ts';
import type { AttackSpace } from '../types.ts';
import { boundaryDistance } from './boundary.ts';
import { augmentationRobustness, isImage, type Noise, noiseRobustness } from './copies.ts';
import { answerAll, type Inquiry, type LabelAccess, labelsOf } from './inquiry.ts';
import type { LabelSignals } from './types.ts';

/** What is measured, at what cost for each record. */
export interface LabelPlan {
  /** Queries of a record's way to the decision boundary; 0: the distance is not measured. */
  readonly distanceQueries: number;
  readonly noise?: Noise;
  /** Shifted and mirrored copies, of images alone: nine queries. */
  readonly augmentation: boolean;
}

/** 1 + 500 + 40 queries a record, 9 more for images. */
export const LABEL_PLAN: LabelPlan = {
  distanceQueries: 500,
  noise: { shares: [0.02, 0.05, 0.1, 0.2], copies: 10 },
  augmentation: true,
};

/** Other records among which a walk's starts are sought, and how many of them, each of another class, are tried. */
const CANDIDATES = 20;
const STARTS = 3;

export interface LabelRecords {
  /** Positions in the data; they key the randomness. */
  readonly ids: ArrayLike<number>;
  /** count × size, row-major. */
  readonly x: Float32Array;
  readonly labels: ArrayLike<number>;
}

export interface LabelContext {
  readonly oracle: LabelOracle;
  readonly space: AttackSpace;
  readonly seed: number;
  readonly batch: number;
  readonly signal?: AbortSignal;
  /** Share done, 0 … 1. */
  progress?(done: number): void;
}

export interface MeasuredLabels {
  readonly signals: LabelSignals;
  /** 1 where the record itself is given its label: the gap rule's answer. */
  readonly correct: Uint8Array;
  /** Inputs that were asked about for each record. */
  readonly queries: Int32Array;
}

/**
 * Measures what predicted classes alone tell about records: how far the decision boundary is, and what share of noisy and of shifted
 * copies keep the label. A record that is misclassified has distance 0. The draws of a record depend on the seed and its id; where
 * its walk starts also depends on which other records are there.
 * @throws an AbortError when the signal fires, between two oracle calls.
 */
export async function measureLabelSignals(
  records: LabelRecords,
  plan: LabelPlan,
  { oracle, space, seed, batch, signal, progress }: LabelContext,
): Promise<MeasuredLabels> {
  const { ids, x, labels } = records;
  const count = labels.length;
  const access: LabelAccess = { oracle, shape: space.shape, batch, signal };
  const record = (i: number): Float32Array => x.subarray(i * space.size, (i + 1) * space.size);
  const queries = new Int32Array(count).fill(1);
  const predicted = await labelsOf(access, x);
  const augment = plan.augmentation && isImage(space.shape);
  const stages = [plan.distanceQueries > 0, plan.noise !== undefined, augment].filter(Boolean).length;
  let stage = 0;
  const measure = async (inquiry: (i: number) => Inquiry<number>): Promise<Float64Array> => {
    const inquiries = Array.from({ length: count }, (_, i) => inquiry(i));
    const before = stage++;
    const found = await answerAll(access, inquiries, queries, (done) => progress?.((before + done) / stages));
    return Float64Array.from(found);
  };

  /** Of some random records the nearest of each class other than the label of record i, as the model sees them. */
  const startsOf = (i: number): Float32Array[] => {
    const draws = stream(seed, 'label-start', ids[i]);
    const byClass = new Map<number, { other: Float32Array; far: number }>();
    for (let draw = 0, seen = 0; draw < 4 * CANDIDATES && seen < CANDIDATES; draw++) {
      const k = draws.integer(draw, count);
      if (predicted[k] === labels[i]) continue;
      seen++;
      const other = record(k);
      const far = distanceBetween('l2', other, record(i));
      if (far < (byClass.get(predicted[k])?.far ?? Infinity)) byClass.set(predicted[k], { other, far });
    }
    return [...byClass.values()]
      .sort((a, b) => a.far - b.far)
      .slice(0, STARTS)
      .map(({ other }) => other);
  };
  function* distanceOf(i: number): Inquiry<number> {
    if (predicted[i] !== labels[i]) return 0;
    return yield* boundaryDistance({
      origin: record(i),
      label: labels[i],
      space,
      starts: startsOf(i),
      budget: plan.distanceQueries,
      draws: stream(seed, 'label-boundary', ids[i]),
    });
  }
  const { noise } = plan;
  const distance = plan.distanceQueries > 0 ? await measure(distanceOf) : undefined;
  const noisy =
    noise &&
    (await measure((i) =>
      noiseRobustness(record(i), labels[i], space, noise, stream(seed, 'label-noise', ids[i])),
    ));
  const augmented = augment
    ? await measure((i) => augmentationRobustness(record(i), labels[i], space.shape))
    : undefined;
  return {
    signals: {
      ...(distance && { distance }),
      ...(noisy && { noise: noisy }),
      ...(augmented && { augmented }),
    },
    correct: Uint8Array.from(predicted, (found, i) => (found === labels[i] ? 1 : 0)),
    queries,
  };
}
