import { UserError } from '../messages/index.ts';
import { checkRange } from './scaling.ts';
import type { Dataset, ImageDataset, Samples, TableDataset } from './types.ts';

/** Axes of one sample as a model declares them; null or a number below 1 where any size will do. */
export type DeclaredShape = readonly (number | null)[];

const isFree = (axis: number | null): axis is null => axis === null || axis < 1;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const agrees = (shape: readonly number[], declared: DeclaredShape): boolean =>
  shape.length === declared.length && declared.every((axis, i) => isFree(axis) || axis === shape[i]);

const withoutOnes = (shape: readonly number[]): number[] => shape.filter((axis) => axis !== 1);

/** [C, H, W] as [H, W, C]. */
function channelsLast(samples: Samples, [channels, height, width]: readonly number[]): Samples {
  const plane = height * width;
  const size = channels * plane;
  const x = new Float32Array(samples.x.length);
  for (let start = 0; start < x.length; start += size) {
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < channels; c++) x[start + p * channels + c] = samples.x[start + c * plane + p];
    }
  }
  return { ...samples, x };
}

const show = (shape: DeclaredShape): string =>
  `[${shape.map((axis) => (isFree(axis) ? '?' : axis)).join(', ')}]`;

function refuse(dataset: Dataset, declared: DeclaredShape): never {
  throw new UserError('datasets.shape', { data: show(dataset.shape), model: show(declared) });
}

/** The declared shape with the free axes filled in, when the same values in the same order can have it. */
function sameMemory(shape: readonly number[], declared: DeclaredShape): number[] | undefined {
  const free = declared.filter(isFree).length;
  if (free > 1) return undefined;
  const known = product(declared.filter((axis): axis is number => !isFree(axis)));
  if (free === 1 && product(shape) % known !== 0) return undefined;
  const filled = declared.map((axis) => (isFree(axis) ? product(shape) / known : axis));
  if (product(filled) !== product(shape)) return undefined;
  const [a, b] = [withoutOnes(shape), withoutOnes(filled)];
  const flat = a.length <= 1 || b.length <= 1;
  return flat || (a.length === b.length && a.every((axis, i) => axis === b[i])) ? filled : undefined;
}

/** Columns that a model takes as a picture: pixels in [0, 1], on their stored grid where it is known. */
function asPicture(table: TableDataset): ImageDataset {
  checkRange([table.train, table.test], [0, 1]);
  const { id, shape, classes, classNames, featureNames, sha256, train, test, storedStep } = table;
  return {
    ...{ id, shape, classes, classNames, featureNames, sha256, train, test },
    kind: 'image',
    range: [0, 1],
    ...(storedStep !== undefined && { grid: { step: storedStep } }),
  };
}

function fitShape(dataset: Dataset, declared: DeclaredShape): Dataset {
  const { shape } = dataset;
  if (agrees(shape, declared)) return dataset;
  const filled = sameMemory(shape, declared);
  if (filled) {
    const picture = dataset.kind === 'table' && withoutOnes(filled).length > 1;
    return { ...(picture ? asPicture(dataset) : dataset), shape: filled };
  }
  if (shape.length === 3 && agrees([shape[1], shape[2], shape[0]], declared)) {
    return {
      ...dataset,
      shape: [shape[1], shape[2], shape[0]],
      train: channelsLast(dataset.train, shape),
      test: channelsLast(dataset.test, shape),
    };
  }
  return refuse(dataset, declared);
}

/**
 * The dataset in the shape and with the classes a model has: [1, 8, 8] ↔ [64], [28, 28] ↔ [1, 28, 28], [C, H, W] → [H, W, C];
 * columns become a picture where the model takes one. Values and hash stay the same.
 * @throws UserError when the sample cannot have that shape, a picture's values leave [0, 1], or a label is beyond the
 * model's classes.
 */
export function fitTo(dataset: Dataset, declared: DeclaredShape, classes?: number): Dataset {
  const fitted = fitShape(dataset, declared);
  if (classes === undefined) return fitted;
  if (classes < dataset.classes) {
    throw new UserError('datasets.label-beyond-model', {
      label: dataset.classes - 1,
      classes,
      last: classes - 1,
    });
  }
  return classes === dataset.classes ? fitted : { ...fitted, classes };
}
