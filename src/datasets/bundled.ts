import * as v from 'valibot';
import { UserError } from '../messages/index.ts';
import { sha256Hex } from '../numeric/hash.ts';
import { cardSchema, expandRows, type DatasetCard } from './card.ts';
import { bundledDatasets } from './names.ts';
import { csv } from './formats/csv.ts';
import { datasetHash, noSamples, sealed, statsOf, takeRows, type Unhashed } from './samples.ts';
import { generateSignPart } from './signs/index.ts';
import type { Dataset, ImageDataset, Samples } from './types.ts';

export type { DatasetCard } from './card.ts';

export { bundledDatasets };

/** Bytes of a file by its path in `public`, e.g. `datasets/digits.csv`. */
export type FetchBytes = (path: string) => Promise<Uint8Array>;

const damaged = (name: string, cause?: unknown) =>
  new UserError('datasets.bundled-damaged', { name }, { cause });

/**
 * The card of a bundled set.
 * @throws UserError when there is no such set, or its card is damaged.
 */
export async function loadDatasetCard(id: string, fetchBytes: FetchBytes): Promise<DatasetCard> {
  if (!(bundledDatasets as readonly string[]).includes(id)) {
    throw new UserError('datasets.unknown-bundled', { id, ids: bundledDatasets.join(', ') });
  }
  const name = `${id}.json`;
  const bytes = await fetchBytes(`datasets/${name}`);
  try {
    return v.parse(cardSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw damaged(name, cause);
  }
}

type FileCard = Extract<DatasetCard, { file: string }>;

/** Both parts of a bundled CSV file and the names of its columns. */
async function readParts(card: FileCard, fetchBytes: FetchBytes) {
  const bytes = await fetchBytes(`datasets/${card.file}`);
  if (sha256Hex(bytes) !== card.fileSha256) throw damaged(card.file);
  const table = csv.read({ name: card.file, bytes }, {});
  if (table.type !== 'table') throw damaged(card.file);
  const all: Samples = { x: table.values, y: Int32Array.from(table.labels), count: table.count };
  const part = (name: 'train' | 'test') => takeRows(all, table.columns.length, expandRows(card.rows[name]));
  return { train: part('train'), test: part('test'), columns: table.columns };
}

const scaled = (part: Samples, scale: number): Samples => ({
  ...part,
  x: part.x.map((value) => value / scale),
});

const baseOf = ({ id, shape, classes, classNames }: DatasetCard) => ({
  id,
  shape,
  classes,
  classNames: classNames.en,
});

type GeneratedCard = Extract<DatasetCard, { form: 'generated' }>;

/** A generated set with the training part, or with none of its rows. */
function draw(card: GeneratedCard, trainRows: number): Unhashed<ImageDataset> {
  const { range, gridStep, counts, generator } = card;
  const train = trainRows ? generateSignPart(generator.seed, 'train', trainRows) : noSamples();
  const test = generateSignPart(generator.seed, 'test', counts.test);
  return { ...baseOf(card), kind: 'image', range, grid: { step: gridStep }, train, test };
}

async function build(card: DatasetCard, fetchBytes: FetchBytes): Promise<Dataset> {
  const base = baseOf(card);
  if (card.form === 'generated') return sealed(draw(card, card.counts.train));
  const { train, test, columns } = await readParts(card, fetchBytes);
  if (card.form === 'table-file') {
    return sealed({
      ...base,
      kind: 'table',
      featureNames: columns,
      train,
      test,
      stats: statsOf(train, columns.length),
    });
  }
  return sealed({
    ...base,
    kind: 'image',
    range: card.range,
    grid: { step: card.gridStep },
    train: scaled(train, card.scale),
    test: scaled(test, card.scale),
  });
}

/**
 * A bundled dataset, checked against the hash on its card.
 * @throws UserError when there is no such set or a bundled file is not the one its card speaks of.
 */
export async function loadBundled(id: string, fetchBytes: FetchBytes): Promise<Dataset> {
  const card = await loadDatasetCard(id, fetchBytes);
  const dataset = await build(card, fetchBytes);
  if (dataset.sha256 !== card.sha256) throw damaged(`${id}.json`);
  return dataset;
}

/**
 * A bundled dataset for those who look at its test part alone. Where drawing the training part takes seconds and tens of
 * megabytes it is left out, and the test part is checked against a hash of its own.
 * @throws UserError as `loadBundled` does.
 */
export async function loadBundledTest(id: string, fetchBytes: FetchBytes): Promise<Dataset> {
  const card = await loadDatasetCard(id, fetchBytes);
  if (card.form !== 'generated') return loadBundled(id, fetchBytes);
  const dataset = draw(card, 0);
  if (datasetHash(dataset) !== card.testSha256) throw damaged(`${id}.json`);
  return { ...dataset, sha256: card.sha256, trainLeftOut: card.counts.train };
}
