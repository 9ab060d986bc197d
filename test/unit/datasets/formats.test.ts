import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fitTo } from '../../../src/datasets/fit.ts';
import { loadFiles, parseStandardise } from '../../../src/datasets/load.ts';
import type { Dataset } from '../../../src/datasets/types.ts';
import { ascii, idxFile, npyFile } from '../../support/data-files.ts';
import { fetchPublic } from '../../support/public-files.ts';
import { describeShared, sharedBytes } from '../../support/shared.ts';

const file = (name: string, bytes: Uint8Array) => ({ name, bytes });
const image = (data: Dataset) => {
  if (data.kind !== 'image') throw new Error('not images');
  return data;
};
const table = (data: Dataset) => {
  if (data.kind !== 'table') throw new Error('not a table');
  return data;
};
const f32 = (values: number[]) => values.map(Math.fround);

describe('IDX', () => {
  const pixels = idxFile([2, 2, 3], [0, 51, 102, 153, 204, 255, 255, 0, 0, 0, 0, 1]);
  const labels = idxFile([2], [1, 0]);

  it('pixels become value / 255 in [1, H, W]; files in any order, by content, compressed or not', () => {
    const plain = image(loadFiles([file('a', pixels), file('b', labels)]));
    expect([plain.shape, plain.classes, plain.range, plain.grid]).toEqual([
      [1, 2, 3],
      2,
      [0, 1],
      { step: 1 / 255 },
    ]);
    expect([...plain.test.x.slice(0, 6)]).toEqual(f32([0, 0.2, 0.4, 0.6, 0.8, 1]));
    expect([...plain.test.y]).toEqual([1, 0]);
    expect([plain.train.count, plain.test.count]).toEqual([0, 2]);
    const other = loadFiles([file('x.csv', gzipSync(labels)), file('y.npy', gzipSync(pixels))]);
    expect(other.sha256).toBe(plain.sha256);
    expect(other.test).toEqual(plain.test);
  });

  it('scale takes the place of 255; a sample of 4 axes keeps its channels', () => {
    const digits = image(
      loadFiles([file('a', idxFile([1, 3, 1, 2], [0, 16, 8, 4, 2, 1])), file('b', idxFile([1], [3]))], {
        scale: 16,
      }),
    );
    expect([digits.shape, digits.grid, digits.classes]).toEqual([[3, 1, 2], { step: 1 / 16 }, 4]);
    expect([...digits.test.x]).toEqual([0, 1, 0.5, 0.25, 0.125, 0.0625]);
  });

  it('names that tell both parts make a training part', () => {
    const set = loadFiles([
      file('t10k-images-idx3-ubyte', pixels),
      file('train-images-idx3-ubyte', idxFile([1, 2, 3], [1, 1, 1, 1, 1, 1])),
      file('train-labels-idx1-ubyte', idxFile([1], [0])),
      file('t10k-labels-idx1-ubyte', labels),
    ]);
    expect([set.train.count, set.test.count]).toEqual([1, 2]);
  });

  it.each([
    [0x09, [255, 1], [-1, 1]],
    [0x0d, [0x3f, 0x80, 0, 0, 0xbf, 0, 0, 0], [1, -0.5]],
  ])('type %s', (type, bytes, values) => {
    const data = loadFiles([file('a', idxFile([1, 2], bytes, type)), file('b', idxFile([1], [0]))]);
    expect([...table(data).test.x]).toEqual(values);
  });
});

describe('NPY', () => {
  const labels = file('y.npy', npyFile('<i8', [2], [0, 2]));

  it.each(['|b1', '|i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8', '<f4', '>f4', '<f8', '>f8'])(
    '%s',
    (descr) => {
      const data = image(loadFiles([file('x', npyFile(descr, [2, 3], [0, 1, 1, 1, 0, 1])), labels]));
      expect([...data.test.x]).toEqual([0, 1, 1, 1, 0, 1]);
      expect([...data.test.y]).toEqual([0, 2]);
      expect(data.classes).toBe(3);
    },
  );

  it('flat rows within [0, 1] are pictures in input units, whatever their length; others are tables', () => {
    const rows = (values: readonly number[]) =>
      loadFiles([file('x', npyFile('<f4', [2, 6], values)), labels]);
    const within = Array.from({ length: 12 }, (_, i) => i / 11);
    const flat = image(rows(within));
    expect(flat).toMatchObject({ shape: [6], range: [0, 1] });
    const shaped = image(loadFiles([file('x', npyFile('<f4', [2, 1, 2, 3], within)), labels]));
    expect(fitTo(flat, [1, 2, 3])).toMatchObject({ kind: 'image', shape: shaped.shape, test: shaped.test });
    expect(table(rows(within.map((v) => 1.5 * v))).shape).toEqual([6]);
  });

  it('flat bytes are pixels also where their count is no square', () => {
    const bytes = Array.from({ length: 12 }, (_, i) => 20 * i);
    const data = image(loadFiles([file('x', npyFile('|u1', [2, 6], bytes)), labels]));
    expect([...data.test.x]).toEqual(bytes.map((v) => Math.fround(v / 255)));
    expect(data.grid).toEqual({ step: 1 / 255 });
  });

  it('whole classes kept as floats are labels; others are named', () => {
    const x = file('x', npyFile('<f4', [2, 6], new Array<number>(12).fill(0.5)));
    expect([...loadFiles([x, file('y', npyFile('<f4', [2], [1, 0]))]).test.y]).toEqual([1, 0]);
    expect(() => loadFiles([x, file('y', npyFile('<f4', [2], [0.5, 1]))])).toThrow(/0\.5/);
  });

  it('column-major order', () => {
    const c = loadFiles([
      file(
        'x',
        npyFile(
          '<f4',
          [2, 1, 2, 3],
          [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((v) => v / 11),
        ),
      ),
      labels,
    ]);
    const order = [0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11];
    const f = loadFiles([
      file(
        'x',
        npyFile(
          '<f4',
          [2, 1, 2, 3],
          order.map((v) => v / 11),
          true,
        ),
      ),
      labels,
    ]);
    expect(f.sha256).toBe(c.sha256);
  });

  it('bytes with the channels last become [C, H, W]', () => {
    const values = Array.from({ length: 2 * 5 * 6 * 3 }, (_, i) => i % 251);
    const data = image(loadFiles([file('x', npyFile('|u1', [2, 5, 6, 3], values)), labels]));
    expect(data.shape).toEqual([3, 5, 6]);
    expect(data.test.x[90 + 30 + 7]).toBe(Math.fround(values[90 + 3 * 7 + 1] / 255));
  });

  it('floats are taken as they are; labels may be a column', () => {
    const data = image(
      loadFiles([
        file('x', npyFile('<f8', [2, 1, 2], [0, 0.1, 0.9, 1])),
        file('y', npyFile('<i4', [2, 1], [1, 0])),
      ]),
    );
    expect([data.shape, data.grid]).toEqual([[1, 1, 2], undefined]);
    expect([...data.test.x]).toEqual(f32([0, 0.1, 0.9, 1]));
  });
});

describe('CSV', () => {
  it('columns as they are, label anywhere, statistics over the rows', () => {
    const data = table(loadFiles([file('a.csv', ascii('a,label,b\n1,0,-2.5\n3,1,1e3\n'))]));
    expect([data.shape, data.featureNames, data.classes]).toEqual([[2], ['a', 'b'], 2]);
    expect([...data.test.x]).toEqual([1, -2.5, 3, 1000]);
    expect([...data.test.y]).toEqual([0, 1]);
    expect([[...data.stats.mean], [...data.stats.std], [...data.stats.min]]).toEqual([
      [2, 498.75],
      [1, 501.25],
      [1, -2.5],
    ]);
  });

  it.each([
    ['quotes and line ends of Windows', '"a","b ""x""",label\r\n"1",2,0\r\n3,4,1\r\n'],
    ['semicolons, mark, no line end at the end', '\ufeffa;b;label\n1;2;0\n3;4;1'],
    ['tabs, blank last lines', 'a\tb\tlabel\n1\t2\t0\n3\t4\t1\n\n\n'],
  ])('%s', (_, text) => {
    expect([...loadFiles([file('a', ascii(text))]).test.x]).toEqual([1, 2, 3, 4]);
  });

  it('another label column; train and test files', () => {
    const rows = 'x,class\n1,0\n2,1\n';
    const options = { labelColumn: 'class' };
    expect([...loadFiles([file('a', ascii(rows))], options).test.y]).toEqual([0, 1]);
    const both = loadFiles(
      [file('my-train.csv', ascii(rows)), file('my-test.csv', ascii('x,class\n5,1\n'))],
      options,
    );
    expect([both.train.count, both.test.count]).toEqual([2, 1]);
    expect([...table(both).stats.max]).toEqual([2]);
  });

  it('whole numbers on a scale are the pixels of a picture', async () => {
    const bytes = await fetchPublic('datasets/digits.csv');
    const data = image(loadFiles([file('uci-digits.csv', bytes)], { scale: 16 }));
    expect([data.shape, data.range, data.grid, data.test.count]).toEqual([
      [1, 8, 8],
      [0, 1],
      { step: 1 / 16 },
      1797,
    ]);
    expect(fitTo(data, [null, 64].slice(1), 10).shape).toEqual([64]);
  });

  it('stats.json standardises columns', () => {
    const given = parseStandardise('{"mean": [1, 2], "std": [2, 4]}');
    const data = table(loadFiles([file('a', ascii('a,b,label\n1,2,0\n3,10,1\n'))], { standardise: given }));
    expect([...data.test.x]).toEqual([0, 0, 1, 2]);
    expect([[...data.stats.std], [...data.stats.max]]).toEqual([
      [1, 1],
      [1, 2],
    ]);
    for (const text of [
      '',
      '[]',
      '{"mean":[0],"std":[0]}',
      '{"mean":[0,1],"std":[1]}',
      '{"mean":["a"],"std":[1]}',
    ]) {
      expect(() => parseStandardise(text)).toThrow(/mean/);
    }
  });
});

describe('fitting to a model', () => {
  const square = loadFiles([
    file('x', npyFile('|u1', [1, 2, 2], [0, 1, 2, 3])),
    file('y', npyFile('<i8', [1], [0])),
  ]);

  it.each([[[4]], [[2, 2]], [[1, 2, 2]], [[1, null, 2]], [[null]], [[2, 2, 1]]])(
    '[1, 2, 2] fits %j',
    (declared) => {
      const fitted = fitTo(square, declared, 3);
      expect(fitted.shape).toEqual(
        declared.map((axis, i) => axis ?? (declared.length === 1 ? 4 : [1, 2, 2][i])),
      );
      expect([fitted.classes, fitted.sha256]).toEqual([3, square.sha256]);
      expect(fitted.test.x).toEqual(square.test.x);
    },
  );

  it('channels go last where the model has them last', () => {
    const rgb = loadFiles([
      file(
        'x',
        npyFile(
          '<f4',
          [1, 3, 5, 5],
          Array.from({ length: 75 }, (_, i) => i / 75),
        ),
      ),
      file('y', npyFile('<i8', [1], [0])),
    ]);
    const fitted = fitTo(rgb, [5, 5, 3]);
    expect([...fitted.test.x.slice(0, 3)]).toEqual(f32([0, 25 / 75, 50 / 75]));
  });

  it('columns become a picture where the model takes one', () => {
    const rows = (values: string) => loadFiles([file('a', ascii(`a,b,c,d,e,f,label\n${values},0\n`))]);
    expect(image(fitTo(rows('0,1,0.5,0,1,0'), [1, 2, 3])).shape).toEqual([1, 2, 3]);
    expect(() => fitTo(rows('0,1,0.5,0,2,0'), [1, 2, 3])).toThrow(/range/);
    expect(fitTo(rows('9,1,2,0,1,0'), [6]).kind).toBe('table');
  });

  it('what does not fit is refused', () => {
    expect(() => fitTo(square, [5])).toThrow(/\[1, 2, 2\].*\[5\]/);
    expect(() => fitTo(square, [1, 4, 1, 1, 2])).toThrow(/shape/);
    expect(() => fitTo({ ...square, classes: 5 }, [4], 4)).toThrow(/label 4/);
  });
});

describeShared('real data', (shared) => {
  const read = (path: string) => file(path, sharedBytes(shared, `datasets/${path}`));
  const meanPixel = (x: Float32Array) => (x.reduce((sum, value) => sum + value, 0) / x.length) * 255;

  it('MNIST: both parts', () => {
    const data = image(
      loadFiles(
        ['train-images-idx3', 't10k-images-idx3', 'train-labels-idx1', 't10k-labels-idx1'].map((name) =>
          read(`mnist/${name}-ubyte.gz`),
        ),
      ),
    );
    expect([data.shape, data.classes, data.train.count, data.test.count]).toEqual([
      [1, 28, 28],
      10,
      60000,
      10000,
    ]);
    expect([...data.train.y.slice(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...data.test.y.slice(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(meanPixel(data.train.x)).toBeCloseTo(33.3184, 3);
    expect(meanPixel(data.test.x)).toBeCloseTo(33.7912, 3);
  }, 120_000);

  it('Fashion-MNIST: two files are all test', () => {
    const data = loadFiles([
      read('extra/fashion-mnist/t10k-labels-idx1-ubyte.gz'),
      read('extra/fashion-mnist/t10k-images-idx3-ubyte.gz'),
    ]);
    expect([data.train.count, data.test.count, data.classes]).toEqual([0, 10000, 10]);
  }, 60_000);

  it('wine and iris', () => {
    const counts = (data: Dataset) => [0, 1, 2].map((c) => data.test.y.filter((label) => label === c).length);
    expect(counts(loadFiles([read('wine.csv')]))).toEqual([59, 71, 48]);
    expect(counts(loadFiles([read('iris.csv')]))).toEqual([50, 50, 50]);
  });
});
