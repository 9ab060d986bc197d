import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { DECODED_LIMIT } from '../../../src/datasets/limits.ts';
import { fitTo } from '../../../src/datasets/fit.ts';
import { zipEntries } from '../../../src/datasets/formats/zip.ts';
import { checkFileSize, loadFiles, type LoadOptions } from '../../../src/datasets/load.ts';
import { text, UserError, type MessageId } from '../../../src/messages/index.ts';
import { ascii, idxFile, npyFile } from '../../support/data-files.ts';
import { greyPng, pngFile } from '../../support/image-files.ts';
import { zipFile, type Claimed } from '../../support/zip-files.ts';

type Files = [string, Uint8Array][];

const pixels = idxFile([3, 2, 2], [0, 9, 255, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = idxFile([3], [0, 1, 2]);
const wholeX = npyFile('<f4', [2, 2], [1, 2, 3, 4]);
const wholeY = npyFile('<i8', [2], [0, 1]);
const rows = 'a,b,label\n1,2,0\n3,4,1\n';

/** IDX whose header promises what its body does not hold. */
const lying = (shape: number[]) => idxFile(shape, [1, 2, 3]);
/** 1 MB of compressed data that grows a thousandfold behind a header of 12 pixels. */
const bomb = () => {
  const expanded = new Uint8Array(64 * 1024 * 1024);
  expanded.set(idxFile([3, 2, 2], []));
  return gzipSync(expanded);
};

const zipOf =
  (...entries: Claimed[]) =>
  (): Files => [['a.zip', zipFile(entries)]];
const npzOf = (x: Uint8Array, y: Uint8Array): [string, Uint8Array][] => [
  [
    'a.npz',
    zipFile([
      { name: 'x.npy', bytes: x },
      { name: 'y.npy', bytes: y },
    ]),
  ],
];
const pictures = (bad: Uint8Array): Files => [
  ['cat/1.png', greyPng(5, 9, 9)],
  ['dog/1.png', bad],
];
/** Bytes that deflate cannot shorten. */
const noise = (length: number) => {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = Math.imul(state, 1664525) + 1013904223) >>> 24);
};
const table = ascii(rows);
const honest = { name: 'a.csv', bytes: table };

const CASES: [string, MessageId, () => Files, LoadOptions?][] = [
  ['no file', 'datasets.no-files', () => []],
  [
    'a truncated file',
    'datasets.truncated',
    () => [
      ['x', pixels.slice(0, -1)],
      ['y', labels],
    ],
  ],
  [
    'a truncated header',
    'datasets.truncated',
    () => [
      ['x', pixels.slice(0, 7)],
      ['y', labels],
    ],
  ],
  [
    'a truncated NPY file',
    'datasets.truncated',
    () => [
      ['x', wholeX.slice(0, -3)],
      ['y', wholeY],
    ],
  ],
  [
    'a truncated gzip file',
    'datasets.gzip-broken',
    () => [
      ['x', gzipSync(pixels).slice(0, -9)],
      ['y', labels],
    ],
  ],
  [
    'bytes after the data',
    'datasets.too-long',
    () => [
      ['x', Uint8Array.of(...pixels, 0)],
      ['y', labels],
    ],
  ],
  [
    'a lying header',
    'datasets.too-much',
    () => [
      ['x', lying([4294967295, 4294967295])],
      ['y', labels],
    ],
  ],
  [
    'a header that lies within the limit',
    'datasets.truncated',
    () => [
      ['x', lying([60000, 28, 28])],
      ['y', labels],
    ],
  ],
  [
    'an NPY header that is none',
    'datasets.lying-header',
    () => [
      ['x', npyFile('<f4', [2, 2], [1]).map((b) => (b === 0x73 ? 0x74 : b))],
      ['y', wholeY],
    ],
  ],
  [
    'an NPY shape that overflows',
    'datasets.too-much',
    () => [
      ['x', npyFile('<f4', [1e15, 1e15], [])],
      ['y', wholeY],
    ],
  ],
  [
    'wrong magic',
    'datasets.wrong-magic',
    () => [
      ['x-ubyte', Uint8Array.of(1, 2, 3, 4, 5, 6)],
      ['y', labels],
    ],
  ],
  [
    'a wrong number of axes',
    'datasets.idx-magic',
    () => [
      ['x', Uint8Array.of(0, 0, 8, 9, 0, 0, 0, 1)],
      ['y', labels],
    ],
  ],
  [
    'text renamed .npy',
    'datasets.wrong-magic',
    () => [
      ['x.npy', ascii('hello, this is only text'.replace(',', ''))],
      ['y', wholeY],
    ],
  ],
  [
    'none of the formats',
    'datasets.unknown-format',
    () => [['song.mp3', Uint8Array.of(255, 251, 144, 0, 0, 16)]],
  ],
  [
    'objects in NPY',
    'datasets.npy-pickled',
    () => [
      ['x', npyFile('|O', [2, 2], [])],
      ['y', wholeY],
    ],
  ],
  [
    'texts in NPY',
    'datasets.npy-type',
    () => [
      ['x', npyFile('<U5', [2, 2], [])],
      ['y', wholeY],
    ],
  ],
  [
    'too many axes',
    'datasets.npy-axes',
    () => [
      ['x', npyFile('<f4', [2, 1, 1, 1, 1], [1, 2])],
      ['y', wholeY],
    ],
  ],
  [
    'a negative label',
    'datasets.label',
    () => [
      ['x', wholeX],
      ['y', npyFile('<i8', [2], [0, -1])],
    ],
  ],
  [
    'a huge label',
    'datasets.label',
    () => [
      ['x', wholeX],
      ['y', npyFile('<i8', [2], [0, 2 ** 40])],
    ],
  ],
  ['a broken label', 'datasets.label', () => [['a.csv', ascii('a,label\n1,0.5\n')]]],
  [
    'NaN',
    'datasets.not-finite',
    () => [
      ['x', npyFile('<f4', [2, 2], [1, NaN, 3, 4])],
      ['y', wholeY],
    ],
  ],
  [
    'infinity',
    'datasets.not-finite',
    () => [
      ['x', npyFile('<f8', [2, 2], [1, 1e300, 3, 4])],
      ['y', wholeY],
    ],
  ],
  ['NaN in CSV', 'datasets.not-finite', () => [['a.csv', ascii('a,label\nnan,0\n')]]],
  ['an empty file', 'datasets.empty', () => [['x', new Uint8Array(0)]]],
  [
    'an empty set',
    'datasets.empty',
    () => [
      ['x', idxFile([0, 2, 2], [])],
      ['y', idxFile([0], [])],
    ],
  ],
  ['a table without rows', 'datasets.empty', () => [['a.csv', ascii('a,b,label\n')]]],
  [
    'images and labels that do not match',
    'datasets.counts-differ',
    () => [
      ['x', pixels],
      ['y', idxFile([2], [0, 1])],
    ],
  ],
  ['no labels', 'datasets.no-labels', () => [['x', pixels]]],
  ['labels only', 'datasets.no-data', () => [['y', labels]]],
  [
    'three files',
    'datasets.files-do-not-fit',
    () => [
      ['x', pixels],
      ['y', labels],
      ['z', labels],
    ],
  ],
  [
    'parts of different shape',
    'datasets.parts-differ',
    () => [
      ['train.csv', ascii('a,label\n1,0\n')],
      ['test.csv', ascii(rows)],
    ],
  ],
  [
    'a gzip bomb',
    'datasets.gzip-bomb',
    () => [
      ['x', bomb()],
      ['y', labels],
    ],
  ],
  [
    'a gzip file whose header lies',
    'datasets.lying-header',
    () => [
      ['x', gzipSync(idxFile([60000, 28, 28], new Uint8Array(2000)))],
      ['y', labels],
    ],
  ],
  [
    'a damaged gzip file',
    'datasets.gzip-broken',
    () => [
      ['x', gzipSync(pixels).map((b, i, all) => (i === all.length - 6 ? b ^ 1 : b))],
      ['y', labels],
    ],
  ],
  [
    'values outside the range',
    'datasets.outside-range',
    () => [
      ['x', npyFile('<f4', [2, 1, 2], [0, 1, 255, 3])],
      ['y', wholeY],
    ],
  ],
  [
    'pixels beyond the scale',
    'datasets.outside-range',
    () => [
      ['x', pixels],
      ['y', labels],
    ],
    { scale: 16 },
  ],
  ['a scale of 0', 'datasets.scale', () => [['a.csv', ascii(rows)]], { scale: 0 }],
  [
    'figures for other features',
    'datasets.stats-count',
    () => [['a.csv', ascii(rows)]],
    { standardise: { mean: [1, 2, 3], std: [1, 1, 1] } },
  ],
  [
    'figures per channel for images',
    'datasets.stats-image',
    () => [
      ['x', pixels],
      ['y', labels],
    ],
    { standardise: { mean: [0, 1], std: [1, 1] } },
  ],
  ['categories', 'datasets.csv-categorical', () => [['a.csv', ascii('a,b,label\n1,red,0\n')]]],
  [
    'a class in words among numbers',
    'datasets.csv-label-text',
    () => [['a.csv', ascii('a,b,label\n1,2,0\n1,2,cat\n')]],
  ],
  ['no class among words', 'datasets.csv-missing', () => [['a.csv', ascii('a,b,label\n1,2,cat\n1,2,\n')]]],
  [
    'a text instead of a class',
    'datasets.csv-label-text',
    () => [['a.csv', ascii(`a,b,label\n1,2,${'long '.repeat(50)}\n`)]],
  ],
  ['a missing value', 'datasets.csv-missing', () => [['a.csv', ascii('a,b,label\n1,,0\n')]]],
  ['a short row', 'datasets.csv-row', () => [['a.csv', ascii('a,b,label\n1,0\n')]]],
  ['a lost quote', 'datasets.csv-row', () => [['a.csv', ascii('a,b,label\n1,"2,0\n3,4,1\n')]]],
  ['no header', 'datasets.csv-no-header', () => [['a.csv', ascii('1,2,0\n3,4,1\n')]]],
  ['no label column', 'datasets.csv-no-label', () => [['a.csv', ascii('a,b,class\n1,2,0\n')]]],
  ['a cut zip', 'datasets.zip-broken', () => [['a.zip', zipFile([honest]).slice(0, -9)]]],
  [
    'a zip cut within its directory',
    'datasets.zip-broken',
    () => [['a.zip', zipFile([honest]).map((byte, at, all) => (at === all.length - 10 ? 255 : byte))]],
  ],
  ['two entries of one name', 'datasets.zip-broken', zipOf(honest, honest)],
  ['a name that climbs out', 'datasets.zip-path', zipOf({ ...honest, name: 'x/../../a.csv' })],
  ['an absolute name', 'datasets.zip-path', zipOf({ ...honest, name: '/etc/passwd' })],
  ['a name with a drive', 'datasets.zip-path', zipOf({ ...honest, name: 'C:a.csv' })],
  ['a name with backslashes', 'datasets.zip-path', zipOf({ ...honest, name: 'x\\a.csv' })],
  ['a name with control characters', 'datasets.zip-path', zipOf({ ...honest, name: '..\\\n\u001b[2J\0' })],
  ['a symbolic link', 'datasets.zip-link', zipOf({ ...honest, mode: 0o120777 })],
  ['an encrypted entry', 'datasets.zip-encrypted', zipOf({ ...honest, flags: 0x801 })],
  ['an unknown compression', 'datasets.zip-method', zipOf({ ...honest, method: 93 })],
  ['a zip in a zip', 'datasets.zip-nested', zipOf({ name: 'b.zip', bytes: zipFile([honest]) })],
  ['a damaged entry', 'datasets.zip-entry-broken', zipOf({ ...honest, crc: 1 })],
  ['an entry larger than it says', 'datasets.zip-entry-broken', zipOf({ ...honest, size: 5 })],
  ['an entry that lies', 'datasets.zip-bomb', zipOf({ ...honest, size: 1e9 })],
  [
    'overlapping entries',
    'datasets.zip-bomb',
    zipOf(
      { name: 'a', bytes: new Uint8Array(1e6) },
      { name: 'b', bytes: new Uint8Array(1e6), overlaps: true },
    ),
  ],
  ['an empty zip', 'datasets.empty', zipOf()],
  ['a zip of leftovers', 'datasets.empty', zipOf({ ...honest, name: '__MACOSX/._a.csv' })],
  ['objects in NPZ', 'datasets.npy-pickled', () => npzOf(npyFile('|O', [2, 2], []), wholeY)],
  [
    'NPZ without labels',
    'datasets.npz-names',
    () => [['a.npz', zipFile([{ name: 'x.npy', bytes: wholeX }])]],
  ],
  [
    'NPZ with unknown names',
    'datasets.npz-names',
    () => [['a.npz', zipFile(['u', 'v', 'w'].map((name) => ({ name: `${name}.npy`, bytes: wholeX })))]],
  ],
  [
    'NPZ labels with several axes',
    'datasets.labels-axes',
    () => npzOf(wholeX, npyFile('<i8', [2, 2], [1, 1, 0, 1])),
  ],
  ['counts that differ in NPZ', 'datasets.counts-differ', () => npzOf(wholeX, npyFile('<i8', [1], [0]))],
  [
    'samples of records and of arrays',
    'datasets.files-do-not-fit',
    () => [...npzOf(wholeX, wholeY), ['x', wholeX]],
  ],
  [
    'an unnamed part beside two named ones',
    'datasets.part-unclear',
    () => ['train.npz', 'test.npz', 'more.npz'].map((name) => [name, npzOf(wholeX, wholeY)[0][1]]),
  ],
  ['a cut image', 'datasets.image-broken', () => pictures(greyPng(1, 9, 9).slice(0, -20))],
  ['an image without its end', 'datasets.image-broken', () => pictures(greyPng(1, 9, 9).slice(0, -12))],
  [
    'an image with a wrong checksum',
    'datasets.image-broken',
    () => pictures(greyPng(1, 9, 9).map((byte, at) => (at === 43 ? byte ^ 1 : byte))),
  ],
  [
    'an image whose header lies',
    'datasets.image-broken',
    () => pictures(pngFile(9, 8, 1, new Uint8Array(72), [9, 9])),
  ],
  [
    'an image larger than its data can be',
    'datasets.image-broken',
    () => pictures(pngFile(2, 2, 1, [1, 2, 3, 4], [60_000, 60_000])),
  ],
  [
    'an image that expands too far',
    'datasets.image-broken',
    () => pictures(pngFile(4000, 1000, 1, new Uint8Array(4e6), [9, 9])),
  ],
  [
    'an image of 100 million pixels',
    'datasets.image-large',
    () => pictures(pngFile(100_000, 1, 1, noise(100_000), [10_000, 10_000])),
  ],
  ['a cut JPEG', 'datasets.image-broken', () => pictures(Uint8Array.of(255, 216, 255, 224, 0, 16))],
  [
    'a JPEG of 65,535 × 65,535 pixels in some bytes',
    'datasets.image-broken',
    () => pictures(Uint8Array.of(255, 216, 255, 192, 0, 11, 8, 255, 255, 255, 255, 1, 1, 17, 0)),
  ],
  [
    'text that is not UTF-8',
    'datasets.csv-text',
    () => [['a.csv', Uint8Array.of(...ascii('a,label\n1'), 0xff, ...ascii(',0\n'))]],
  ],
];

const trouble = (files: Files, options?: LoadOptions): UserError => {
  try {
    loadFiles(
      files.map(([name, bytes]) => ({ name, bytes })),
      options,
    );
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('bad files give one sentence', () => {
  it.each(CASES)('%s', (_, id, files, options) => {
    const given = files();
    const before = given.map(([, bytes]) => bytes.slice());
    const error = trouble(given, options);
    expect(error.id).toBe(id);
    given.forEach(([, bytes], i) => expect(bytes).toEqual(before[i]));
    for (const language of ['en', 'zh'] as const) {
      const sentence = text(error, language);
      expect(sentence).not.toMatch(/\{\w+\}|undefined|\n/);
      expect(sentence).toMatch(/[.。]$/);
    }
  });

  it('2 GB, before anything is read', () => {
    expect(() => checkFileSize('x', 2_000_000_000)).toThrow(/2 GB/);
    expect(() => checkFileSize('x', 1_999_999_999)).not.toThrow();
    const untouchable = new Proxy(new Uint8Array(0), {
      get: (target, key) => {
        if (key === 'length' || key === 'byteLength') return 2_147_483_648;
        throw new Error(`read ${String(key)} of ${target.length}`);
      },
    });
    expect(trouble([['x', untouchable]]).id).toBe('datasets.file-too-large');
  });

  it('a shape and labels that do not fit the model', () => {
    const data = loadFiles([
      { name: 'x', bytes: pixels },
      { name: 'y', bytes: labels },
    ]);
    expect(() => fitTo(data, [1, 28, 28])).toThrow(UserError);
    expect(() => fitTo(data, [1, 2, 2], 2)).toThrow(UserError);
  });
});

describe('changed files', () => {
  const valid: Files = [
    ['idx', pixels],
    ['idx.gz', gzipSync(pixels)],
    [
      'npy',
      npyFile(
        '<f8',
        [3, 2, 2],
        Array.from({ length: 12 }, (_, i) => i / 12),
      ),
    ],
    [
      'npy',
      npyFile(
        '>i4',
        [3, 4],
        Array.from({ length: 12 }, (_, i) => i),
        true,
      ),
    ],
    ['csv', ascii('a,"b",label\n1,2.5,0\n-3e2,4,1\n')],
  ];
  const edit = fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    cut: fc.option(fc.nat(), { freq: 3 }),
  });

  const fixture = (name: string) =>
    new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url)));
  const images = zipEntries({ name: 'images.zip', bytes: fixture('images.zip') });

  it('images, archives and what is in them too', () => {
    const whole: Files = [
      ...images.map((entry): Files[number] => [`a/${entry.name}`, entry.read()]),
      ['a.npz', fixture('medmnist.npz')],
      [
        'a.zip',
        zipFile(
          [
            { name: 'a/1.png', bytes: greyPng(1) },
            { ...honest, name: 'b/a.csv' },
          ],
          true,
        ),
      ],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        ([name, bytes], edits) => {
          let changed = bytes.slice();
          for (const { at, byte, cut } of edits) {
            if (changed.length > 0) changed[at % changed.length] = byte;
            if (cut !== null) changed = changed.slice(0, cut % (changed.length + 1));
          }
          try {
            const data = loadFiles([{ name, bytes: changed }], { classNames: { source: 'f', names: ['a'] } });
            expect(data.test.x.every(Number.isFinite)).toBe(true);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 1500, seed: 2 },
    );
  });

  it('load or give a sentence, and never take more than the limit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        ([name, bytes], edits) => {
          let changed = bytes.slice();
          for (const { at, byte, cut } of edits) {
            if (changed.length > 0) changed[at % changed.length] = byte;
            if (cut !== null) changed = changed.slice(0, cut % (changed.length + 1));
          }
          const files =
            name === 'csv'
              ? [{ name, bytes: changed }]
              : [
                  { name, bytes: changed },
                  { name: 'y', bytes: labels },
                ];
          try {
            const data = loadFiles(files);
            expect(data.test.x.byteLength).toBeLessThanOrEqual(
              Math.min(DECODED_LIMIT, 4 * 1040 * (changed.length + 64)),
            );
            expect(data.test.x.every(Number.isFinite)).toBe(true);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 3000, seed: 1 },
    );
  });
});
