import { UserError } from '../messages/index.ts';
import { checkClassNames, type ClassNames } from './class-names.ts';
import { withNumberedWords } from './label-words.ts';
import { fromPair, joined, toSamples, type LabelledSamples } from './contract.ts';
import { readFile } from './formats/index.ts';
import { readImageFolder, type ImageOptions } from './image-folder.ts';
import { isImage } from './images/index.ts';
import type { Decoded, DecodedPair, DecodedSet, ReadOptions, SourceFile } from './formats/types.ts';
import { toDataset, type Parts, type ScalingOptions } from './scaling.ts';
import { atOnce, type Steps } from './steps.ts';
import { unpacked } from './unpack.ts';
import type { Dataset } from './types.ts';

export { checkFileSize } from './limits.ts';
export { parseStandardise, type Standardise } from './scaling.ts';
export type { SourceFile } from './formats/types.ts';

export type LoadOptions = ReadOptions &
  ScalingOptions &
  ImageOptions & {
    /** Files of the rows that a model was trained on, whatever they are called. */
    readonly train?: readonly SourceFile[];
    /** What numbers classes in words, where `classNames` does not. */
    readonly wordList?: ClassNames;
  };

/**
 * The part of the data that a file's name names, as in `train-images-idx3-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and
 * `data_batch_1.bin`; where it names none, the nearest of its folders that does.
 */
function namedPart(name: string): 'train' | 'test' | undefined {
  for (const step of name.toLowerCase().split(/[/\\]/).reverse()) {
    if (/(^|[^a-z])(test|t10k)([^a-z]|$)/.test(step)) return 'test';
    if (/(^|[^a-z])(train(ing)?|data_batch)([^a-z]|$)/.test(step)) return 'train';
  }
  return undefined;
}

/** Files of the training and of the test part; all are test unless names name both parts. */
function partsOf(files: readonly SourceFile[]): { train: SourceFile[]; test: SourceFile[] } {
  const named = (part: 'train' | 'test') => files.filter(({ name }) => namedPart(name) === part);
  const [train, test] = [named('train'), named('test')];
  const both =
    train.length > 0 && train.length === test.length && train.length + test.length === files.length;
  return both && !isPair(files) ? { train, test } : { train: [], test: [...files] };
}

/** Two files of which one is the labels of the other, whatever they are called. */
function isPair(files: readonly SourceFile[]): boolean {
  return (
    files.length === 2 &&
    files.every(({ bytes }) => bytes[0] !== undefined && (bytes[0] < 32 || bytes[0] > 126))
  );
}

/** The part of each file of samples with labels: as names tell where they tell of a training and a test part, else test. */
function partsOfSets(sets: readonly DecodedSet[]): { train: DecodedPair[]; test: DecodedPair[] } {
  const named = sets.flatMap(({ name, parts: { train, test, unnamed } }) => [
    ...(train ? [{ part: 'train' as const, pair: train }] : []),
    ...(test ? [{ part: 'test' as const, pair: test }] : []),
    ...(unnamed ? [{ part: namedPart(name), pair: unnamed }] : []),
  ]);
  const of = (wanted: string) => named.filter(({ part }) => part === wanted).map(({ pair }) => pair);
  const [train, test] = [of('train'), of('test')];
  if (train.length === 0 || test.length === 0) return { train: [], test: named.map(({ pair }) => pair) };
  if (train.length + test.length < named.length)
    throw new UserError('datasets.part-unclear', { names: sets.map(({ name }) => name).join(', ') });
  return { train, test };
}

/** Samples of files that each hold data and labels. */
function ofSets(sets: readonly DecodedSet[]): Parts {
  const { train, test } = partsOfSets(sets);
  const read = (pairs: readonly DecodedPair[]) => {
    const parts = pairs.map(fromPair);
    parts.slice(1).forEach((part) => checkSame(parts[0], part));
    return joined(parts);
  };
  return {
    test: read(test),
    ...(train.length > 0 && { train: read(train) }),
    classNames: sets.find(({ classNames }) => classNames)?.classNames,
    notes: sets.flatMap(({ notes }) => notes),
  };
}

/** Samples of tables, or of arrays of data and of labels. */
function ofArrays(files: readonly SourceFile[], decoded: readonly Decoded[]): Parts {
  const { train, test } = partsOf(files);
  const read = (part: readonly SourceFile[]) =>
    toSamples(part.map((file) => decoded[files.indexOf(file)]).filter((each) => each.type !== 'set'));
  return { test: read(test), ...(train.length > 0 && { train: read(train) }) };
}

function checkSame(train: LabelledSamples, test: LabelledSamples): void {
  const [a, b] = [train.shape, test.shape];
  if (a.length === b.length && a.every((axis, i) => axis === b[i])) return;
  throw new UserError('datasets.parts-differ', { train: `[${a.join(', ')}]`, test: `[${b.join(', ')}]` });
}

/**
 * The dataset of a person's files, in any order: one CSV; data and labels as IDX or NPY; or twice that with names that tell
 * the training part from the test part; an NPZ; CIFAR records; pictures in a folder for each class (names are paths then).
 * Any of them may be compressed with gzip or come in a zip. Without such names all rows are test. Nothing is kept when it throws.
 * @throws UserError with one sentence on what is wrong and what to do.
 */
export const loadFiles = (given: readonly SourceFile[], options: LoadOptions = {}): Dataset =>
  atOnce(loadSteps(given, options));

/** The same in steps: one for each picture that is decoded; what is no pictures is read in one. */
export function* loadSteps(given: readonly SourceFile[], options: LoadOptions = {}): Steps<Dataset> {
  const read: Parts = {
    ...(yield* partsIn(given, options)),
    ...(options.train ? { train: (yield* partsIn(options.train, options)).test } : {}),
  };
  const parts = withNumberedWords(read, options.classNames ?? options.wordList);
  if (parts.train) checkSame(parts.train, parts.test);
  const names = options.classNames;
  if (!names) return toDataset(parts, options);
  const dataset = toDataset({ ...parts, classNames: names.names }, options);
  checkClassNames(names, dataset.classes);
  return dataset;
}

function* partsIn(given: readonly SourceFile[], options: LoadOptions): Steps<Parts> {
  if (given.length === 0) throw new UserError('datasets.no-files');
  const files = unpacked(given);
  const images = files.some(({ bytes }) => isImage(bytes));
  if (options.resize && !images) throw new UserError('datasets.resize-images', { name: files[0].name });
  const decoded = images
    ? [yield* readImageFolder(given[0].name, files, options)]
    : files.map((file) => readFile(file, options));
  const sets = decoded.filter((each) => each.type === 'set');
  if (sets.length > 0 && sets.length < decoded.length)
    throw new UserError('datasets.files-do-not-fit', { count: files.length });
  return sets.length > 0 ? ofSets(sets) : ofArrays(files, decoded);
}
