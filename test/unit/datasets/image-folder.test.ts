import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseClassNames } from '../../../src/datasets/class-names.ts';
import { loadFiles, type LoadOptions } from '../../../src/datasets/load.ts';
import { naturalOrder } from '../../../src/datasets/natural-order.ts';
import { ascii } from '../../support/data-files.ts';
import { greyPng, pngFile } from '../../support/image-files.ts';

type Tree = Record<string, Uint8Array>;

const load = (tree: Tree, options?: LoadOptions) =>
  loadFiles(
    Object.entries(tree).map(([name, bytes]) => ({ name, bytes })),
    options,
  );
const trouble = (tree: Tree, options?: LoadOptions): string => {
  try {
    load(tree, options);
  } catch (error) {
    return (error as { id: string }).id;
  }
  return 'accepted';
};
const notes = ({ notes: given }: ReturnType<typeof load>) => given?.map(({ id }) => id);
/** The first value of every sample, as it was stored. */
const stored = ({ test }: ReturnType<typeof load>, size: number) =>
  Array.from({ length: test.count }, (_, i) => Math.round(test.x[i * size] * 255));

describe('pictures in class folders', () => {
  const tree: Tree = {
    'set/dog/1.png': greyPng(1),
    'set/cat/10.png': greyPng(12),
    'set/cat/2.png': greyPng(11),
    'set/cat/1.png': greyPng(10),
    'set/cat/more/3.png': greyPng(13),
  };

  it('folders are classes, in natural order; samples alternate in proportion', () => {
    const set = load(tree);
    expect([set.kind, set.shape, set.classes, set.classNames]).toEqual([
      'image',
      [1, 2, 2],
      2,
      ['cat', 'dog'],
    ]);
    expect([...set.test.y]).toEqual([0, 0, 1, 0, 0]);
    expect(stored(set, 4)).toEqual([10, 11, 1, 12, 13]);
    expect(set.kind === 'image' && [set.range, set.grid]).toEqual([[0, 1], { step: 1 / 255 }]);
    expect(notes(set)).toBeUndefined();
  });

  it('a zip of them, in any order and below any folder, is the same set', () => {
    const { sha256 } = load(tree);
    const turned = Object.fromEntries(Object.entries(tree).reverse());
    expect(load(turned).sha256).toBe(sha256);
    expect(load({ 'a.zip': zipSync(tree) }).sha256).toBe(sha256);
    const short = Object.fromEntries(Object.entries(tree).map(([name, bytes]) => [name.slice(4), bytes]));
    expect(
      load({
        'a.zip': zipSync({ ...short, '__MACOSX/cat/._1.png': ascii('x'), 'cat/.DS_Store': ascii('x') }),
      }).sha256,
    ).toBe(sha256);
  });

  it('train and test above the classes are parts; both have the classes of the whole', () => {
    const set = load({
      'train/1/a.png': greyPng(1),
      'train/2/a.png': greyPng(2),
      'train/10/a.png': greyPng(3),
      'val/1/a.png': greyPng(9),
      'test/10/a.png': greyPng(4),
    });
    expect([set.classes, set.classNames]).toEqual([3, ['1', '2', '10']]);
    expect([[...set.train.y], [...set.test.y]]).toEqual([[0, 1, 2], [2]]);
    expect(notes(set)).toEqual(['datasets.class-order', 'datasets.validation-left-out']);
    const only = load({
      'train/1/a.png': greyPng(1),
      'train/2/a.png': greyPng(2),
      'val/2/a.png': greyPng(9),
    });
    expect([only.train.count, only.test.count]).toEqual([2, 1]);
  });

  it('grey among colour becomes colour; what is no image is named', () => {
    const set = load({
      'a/1.png': greyPng(7, 1, 1),
      'b/1.png': pngFile(1, 1, 3, [1, 2, 3]),
      'b/labels.csv': ascii('a,b\n'),
      'README.md': ascii('words'),
    });
    expect([set.shape, [...set.test.x].map((v) => Math.round(v * 255))]).toEqual([
      [3, 1, 1],
      [7, 7, 7, 1, 2, 3],
    ]);
    expect(set.notes).toEqual([
      { id: 'datasets.not-images', values: { name: 'a/1.png', count: 1, names: 'b/labels.csv' } },
    ]);
  });

  it('several sizes are brought to one where it is named', () => {
    const sizes = { 'a/1.png': greyPng(7, 4, 4), 'a/2.png': greyPng(8, 4, 4), 'b/1.png': greyPng(9, 2, 6) };
    expect(trouble(sizes)).toBe('datasets.image-sizes');
    const set = load(sizes, { resize: [3, 5] });
    expect([set.shape, stored(set, 15)]).toEqual([
      [1, 3, 5],
      [7, 9, 8],
    ]);
  });

  it.each([
    ['no folder', { 'a.png': greyPng(1), 'b.png': greyPng(2) }, 'datasets.image-no-class'],
    [
      'one beside the folders',
      { 'x/cat/1.png': greyPng(1), 'x/2.png': greyPng(2) },
      'datasets.image-no-class',
    ],
    ['one class', { 'cat/1.png': greyPng(1), 'cat/2.png': greyPng(2) }, 'datasets.image-one-class'],
    [
      'a folder beside parts',
      { 'train/a/1.png': greyPng(1), 'test/a/1.png': greyPng(1), 'more/a/1.png': greyPng(1) },
      'datasets.part-unclear',
    ],
  ] as const)('%s', (_, files, id) => {
    expect(trouble(files)).toBe(id);
  });

  it('a size is a size, and only images have one', () => {
    expect(trouble(tree, { resize: [0, 4] })).toBe('datasets.resize');
    expect(trouble({ 'a.csv': ascii('a,label\n1,0\n') }, { resize: [4, 4] })).toBe('datasets.resize-images');
  });

  it('names order themselves by numbers', () => {
    const names = ['b', '10', 'a10', '2', 'a2', '02', 'a', '猫', 'a2b'];
    expect(names.sort(naturalOrder)).toEqual(['02', '2', '10', 'a', 'a2', 'a2b', 'a10', 'b', '猫']);
  });

  it('many files take no longer each than few', () => {
    const file = greyPng(3, 8, 8);
    const time = (count: number) => {
      const zip = zipSync(
        Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i % 10}/${i}.png`, file])),
        { level: 0 },
      );
      const start = performance.now();
      expect(load({ 'a.zip': zip }).test.count).toBe(count);
      return (performance.now() - start) / count;
    };
    time(200);
    // A quadratic step would make it ten times; a busy machine may make it three.
    expect(time(3_000)).toBeLessThan(5 * time(300));
  });
});

describe('class names', () => {
  const tree = { 'n02/1.png': greyPng(1), 'n01/1.png': greyPng(2) };
  const json = (value: unknown) => JSON.stringify(value);

  it.each([
    ['cat\r\ndog\n\n'],
    [json(['cat', 'dog'])],
    [json({ 1: 'dog', 0: 'cat' })],
    [json({ dog: 1, cat: 0 })],
    [`\uFEFF${json({ 0: ['n01', 'cat'], 1: ['n02', 'dog'] })}`],
  ])('%j', (text) => {
    expect(parseClassNames(text, 'f').names).toEqual(['cat', 'dog']);
  });

  it.each([
    ['', 'datasets.class-names-form'],
    ['cat\n\ndog', 'datasets.class-names-form'],
    ['{"a": "b"}', 'datasets.class-names-form'],
    ['[1, 2]', 'datasets.class-names-form'],
    ['[', 'datasets.class-names-form'],
    ['{"0": "a", "2": "b"}', 'datasets.class-names-form'],
    ['a\nb\na', 'datasets.class-names-twice'],
  ])('%j is refused', (text, id) => {
    expect(() => parseClassNames(text, 'f')).toThrow(expect.objectContaining({ id }) as Error);
  });

  it('folders are found among the names or their ids, so that a part of the classes is enough', () => {
    const index = parseClassNames(json({ 0: ['n00', 'fish'], 1: ['n02', 'dog'], 2: ['n01', 'cat'] }), 'f');
    const set = load(tree, { classNames: index });
    expect([set.classes, set.classNames, [...set.test.y]]).toEqual([3, ['fish', 'dog', 'cat'], [1, 2]]);
    expect(stored(set, 4)).toEqual([1, 2]);
  });

  it('as many names as folders name them in order; other counts say so', () => {
    const set = load(tree, { classNames: parseClassNames('cat\ndog', 'f') });
    expect([set.classNames, stored(set, 4)]).toEqual([
      ['cat', 'dog'],
      [2, 1],
    ]);
    expect(trouble(tree, { classNames: parseClassNames('a\nb\nc', 'f') })).toBe(
      'datasets.class-names-folders',
    );
  });

  it('names of other data are counted', () => {
    const csv = { 'a.csv': ascii('a,label\n1,0\n2,2\n') };
    const set = load(csv, { classNames: parseClassNames('a\nb\nc\nd', 'f') });
    expect([set.classes, set.classNames]).toEqual([4, ['a', 'b', 'c', 'd']]);
    expect(trouble(csv, { classNames: parseClassNames('a\nb', 'f') })).toBe('datasets.class-names-count');
  });
});
