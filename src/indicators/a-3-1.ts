import { predictedClasses } from '../attacks/predict.ts';
import type { Item } from '../document/types.ts';
import type { Message } from '../messages/index.ts';
import { packBits } from '../numeric/bits.ts';
import { classificationDetails } from './classification/summary.ts';
import type { Predictions } from './classification/summary.ts';
import { rateInterval } from './intervals.ts';
import { FieldValues, type Field } from './fields.ts';
import { logitsInBatches, pick } from './space.ts';
import type { Indicator, Selection, Shard, SubjectInfo } from './types.ts';

const ID = 'A.3-1';
/** Samples of one shard. */
const SHARD = 500;

export interface ClassificationParameters {
  /** Samples per model run. */
  readonly batch: number;
}

const fields: readonly Field[] = [
  {
    name: 'batch',
    kind: 'integer',
    least: 1,
    most: 4096,
    advanced: true,
    title: 'indicators.field-batch',
    what: 'indicators.field-batch-what',
    initial: () => 100,
  },
];

/** Labels, predictions and logits of one range of samples. */
export interface ClassificationPart extends Predictions {
  readonly [key: string]: unknown;
}

/**
 * Accuracy and its companions (draft A.3, row 1): precision, recall, F1, precision–recall curve and AUC on the samples as they
 * are. `value` is the accuracy with its Wilson interval; the others are macro means over classes, in `details`.
 */
export const a31: Indicator<ClassificationParameters, ClassificationPart> = {
  id: ID,
  title: 'indicators.a-3-1',
  what: 'indicators.a-3-1-what',
  needs: 'label',
  fields,
  first: { place: 2, parameters: () => ({}) },
  defaults: (subject) => a31.resolve({}, subject),
  resolve: (given, subject) =>
    new FieldValues(ID, fields, given, subject).all() as unknown as ClassificationParameters,

  shards(_, __, { indices }): Shard[] {
    const pieces = Math.ceil(indices.length / SHARD);
    return Array.from({ length: pieces }, (___, piece) => {
      const from = piece * SHARD;
      const to = Math.min(from + SHARD, indices.length);
      return { indicator: ID, key: `scores/${from}-${to}`, indices: indices.slice(from, to), settings: {} };
    });
  },

  async run(shard, { batch: size }, { dataset, oracle, signal, progress }) {
    const { batch, labels } = pick(dataset, shard.indices);
    const logits = await logitsInBatches(oracle, batch, size, signal, progress);
    return { labels, predicted: predictedClasses(logits, oracle.classes), logits };
  },

  merge(parts, parameters, subject, selection, seed) {
    const shards = a31.shards(parameters, subject, selection).filter(({ key }) => parts.has(key));
    const found = shards.flatMap(({ key }) => parts.get(key) ?? []);
    const ids = shards.flatMap(({ indices }) => indices);
    return itemOf(join(found), ids, parameters, subject, selection, seed);
  },
};

function join(parts: readonly Predictions[]): Predictions {
  return {
    labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
    predicted: Int32Array.from(parts.flatMap(({ predicted }) => [...predicted])),
    logits: Float32Array.from(parts.flatMap(({ logits }) => [...logits])),
  };
}

function itemOf(
  predictions: Predictions,
  ids: readonly number[],
  parameters: ClassificationParameters,
  subject: SubjectInfo,
  selection: Selection,
  seed: number,
): Item {
  const { labels, predicted } = predictions;
  const right = Array.from(labels, (label, i) => label === predicted[i]);
  const n = right.length;
  const correct = right.filter(Boolean).length;
  const { classes, access } = subject;
  const details = n === 0 ? {} : classificationDetails(predictions, classes, seed, access !== 'label');
  const withoutScores: Message[] = access === 'label' && n > 0 ? [{ id: 'indicators.no-scores' }] : [];
  return {
    id: ID,
    status: ids.length === selection.indices.length ? 'measured' : 'partial',
    value: n === 0 ? null : correct / n,
    interval: n === 0 ? null : rateInterval(correct, n),
    correct: n === 0 ? null : correct,
    n,
    parameters: { ...parameters },
    curves: [],
    warnings: [
      ...withoutScores,
      ...ofRecorded(subject),
      ...warnings(predictions, classes),
      ...withoutInterval(details),
    ],
    ids,
    outcomes: [{ name: 'correct', bits: packBits(right) }],
    details,
  };
}

function warnings({ labels, predicted }: Predictions, classes: number): Message[] {
  const without = Array.from({ length: classes }, (_, c) => c).filter((c) => !labels.includes(c));
  const noClass = predicted.filter((label) => label < 0).length;
  const result: Message[] = [];
  if (labels.length > 0 && without.length > 0)
    result.push({ id: 'indicators.absent-classes', values: { absent: without.join(', ') } });
  if (noClass > 0) result.push({ id: 'indicators.no-class', values: { count: noClass } });
  return result;
}

/** Rows that a model was trained on stand apart where what it said was recorded. */
function ofRecorded({ recorded, train = 0 }: SubjectInfo): Message[] {
  return recorded && train > 0 ? [{ id: 'indicators.members-apart', values: { count: train } }] : [];
}

/** Figures that have a value and no interval. */
function withoutInterval({ macro }: Partial<ReturnType<typeof classificationDetails>>): Message[] {
  const figures = Object.entries(macro ?? {}).flatMap(([name, figure]) =>
    'interval' in figure && figure.value !== null && figure.interval === null ? [name] : [],
  );
  return figures.length === 0
    ? []
    : [{ id: 'indicators.no-interval', values: { figures: figures.join(', ') } }];
}
