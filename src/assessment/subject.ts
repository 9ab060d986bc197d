import { takeRows } from '../datasets/samples.ts';
import type { Dataset, Samples } from '../datasets/types.ts';
import type { DataFacts, FeatureFacts, ModelFacts, TrainingFacts } from '../document/report.ts';
import type { Model } from '../graph/model.ts';
import { withPreprocessing } from '../graph/preprocessing.ts';
import { checkMemory, estimateMemory } from '../graph/memory.ts';
import type { EngineName } from '../graph/runtime.ts';
import type { Indicator, Selection, SubjectInfo } from '../indicators/types.ts';
import { UserError } from '../messages/index.ts';
import { fileHash } from '../numeric/hash.ts';
import { trainingFacts, type TrainingKnowledge } from '../training/knowledge.ts';
import type { SubjectSource } from './executor.ts';
import { fitSamples, importPlain, settled, withLabels, type ImportSetting } from './import-setting.ts';
import { infoOf } from './info.ts';
import { tableSpace } from './table-space.ts';

export interface SubjectOptions {
  /** The ONNX file's bytes. */
  readonly model: Uint8Array;
  /** Id of a bundled target; null for the user's own model. */
  readonly target: string | null;
  readonly dataset: Dataset;
  readonly preparation?: DataFacts['preparation'];
  /** How the model is to be read; the model's own shape, labels and outputs without one. */
  readonly setting?: ImportSetting;
  /** The data are what a model said elsewhere, and the model returns them as they are. */
  readonly recorded?: ModelFacts['access'];
  /** What is known of the training; where data have a training part, it is taken for the model's without. */
  readonly training?: TrainingKnowledge;
  /** The same data with the rows of the training part, where `dataset` leaves them out. */
  readonly whole?: () => Promise<Dataset>;
}

/** A model and data that fit each other: what an assessment works on. */
export interface Subject {
  readonly info: SubjectInfo;
  readonly model: ModelFacts;
  readonly data: DataFacts;
  /**
   * Fitted to the model's input shape, or to what its preprocessing takes; tables in their own units. Labels are the model's
   * classes.
   */
  readonly dataset: Dataset;
  /** What is known of the rows it was trained on; absent where nothing is. */
  readonly training?: TrainingFacts;
  /** What workers get: the model and the samples of a selection; with the training part where an indicator looks at it. */
  source(selection: Selection, engine: EngineName | 'auto', looksAt?: Indicator['looksAt']): SubjectSource;
  /** The same with the rows of the training part at hand. */
  withTraining(): Promise<Subject>;
}

function modelFacts(
  model: Model,
  bytes: Uint8Array,
  target: string | null,
  setting: ImportSetting | undefined,
  recorded: ModelFacts['access'],
): ModelFacts {
  return {
    sha256: fileHash(bytes),
    bytes: bytes.length,
    target,
    input: model.input.sampleShape,
    classes: model.classes,
    opset: model.opset,
    producer: model.producer === '' ? null : model.producer,
    notDifferentiable: model.notDifferentiable,
    zeroGradient: model.zeroGradient,
    ...(model.straightThrough.length > 0 ? { straightThrough: model.straightThrough } : {}),
    ...(model.access === 'gradient' ? {} : { access: model.access }),
    ...(setting ? { setting } : {}),
    ...(recorded ? { access: recorded, recorded: true } : {}),
  };
}

function featureFacts(dataset: Dataset): FeatureFacts[] | undefined {
  if (dataset.kind !== 'table') return undefined;
  const { stats, featureNames } = dataset;
  const { std } = tableSpace(stats);
  return Array.from(stats.mean, (mean, index) => ({
    name: featureNames?.[index] ?? String(index),
    mean,
    std: std[index],
    min: stats.min[index],
    max: stats.max[index],
  }));
}

function dataFacts(dataset: Dataset, preparation: DataFacts['preparation']): DataFacts {
  const { id, sha256, kind, shape, classes, classNames, train, test, trainLeftOut } = dataset;
  const features = featureFacts(dataset);
  return {
    sha256,
    id,
    kind,
    shape,
    classes,
    ...(classNames ? { classNames } : {}),
    train: trainLeftOut ?? train.count,
    test: test.count,
    ...(dataset.kind === 'image' ? { range: dataset.range } : {}),
    ...(dataset.kind === 'image' && dataset.grid ? { gridStep: dataset.grid.step } : {}),
    ...(features ? { features } : {}),
    preparation,
  };
}

const noSamples: Samples = { x: new Float32Array(0), y: new Int32Array(0), count: 0 };

/** Only the chosen samples, in their order. */
function gather(samples: Samples, indices: readonly number[]): Samples {
  const { x, count } = samples;
  if (indices.length === count && indices.every((index, at) => index === at)) return samples;
  return takeRows(samples, x.length / count, indices);
}

/**
 * Reads a model and fits data to it.
 * @throws UserError, one sentence, when the model is damaged or unknown in kind, the setting does not fit it, or the data do
 * not.
 */
export function prepareSubject(options: SubjectOptions): Subject {
  const {
    model: bytes,
    target,
    dataset: given,
    preparation = {},
    setting: wanted,
    recorded,
    whole,
  } = options;
  const imported = importPlain(bytes, wanted ?? {}, given.shape);
  const setting = settled(wanted, imported, given);
  const fitted = fitSamples(given, setting?.preprocessing, imported.input.sampleShape);
  const dataset = withLabels(fitted, setting ?? {}, imported);
  if (dataset.test.count === 0) throw new UserError('assessment.no-samples');
  // Refuses steps that do not lead from the data's shape to the model's.
  const taken = setting?.preprocessing
    ? withPreprocessing(imported, setting.preprocessing, dataset.shape)
    : imported;
  const memory = estimateMemory(taken);
  checkMemory(memory);
  const model = modelFacts(imported, bytes, target, setting, recorded);
  const data = dataFacts(dataset, preparation);
  const knowledge = options.training ?? (data.train > 0 ? { source: 'assumed' as const } : undefined);
  const training = knowledge && trainingFacts(knowledge, data.train);
  return {
    info: infoOf(model, data, training),
    model,
    data,
    dataset,
    ...(training ? { training } : {}),
    async withTraining() {
      if (dataset.train.count > 0 || !whole) return this;
      return prepareSubject({ ...options, dataset: await whole(), whole: undefined });
    },
    source: ({ indices }, engine, looksAt) => ({
      model: bytes,
      modelSha256: model.sha256,
      ...(setting ? { setting } : {}),
      ...(recorded ? { recorded: true } : {}),
      ...(looksAt && knowledge ? { training: knowledge } : {}),
      // Training samples travel to every worker where an indicator looks at them; else only a table's `stats` do.
      dataset: {
        ...dataset,
        train: looksAt ? dataset.train : noSamples,
        test: gather(dataset.test, indices),
      },
      testIndices: indices,
      testCount: dataset.test.count,
      engine,
      memory,
    }),
  };
}
