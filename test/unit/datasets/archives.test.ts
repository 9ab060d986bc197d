import { gzipSync, zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFiles } from '../../../src/datasets/load.ts';
import { zipEntries } from '../../../src/datasets/formats/zip.ts';
import { ascii, idxFile, npyFile } from '../../support/data-files.ts';
import { describeShared, sharedBytes } from '../../support/shared.ts';
import { zipFile } from '../../support/zip-files.ts';

const file = (name: string, bytes: Uint8Array) => ({ name, bytes });
const fixture = (name: string) =>
  file(name, new Uint8Array(readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url))));

describe('NPZ as NumPy writes it', () => {
  const whole = loadFiles([fixture('unnamed.npz')]);

  it('two arrays without names are told apart by their axes; channels come first', () => {
    expect([whole.kind, whole.shape, whole.classes, whole.test.count]).toEqual(['image', [3, 5, 4], 3, 7]);
    expect([...whole.test.y]).toEqual([0, 2, 1, 1, 0, 2, 2]);
  });

  it('x_train … y_test, stored, are two parts of the same rows', () => {
    const parts = loadFiles([fixture('stored.npz')]);
    expect([parts.train.count, parts.test.count]).toEqual([3, 4]);
    expect([...parts.train.x, ...parts.test.x]).toEqual([...whole.test.x]);
    expect([...parts.train.y, ...parts.test.y]).toEqual([...whole.test.y]);
    expect(parts.notes).toBeUndefined();
  });

  it('MedMNIST: labels of one column; the validation part is left out and said so', () => {
    const parts = loadFiles([fixture('medmnist.npz')]);
    expect([parts.train.count, parts.test.count]).toEqual([2, 4]);
    expect([...parts.test.y]).toEqual([1, 0, 2, 2]);
    expect(parts.notes?.map(({ id }) => id)).toEqual(['datasets.validation-left-out']);
  });

  it('one-hot rows are classes; what is neither data nor labels is named', () => {
    const set = loadFiles([fixture('one-hot.npz')]);
    expect([...set.test.y]).toEqual([...whole.test.y]);
    expect(set.notes).toEqual([
      { id: 'datasets.npz-others', values: { name: 'one-hot.npz', names: 'note' } },
    ]);
    set.test.x.forEach((value, at) => expect(value).toBeCloseTo(whole.test.x[at], 7));
  });

  it('pickled objects are refused', () => {
    expect(() => loadFiles([fixture('pickled.npz')])).toThrow(/pickled/);
  });

  it('an entry with 64-bit sizes, and a directory of 64-bit places', () => {
    expect(loadFiles([fixture('zip64.npz')]).sha256).toBe(whole.sha256);
    const x = npyFile('<f4', [2, 2], [1, 2, 3, 4]);
    const y = npyFile('<i8', [2], [1, 0]);
    const entries = [
      { name: 'x.npy', bytes: x },
      { name: 'y.npy', bytes: y, stored: true },
    ];
    const [small, large] = [zipFile(entries), zipFile(entries, true)].map((bytes) =>
      loadFiles([file('a.npz', bytes)]),
    );
    expect([...large.test.x]).toEqual([1, 2, 3, 4]);
    expect(large.sha256).toBe(small.sha256);
  });
});

describe('CIFAR records', () => {
  const record = (labels: number[], fill: number) =>
    Uint8Array.from([...labels, ...new Array<number>(3072).fill(fill)]);
  const records = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

  it('batches join into the training part, planes stay planes', () => {
    const gradient = Uint8Array.from([
      7,
      ...Array.from({ length: 3072 }, (_, i) => Math.floor(i / 1024) * 50 + (i % 32)),
    ]);
    const set = loadFiles([
      file('cifar/data_batch_2.bin', record([9], 255)),
      file('cifar/test_batch.bin', gradient),
      file('cifar/data_batch_1.bin', records(record([1], 0), record([2], 51))),
      file('cifar/readme.html', ascii('<html>, words')),
    ]);
    expect([set.train.count, set.test.count, set.shape, set.classes]).toEqual([3, 1, [3, 32, 32], 10]);
    expect([...set.train.y]).toEqual([9, 1, 2]);
    expect([set.test.x[1024 + 33], set.test.x[2048]]).toEqual([
      Math.fround(51 / 255),
      Math.fround(100 / 255),
    ]);
  });

  it('CIFAR-100 has a coarse label first; the class is the second', () => {
    const set = loadFiles([file('test.bin', gzipSync(records(record([19, 99], 3), record([0, 21], 4))))]);
    expect([...set.test.y]).toEqual([99, 21]);
  });

  it('takes no other format: IDX and CSV of the same size', () => {
    const padded = idxFile([3073 * 2 - 12, 1], new Uint8Array(3073 * 2 - 12));
    expect(padded.length).toBe(3073 * 2);
    expect(() => loadFiles([file('x', padded)])).toThrow(/labels/);
    const rows = `a,b,label\n${'1.25,0,1\n'.repeat(339)}1.2500,0,01\n`;
    const table = loadFiles([file('x.csv', ascii(rows))]);
    expect([rows.length, table.kind]).toEqual([3073, 'table']);
  });
});

describeShared('real records', (folder) => {
  it.each([
    ['cifar10', ['train-2000.bin', 'test-2000.bin'], [2000, 2000], 10],
    ['gtsrb', ['test-2000.bin'], [0, 2000], 43],
  ] as const)('%s', (set, names, counts, classes) => {
    const files = names.map((name) => file(name, sharedBytes(folder, `datasets/extra/${set}/${name}`)));
    const data = loadFiles(files);
    expect([data.train.count, data.test.count]).toEqual(counts);
    expect([data.shape, data.classes]).toEqual([[3, 32, 32], classes]);
    const last = files[files.length - 1].bytes;
    expect(data.test.y[1999]).toBe(last[1999 * 3073]);
    expect(data.test.x[2000 * 3072 - 1]).toBe(Math.fround(last[last.length - 1] / 255));
  });
});

describe('zip archives', () => {
  const rows = ascii('a,b,label\n1,2,0\n3,4,1\n');

  it('a zip is a folder in a file; leftovers of systems and words about the data are passed over', () => {
    const zip = zipSync({
      'set/data.csv': rows,
      'set/.DS_Store': Uint8Array.of(0, 1),
      '__MACOSX/set/._data.csv': Uint8Array.of(0, 5, 22, 7),
      'set/Thumbs.db': Uint8Array.of(208, 207),
      'set/README.md': ascii('# words'),
    });
    const plain = loadFiles([file('data.csv', rows)]);
    expect(loadFiles([file('set.zip', zip)]).sha256).toBe(plain.sha256);
  });

  it('zips called train and test are parts', () => {
    const set = loadFiles([
      file('train.zip', zipSync({ 'rows.csv': rows })),
      file('test.zip', zipSync({ 'rows.csv': rows })),
    ]);
    expect([set.train.count, set.test.count]).toEqual([2, 2]);
  });

  it('names without the flag of UTF-8 are read as UTF-8 or GB 18030', () => {
    const named = (name: Uint8Array, flags: number) =>
      zipEntries(file('a.zip', zipFile([{ name, bytes: rows, flags }])))[0].name;
    expect(named(ascii('猫/1.csv'), 0)).toBe('猫/1.csv');
    expect(named(Uint8Array.of(0xc3, 0xa8, 0x2f, 0x31), 0x800)).toBe('è/1');
    expect(named(Uint8Array.of(0xc3, 0xa8, 0xb9, 0xb7, 0x2f, 0x31), 0)).toBe('猫狗/1');
  });
});
