import { UserError } from '../messages/index.ts';
import { toSamples } from './contract.ts';
import { readFile } from './formats/index.ts';
import type { ReadOptions, SourceFile } from './formats/types.ts';
import { toDataset, type ScalingOptions } from './scaling.ts';
import type { Dataset } from './types.ts';

export { checkFileSize } from './limits.ts';
export { parseStandardise, type Standardise } from './scaling.ts';
export type { SourceFile } from './formats/types.ts';

export type LoadOptions = ReadOptions & ScalingOptions;

/** The part of the data a file's name names, as in `train-images-idx3-ubyte.gz` and `t10k-images-idx3-ubyte.gz`. */
function namedPart(name: string): 'train' | 'test' | undefined {
  const base = name.replace(/^.*[/\\]/, '').toLowerCase();
  if (/(^|[^a-z])(test|t10k)([^a-z]|$)/.test(base)) return 'test';
  return /(^|[^a-z])train(ing)?([^a-z]|$)/.test(base) ? 'train' : undefined;
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

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis, i) => axis === b[i]);

/**
 * The dataset of a person's files, in any order: one CSV; data and labels as IDX or NPY; or twice that with names that tell
 * the training part from the test part. Any of them may be compressed with gzip. Without such names all rows are test.
 * Nothing is kept when it throws.
 * @throws UserError with one sentence on what is wrong and what to do.
 */
export function loadFiles(files: readonly SourceFile[], options: LoadOptions = {}): Dataset {
  if (files.length === 0) throw new UserError('datasets.no-files');
  const { train, test } = partsOf(files);
  const read = (part: readonly SourceFile[]) => toSamples(part.map((file) => readFile(file, options)));
  const parts = { test: read(test), ...(train.length > 0 && { train: read(train) }) };
  if (parts.train && !same(parts.train.shape, parts.test.shape)) {
    throw new UserError('datasets.parts-differ', {
      train: `[${parts.train.shape.join(', ')}]`,
      test: `[${parts.test.shape.join(', ')}]`,
    });
  }
  return toDataset(parts, options);
}
