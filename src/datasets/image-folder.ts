import { UserError, type Message } from '../messages/index.ts';
import { numbersOf, type ClassNames } from './class-names.ts';
import { shown } from './formats/shown.ts';
import type { DecodedPair, DecodedSet, SourceFile } from './formats/types.ts';
import { decodeImage, imageHeader, isImage } from './images/index.ts';
import { resized } from './images/resize.ts';
import type { ImageHeader } from './images/types.ts';
import { checkedCount } from './limits.ts';
import { naturalOrder } from './natural-order.ts';
import type { Steps } from './steps.ts';

/**
 * Pictures in a folder for each class, alone or below `train`, `test` and `val`: the layout of torchvision's `ImageFolder` and
 * Keras' `image_dataset_from_directory`. Classes are numbered in natural order of their folders' names, or as a list of
 * names says; samples of the classes alternate in proportion, so that the first n of any n have the mix of the whole.
 */

export interface ImageOptions {
  /** Height and width that every picture is brought to. */
  readonly resize?: readonly [number, number];
  readonly classNames?: ClassNames;
}

type Part = 'train' | 'test' | 'validation';

const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
};

interface Placed {
  readonly file: SourceFile;
  readonly header: ImageHeader;
  readonly part: Part;
  readonly folder: string;
}

const foldersOf = ({ name }: SourceFile): string[] =>
  name
    .split(/[/\\]/)
    .slice(0, -1)
    .filter((step) => step !== '' && step !== '.');

/** Part and class folder of every file: below the folders that all share. */
function places(files: readonly SourceFile[]): { part: Part; folder: string }[] {
  const paths = files.map(foldersOf);
  let shared = 0;
  while (paths.every((path) => path.length > shared + 1 && path[shared] === paths[0][shared])) shared++;
  const below = paths.map((path) => path.slice(shared));
  const partOf = (path: readonly string[]) => PARTS[path[0]?.toLowerCase() ?? ''];
  const inParts = new Set(below.map(partOf));
  const parted = !inParts.has(undefined as never) && inParts.size > 1;
  if (!parted && inParts.has('train') && inParts.has('test')) {
    const names = below.filter((path) => !partOf(path)).map(([first]) => first);
    throw new UserError('datasets.part-unclear', { names: shown([...new Set(names)].join(', ')) });
  }
  const depth = parted ? 1 : 0;
  const mixed =
    new Set(below.map((path) => path[depth])).size === 1 && below.some((path) => path.length > depth + 1);
  return below.map((path, i) => {
    if (path.length <= depth || (mixed && path.length === depth + 1))
      throw new UserError('datasets.image-no-class', { name: shown(files[i].name) });
    return { part: parted ? partOf(path) : 'test', folder: path[depth] };
  });
}

/** Positions so that each class is spread evenly over the whole: rule of (k + ½) / n for the k-th of n. */
function interleaved(classes: readonly (readonly Placed[])[]): { placed: Placed; label: number }[] {
  return classes
    .flatMap((members, label) =>
      members.map((placed, k) => ({ placed, label, place: (k + 0.5) / members.length })),
    )
    .sort((a, b) => a.place - b.place || a.label - b.label);
}

const sizeText = ({ width, height }: { width: number; height: number }): string => `${height}×${width}`;

/** The one size of all pictures. @throws UserError when there are several and none to bring them to was named. */
function commonSize(name: string, images: readonly Placed[], resize: ImageOptions['resize']) {
  if (resize) {
    const [height, width] = resize;
    if (![height, width].every((side) => Number.isInteger(side) && side >= 1 && side <= 4096))
      throw new UserError('datasets.resize', { size: `${height}x${width}` });
    return { height, width };
  }
  const counts = new Map<string, number>();
  for (const { header } of images) counts.set(sizeText(header), (counts.get(sizeText(header)) ?? 0) + 1);
  const [{ header }] = images;
  if (counts.size === 1) return header;
  const sizes = [...counts].sort((a, b) => b[1] - a[1] || naturalOrder(a[0], b[0])).map(([size]) => size);
  throw new UserError('datasets.image-sizes', {
    name,
    count: counts.size,
    sizes: sizes.slice(0, 3).join(', ') + (sizes.length > 3 ? ', …' : ''),
    example: sizes[0].replace('×', 'x'),
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Decodes the pictures of one part into planes, one a step; counts those that are not opaque. @param before decoded already */
function* decoded(
  name: string,
  order: readonly { placed: Placed; label: number }[],
  { width, height }: Size,
  channels: 1 | 3,
  { before, total }: { before: number; total: number },
): Steps<{ pair: DecodedPair; translucent: number }> {
  const shape = [order.length, channels, height, width];
  const plane = width * height;
  const values = new Uint8Array(order.length * channels * plane);
  let translucent = 0;
  for (const [i, { placed }] of order.entries()) {
    const { file } = placed;
    const whole = decodeImage(shown(file.name), file.bytes);
    if (whole.translucent) translucent++;
    const picture = whole.width === width && whole.height === height ? whole : resized(whole, height, width);
    const start = i * channels * plane;
    for (let c = 0; c < channels; c++) {
      const from = picture.channels === 1 ? 0 : c;
      const to = start + c * plane;
      for (let p = 0; p < plane; p++) values[to + p] = picture.pixels[p * picture.channels + from];
    }
    yield { done: before + i + 1, total };
  }
  const labels = Float64Array.from(order, ({ label }) => label);
  return {
    pair: {
      data: { type: 'array', name, shape, dtype: 'uint8', values },
      labels: { type: 'array', name, shape: [order.length], dtype: 'integer', values: labels },
    },
    translucent,
  };
}

/** Class folders in the order of their numbers, and the names of all classes. */
function classesOf(name: string, images: readonly Placed[], given: ClassNames | undefined) {
  const folders = [...new Set(images.map(({ folder }) => folder))].sort(naturalOrder);
  if (given) return { folders, numbers: numbersOf(folders, given), names: given.names };
  if (folders.length === 1)
    throw new UserError('datasets.image-one-class', { name, folder: shown(folders[0]) });
  return { folders, numbers: folders.map((_, i) => i), names: folders };
}

/** What a person should know of how pictures were read. */
function notesOf(
  name: string,
  images: readonly Placed[],
  facts: { others: readonly SourceFile[]; translucent: number; folders: readonly string[]; named: boolean },
): Message[] {
  const { others, translucent, folders, named } = facts;
  const count = (of: 'deep' | 'turned') => images.filter(({ header }) => header[of]).length;
  const notes: Message[] = [];
  const say = (id: Message['id'], number: number, more = {}) => {
    if (number > 0) notes.push({ id, values: { name, count: number, ...more } });
  };
  const names = others.slice(0, 3).map((file) => shown(file.name));
  say('datasets.not-images', others.length, { names: names.join(', ') + (others.length > 3 ? ', …' : '') });
  say('datasets.images-deep', count('deep'));
  say('datasets.images-turned', count('turned'));
  say('datasets.images-translucent', translucent);
  const sorted = [...folders].sort((a, b) => (a < b ? -1 : 1));
  const moved = named ? undefined : folders.find((folder, i) => folder !== sorted[i]);
  if (moved !== undefined) notes.push({ id: 'datasets.class-order', values: { name, folder: shown(moved) } });
  return notes;
}

/**
 * The samples of pictures in folders, decoded one a step.
 * @throws UserError when an image is damaged or lies in no class folder, or sizes differ and no size is named.
 */
export function* readImageFolder(
  name: string,
  files: readonly SourceFile[],
  { resize, classNames }: ImageOptions,
): Steps<DecodedSet> {
  const pictures = files.filter(({ bytes }) => isImage(bytes));
  const others = files.filter(({ bytes }) => !isImage(bytes));
  const where = places(pictures);
  const all = pictures
    .map((file, i): Placed => ({ file, header: imageHeader(shown(file.name), file.bytes), ...where[i] }))
    .sort((a, b) => naturalOrder(a.file.name, b.file.name));
  const hasTest = all.some(({ part }) => part === 'test');
  const leftOut = hasTest && all.some(({ part }) => part === 'validation');
  const images = leftOut ? all.filter(({ part }) => part !== 'validation') : all;
  const { folders, numbers, names } = classesOf(name, images, classNames);
  const size = commonSize(name, images, resize);
  const channels = images.some(({ header }) => header.channels === 3) ? 3 : 1;
  checkedCount(name, [images.length, channels, size.height, size.width]);
  let [before, translucent] = [0, 0];
  const part = function* (wanted: 'train' | 'test'): Steps<DecodedPair | undefined> {
    const classes: Placed[][] = names.map(() => []);
    const numberOf = new Map(folders.map((folder, i) => [folder, numbers[i]]));
    for (const image of images)
      if ((image.part === 'train') === (wanted === 'train')) classes[numberOf.get(image.folder)!].push(image);
    const order = interleaved(classes);
    if (order.length === 0) return undefined;
    const from = { before, total: images.length };
    const { pair, translucent: some } = yield* decoded(name, order, size, channels, from);
    before += order.length;
    translucent += some;
    return pair;
  };
  const parts = { train: yield* part('train'), test: yield* part('test') };
  const notes = notesOf(name, images, { others, translucent, folders, named: classNames !== undefined });
  if (leftOut) notes.push({ id: 'datasets.validation-left-out', values: { name } });
  return { type: 'set', name, parts, classNames: names, notes };
}
