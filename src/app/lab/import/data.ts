import { parseClassNames, type ClassNames } from '../../../datasets/class-names.ts';
import { loadSteps, type LoadOptions, type SourceFile } from '../../../datasets/load.ts';
import type { Dataset } from '../../../datasets/types.ts';
import { isImage } from '../../../datasets/images/index.ts';
import { importModel } from '../../../graph/model.ts';
import { UserError } from '../../../messages/index.ts';
import { paced, Stage, type Watch } from './watch.ts';

/** What a data set is put together of. */
export interface DataSource {
  readonly files: readonly SourceFile[];
  readonly options: LoadOptions;
  /** A list of class names. */
  readonly classes: SourceFile | undefined;
  /** Pictures of several sizes are brought to this model's. */
  readonly model: Uint8Array | undefined;
}

export interface Loaded {
  readonly dataset: Dataset;
  readonly source: DataSource;
  /** Height and width that pictures of several sizes were brought to: the model's. */
  readonly resize?: readonly [number, number];
}

export const namesIn = ({ bytes, name }: SourceFile): ClassNames =>
  parseClassNames(new TextDecoder().decode(bytes), name);

/** Bytes of a zip, which may hold pictures in folders. */
const isZip = ([p, k]: Uint8Array): boolean => p === 0x50 && k === 0x4b;

/**
 * The dataset, or `half` where one file of a pair is there: samples without labels, or labels without samples.
 * @param known what was loaded before: taken where it would come out the same, so that pictures are decoded once
 * @throws UserError, or an AbortError when the watch wants no more.
 */
export async function loadData(
  source: DataSource,
  known: Loaded | undefined,
  watch: Watch,
): Promise<Loaded | 'half'> {
  if (known && isSame(source, known)) return known;
  const { files, options, classes, model } = source;
  const folders = files.some(({ bytes }) => isImage(bytes) || isZip(bytes));
  // A list of names numbers the folders of pictures, and words in tables; elsewhere numbers stand in the data.
  const load = classes ? { ...options, [folders ? 'classNames' : 'wordList']: namesIn(classes) } : options;
  const read = (more: LoadOptions = {}) =>
    paced(loadSteps(files, { ...load, ...more }), new Stage('decode', watch));
  try {
    return { dataset: await read(), source };
  } catch (error) {
    const id = UserError.from(error)?.id;
    if (files.length === 1 && (id === 'datasets.no-labels' || id === 'datasets.no-data')) return 'half';
    const resize = id === 'datasets.image-sizes' && model ? sidesOf(model) : undefined;
    if (resize) return { dataset: await read({ resize }), source, resize };
    throw error;
  }
}

/** Whether a source would give what is loaded already. */
function isSame({ files, options, classes, model }: DataSource, { source, resize }: Loaded): boolean {
  return (
    files.length === source.files.length &&
    files.every(({ name, bytes }, at) => {
      const before = source.files[at];
      return bytes === before.bytes && name === before.name;
    }) &&
    JSON.stringify(options) === JSON.stringify(source.options) &&
    classes?.bytes === source.classes?.bytes &&
    (!resize || model === source.model)
  );
}

/** Height and width of the pictures that a model takes; undefined where it leaves them free or takes none. */
function sidesOf(model: Uint8Array): readonly [number, number] | undefined {
  try {
    const [a, b, c] = importModel(model).input.sampleShape;
    if (c === undefined) return undefined;
    return a <= 4 ? [b, c] : [a, b];
  } catch {
    return undefined;
  }
}
