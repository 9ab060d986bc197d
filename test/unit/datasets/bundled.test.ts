import { describe, expect, it } from 'vitest';
import { expandRows } from '../../../src/datasets/card.ts';
import { bundledDatasets, loadBundled, loadDatasetCard } from '../../../src/datasets/bundled.ts';
import { stratifiedSplit } from '../../../src/datasets/split.ts';
import { UserError } from '../../../src/messages/index.ts';
import { fetchPublic } from '../../support/public-files.ts';

const counts = (labels: Int32Array, classes: number) =>
  Array.from({ length: classes }, (_, c) => labels.reduce((n, label) => n + (label === c ? 1 : 0), 0));

describe('bundled datasets', () => {
  it('digits: figures of the source, split in file order', async () => {
    const data = await loadBundled('digits', fetchPublic);
    if (data.kind !== 'image') throw new Error('digits are images');
    expect([data.shape, data.classes, data.range, data.grid]).toEqual([
      [1, 8, 8],
      10,
      [0, 1],
      { step: 1 / 16 },
    ]);
    expect([data.train.count, data.test.count]).toEqual([1297, 500]);
    const both = counts(data.train.y, 10).map((n, c) => n + counts(data.test.y, 10)[c]);
    expect(both).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    const sum = [data.train, data.test].reduce(
      (total, part) => part.x.reduce((a, b) => a + b * 16, total),
      0,
    );
    expect(sum).toBe(561718);
  });

  it('breast-cancer: stratified 400 and 169, statistics of the training part', async () => {
    const data = await loadBundled('breast-cancer', fetchPublic);
    if (data.kind !== 'table') throw new Error('breast-cancer is a table');
    expect([data.train.count, data.test.count, data.classes, data.shape]).toEqual([400, 169, 2, [30]]);
    expect(counts(data.train.y, 2)).toEqual([149, 251]);
    expect(counts(data.test.y, 2)).toEqual([63, 106]);
    const radius = Array.from({ length: 400 }, (_, i) => data.train.x[i * 30]);
    const mean = radius.reduce((a, b) => a + b) / 400;
    expect(data.stats.mean[0]).toBeCloseTo(mean, 10);
    expect(data.stats.std[0]).toBeCloseTo(
      Math.sqrt(radius.reduce((a, b) => a + (b - mean) ** 2, 0) / 400),
      10,
    );
    expect([data.stats.min[0], data.stats.max[0]]).toEqual([Math.min(...radius), Math.max(...radius)]);
  });

  it('breast-cancer: the rows of the card are the seeded split, each row in one part', async () => {
    const card = await loadDatasetCard('breast-cancer', fetchPublic);
    if (card.form !== 'table-file') throw new Error('a table');
    const text = new TextDecoder().decode(await fetchPublic('datasets/breast-cancer.csv'));
    const labels = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
    const split = stratifiedSplit(labels, 2, 400, 1);
    expect(expandRows(card.rows.train)).toEqual(split.train);
    expect(expandRows(card.rows.test)).toEqual(split.test);
    expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
  });

  it.each(bundledDatasets)(
    '%s: its card names source, licence, shape and classes in both languages',
    async (id) => {
      const card = await loadDatasetCard(id, fetchPublic);
      expect(card.id).toBe(id);
      expect(card.classNames.en.length).toBe(card.classes);
      expect(card.classNames.zh.length).toBe(card.classes);
      for (const text of [card.source, card.licence, card.split, card.title.zh, card.description.en]) {
        expect(text.length).toBeGreaterThan(3);
      }
    },
  );

  it('an unknown id and a changed file are refused', async () => {
    await expect(loadBundled('mnist', fetchPublic)).rejects.toThrow(
      /digits, breast-cancer, signs, purchases/,
    );
    const changed = async (path: string) => {
      const bytes = await fetchPublic(path);
      if (path.endsWith('.csv')) bytes[bytes.length - 5] ^= 1;
      return bytes;
    };
    await expect(loadBundled('digits', changed)).rejects.toBeInstanceOf(UserError);
    await expect(loadBundled('digits', changed)).rejects.toMatchObject({ id: 'datasets.bundled-damaged' });
    const wrongHash = async (path: string) => {
      const bytes = await fetchPublic(path);
      if (!path.endsWith('.json')) return bytes;
      const card = JSON.parse(new TextDecoder().decode(bytes)) as { rows: { train: [number, number][] } };
      card.rows.train = [[0, 1295]];
      return new TextEncoder().encode(JSON.stringify(card));
    };
    await expect(loadBundled('digits', wrongHash)).rejects.toMatchObject({ id: 'datasets.bundled-damaged' });
  });
});
