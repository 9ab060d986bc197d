import * as v from 'valibot';
import { UserError } from '../messages/index.ts';
import { sha256Hex } from '../numeric/hash.ts';
import { cardSchema, expandRows, type DatasetCard } from './card.ts';
import { bundledDatasets } from './names.ts';
import { csv } from './formats/csv.ts';
import { generators } from './generators.ts';
import { datasetHash, noSamples, sealed, statsOf, takeRows, type Unhashed } from './samples.ts';
import type { Dataset, Samples } from './types.ts';

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

type GeneratedCard = Extract<DatasetCard, { generator: unknown }>;

/** A generated set with its training part, or with none of its rows; a table's figures are those of all of them. */
function draw(card: GeneratedCard, withTrain: boolean): Unhashed<Dataset> {
  const { counts, generator } = card;
  const part = (name: 'train' | 'test') => {
    const source = generators[generator.name];
    if (source?.version !== generator.version) throw damaged(`${card.id}.json`);
    return source.part(generator.seed, name, counts[name]);
  };
  const base = baseOf(card);
  if (card.kind === 'image') {
    const train = withTrain ? part('train') : noSamples();
    const { range, gridStep } = card;
    return { ...base, kind: 'image', range, grid: { step: gridStep }, train, test: part('test') };
  }
  const train = part('train');
  const stats = statsOf(train, card.shape[0]);
  const { featureNames } = card;
  return {
    ...base,
    kind: 'table',
    featureNames,
    train: withTrain ? train : noSamples(),
    test: part('test'),
    stats,
  };
}

async function build(card: DatasetCard, fetchBytes: FetchBytes): Promise<Dataset> {
  if ('generator' in card) return sealed(draw(card, true));
  const base = baseOf(card);
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
 * A bundled dataset for those who look at its test part alone. The training part of a generated set, which takes
 * tens of megabytes and for images seconds, is left out, and the test part is checked against a hash of its own.
 * @throws UserError as `loadBundled` does.
 */
export async function loadBundledTest(id: string, fetchBytes: FetchBytes): Promise<Dataset> {
  const card = await loadDatasetCard(id, fetchBytes);
  if (!('generator' in card)) return loadBundled(id, fetchBytes);
  const dataset = draw(card, false);
  if (datasetHash(dataset) !== card.testSha256) throw damaged(`${id}.json`);
  return { ...dataset, sha256: card.sha256, trainLeftOut: card.counts.train };
}
