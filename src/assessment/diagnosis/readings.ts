import type { Dataset } from '../../datasets/types.ts';
import type { Model } from '../../graph/model.ts';
import { readOnnx } from '../../graph/onnx/read.ts';
import { UserError } from '../../messages/index.ts';
import { importPlain, type ImportSetting } from '../import-setting.ts';
import { sameLabels, type LabelMap } from './labels.ts';

/** A way to take scores or labels out of a file: which output, and what its one value means. */
export interface Reading {
  /** As `ImportSetting` states it; preprocessing and labels are those of the present setting. */
  readonly setting: ImportSetting;
  readonly classes: number;
  /** The model's class for each label of the data in this reading. */
  readonly map: LabelMap;
  readonly access: Model['access'];
}

/** Outputs beyond these are not tried: some files show every layer. */
const mostOutputs = 8;
const mostReadings = 4;

/** What tells readings of one file apart; names in a graph are made in the same way each time. */
const signature = ({ graph, output, classes }: Model): string =>
  `${classes} ${output} ${graph.nodes.map(({ op, outputs }) => `${op} ${outputs[0]}`).join(' ')}`;

/** The reading of a model that has been imported with a setting. */
export function readingOf(model: Model, setting: ImportSetting, labels: number): Reading {
  const { classes, access } = model;
  const map = setting.labels
    ? Array.from({ length: labels }, (_, label) => setting.labels![label] ?? -1)
    : sameLabels(labels, classes);
  return { setting, classes, map, access };
}

/** Names of another number of classes belong to another output. */
const withoutNames = ({ classNames, ...setting }: ImportSetting, classes: number): ImportSetting =>
  classNames?.length === classes ? { ...setting, classNames } : setting;

const wealth: readonly Model['access'][] = ['gradient', 'score', 'label'];

/**
 * Other ways to read a file than the present one: each further output that holds something of classes, and the other meaning
 * of a single value. Those that show more come first.
 */
export function otherReadings(
  bytes: Uint8Array,
  present: Model,
  setting: ImportSetting,
  dataset: Dataset,
): Reading[] {
  const seen = new Set([signature(present)]);
  const found: Reading[] = [];
  const outputs = readOnnx(bytes).outputs.slice(0, mostOutputs);
  for (const output of [setting.output, ...outputs.map(({ name }) => name)]) {
    for (const single of [setting.single, 'logit', 'probability'] as const) {
      const model = tried(bytes, { ...setting, output, single }, dataset);
      if (!model || seen.has(signature(model))) continue;
      seen.add(signature(model));
      const other = { ...setting, output, single };
      found.push(readingOf(model, withoutNames(other, model.classes), dataset.classes));
    }
  }
  found.sort((a, b) => wealth.indexOf(a.access) - wealth.indexOf(b.access));
  return found.slice(0, mostReadings);
}

/** Nothing where the output cannot be read so. */
function tried(bytes: Uint8Array, setting: ImportSetting, { shape }: Dataset): Model | undefined {
  try {
    return importPlain(bytes, setting, shape);
  } catch (error) {
    if (UserError.from(error)) return undefined;
    throw error;
  }
}
