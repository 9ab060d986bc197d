import { fitTo } from '../datasets/fit.ts';
import type { Dataset, Samples } from '../datasets/types.ts';
import { importModel, type Model } from '../graph/model.ts';
import {
  preprocessedShape,
  shapeBefore,
  withPreprocessing,
  type Preprocessing,
} from '../graph/preprocessing.ts';
import { UserError } from '../messages/index.ts';

/**
 * How a person's model is to be read: what a card (`model.card.json`) holds, what travels to workers, and what the report
 * states, so that a re-run reads the model in the same way. Everything is optional; plain JSON.
 */
export interface ImportSetting {
  /** Name of the output that holds the scores. */
  readonly output?: string;
  /** What the one value per sample of a binary model means. */
  readonly single?: 'logit' | 'probability';
  readonly preprocessing?: Preprocessing;
  /**
   * The model's class for each label of the data, where they are not the same: [1, 2, 0], or [-1, 0, 1, 2] for labels that
   * begin at 1; −1 for a label that no sample has.
   */
  readonly labels?: readonly number[];
  /** Names of the model's classes. */
  readonly classNames?: readonly string[];
}

/** Whether a preprocessing does anything. */
const doesNothing = (steps: Preprocessing): boolean =>
  Object.values(steps).every((step) => step === undefined || step === false);

/** The setting without what says nothing; undefined where nothing is left, so that a report of a plain model stays plain. */
export function statedSetting(setting: ImportSetting | undefined): ImportSetting | undefined {
  const stated: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(setting ?? {})) {
    if (value === undefined || (key === 'preprocessing' && doesNothing(value as Preprocessing))) continue;
    stated[key] = value;
  }
  return Object.keys(stated).length > 0 ? stated : undefined;
}

/** What of a setting decides results: names do not. */
export function decidingSetting(setting: ImportSetting | undefined): ImportSetting | undefined {
  return statedSetting({ ...setting, classNames: undefined });
}

/** What the model takes for one sample of the data; flat data say nothing of how they become pictures. */
function shapeForModel(steps: Preprocessing | undefined, dataShape: readonly number[]): readonly number[] {
  return steps === undefined || dataShape.length !== 3 ? dataShape : preprocessedShape(steps, dataShape);
}

/** The file's model as the setting reads it; its input is still the model's own. */
export function importPlain(
  bytes: Uint8Array,
  { output, single, preprocessing, classNames }: ImportSetting,
  dataShape: readonly number[],
): Model {
  const sampleShape = shapeForModel(preprocessing, dataShape);
  return importModel(bytes, { sampleShape, output, single, classes: classNames?.length });
}

/**
 * The steps with the channels last where only so the model's shape can come of them: a card written for [3, H, W] says nothing
 * of it.
 */
function withLayout(
  steps: Preprocessing,
  modelShape: readonly number[],
  dataShape: readonly number[],
): Preprocessing {
  if (steps.layout || modelShape.length !== 3 || dataShape.length !== 3) return steps;
  const [channels] = preprocessedShape(steps, dataShape);
  return modelShape[2] === channels && modelShape[0] !== channels ? { ...steps, layout: 'nhwc' } : steps;
}

/** What of a setting is left to be stated once model and data are there. */
export function settled(
  setting: ImportSetting | undefined,
  model: Model,
  dataset: Dataset,
): ImportSetting | undefined {
  const stated = statedSetting(setting);
  if (!stated?.preprocessing) return stated;
  const preprocessing = withLayout(stated.preprocessing, model.input.sampleShape, dataset.shape);
  const unit = dataset.kind === 'image' && dataset.range[0] === 0 && dataset.range[1] === 1;
  if (preprocessing.invert && !unit) throw new UserError('assessment.invert-range');
  return { ...stated, preprocessing };
}

/** The data's samples in the shape that the steps bring to the model's. */
export function fitSamples(
  dataset: Dataset,
  steps: Preprocessing | undefined,
  modelShape: readonly number[],
): Dataset {
  const wanted = steps ? shapeBefore(steps, modelShape) : modelShape;
  return wanted === undefined ? dataset : fitTo(dataset, wanted);
}

/**
 * The model in front of which data of this shape can stand: its input is the data's. A card is often written for one shape of
 * data and used with it; other shapes end in a sentence.
 */
export function importWith(
  bytes: Uint8Array,
  setting: ImportSetting | undefined,
  dataShape: readonly number[],
): Model {
  const plain = importPlain(bytes, setting ?? {}, dataShape);
  return setting?.preprocessing ? withPreprocessing(plain, setting.preprocessing, dataShape) : plain;
}

/** Every label by the model's class; labels that the mapping does not know are refused by name. */
function mapped(part: Samples, labels: readonly number[], classes: number): Samples {
  const y = part.y.map((label) => {
    const to = labels[label] ?? -1;
    if (to < 0) throw new UserError('assessment.label-unmapped', { label });
    if (to >= classes) throw new UserError('assessment.label-beyond', { label, to, last: classes - 1 });
    return to;
  });
  return { ...part, y };
}

/** Names of the model's classes from the names of the data's labels. */
function mappedNames(
  names: readonly string[] | undefined,
  labels: readonly number[],
  classes: number,
): string[] | undefined {
  return (
    names && Array.from({ length: classes }, (_, label) => names[labels.indexOf(label)] ?? String(label))
  );
}

/**
 * The dataset with the model's classes for labels and their names: those of the setting, else the file's, else the data's. Its
 * hash stays that of the data as they are: the setting says what was made of them.
 * @throws UserError for a label without a class of the model, or another number of names than the model has classes.
 */
export function withLabels(
  dataset: Dataset,
  { labels, classNames }: ImportSetting,
  model: Pick<Model, 'classes' | 'classNames'>,
): Dataset {
  const { classes } = model;
  if (classNames && classNames.length !== classes)
    throw new UserError('assessment.class-names', { names: classNames.length, classes });
  const moved: Dataset = labels
    ? {
        ...dataset,
        classes,
        classNames: mappedNames(dataset.classNames, labels, classes),
        train: mapped(dataset.train, labels, classes),
        test: mapped(dataset.test, labels, classes),
      }
    : fitTo(dataset, dataset.shape, classes);
  const names = classNames ?? model.classNames;
  return names ? { ...moved, classNames: names } : moved;
}
