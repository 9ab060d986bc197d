import { UserError, type Message } from '../../messages/index.ts';
import { pairUp } from '../contract.ts';
import { npy } from './npy.ts';
import { shown } from './shown.ts';
import type { DecodedArray, DecodedPair, DecodedSet, Format, SourceFile } from './types.ts';
import { isZip, zipEntries, type ZipEntry } from './zip.ts';

/**
 * NPZ (numpy.savez, numpy.savez_compressed): a zip of NPY files. Arrays are told apart by their names: `x` and `y`, `images` and
 * `labels` and the like, alone or with the part before or behind (`x_test`, `test_images`). Two arrays without names of
 * their own (`arr_0`, `arr_1`) are told apart by their axes. Pickled objects are never read.
 */

const DATA = new Set([
  'x',
  'data',
  'image',
  'images',
  'img',
  'imgs',
  'input',
  'inputs',
  'feature',
  'features',
]);
const LABELS = new Set(['y', 'label', 'labels', 'target', 'targets', 'class', 'classes']);
const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
};

type Part = 'train' | 'test' | 'validation' | 'unnamed';
type Role = 'data' | 'labels';

const keyOf = ({ name }: ZipEntry): string => name.replace(/\.npy$/, '');

/** What an array is for, by its name; undefined where the name says nothing. */
function meaningOf(key: string): { part: Part; role: Role } | undefined {
  const words = key.toLowerCase().split(/[_\-. ]+/);
  const [kind, part] =
    words.length === 1 ? [words[0]] : words[0] in PARTS ? [words[1], words[0]] : [words[0], words[1]];
  const role = DATA.has(kind) ? 'data' : LABELS.has(kind) ? 'labels' : undefined;
  if (!role || words.length > 2 || (part !== undefined && !(part in PARTS))) return undefined;
  return { part: part === undefined ? 'unnamed' : PARTS[part], role };
}

/** Rows with a single 1 are classes too (one-hot); labels of one column lose it. */
function asLabels(labels: DecodedArray): DecodedArray {
  const [count, classes] = labels.shape;
  if (labels.shape.length === 1) return labels;
  if (labels.shape.length === 2 && classes === 1) return { ...labels, shape: [count] };
  const refused = new UserError('datasets.labels-axes', {
    name: labels.name,
    shape: `[${labels.shape.join(', ')}]`,
  });
  if (labels.shape.length !== 2) throw refused;
  const values = new Float64Array(count).fill(-1);
  labels.values.forEach((value: number, at: number) => {
    if (value === 0) return;
    const row = Math.floor(at / classes);
    if (value !== 1 || values[row] >= 0) throw refused;
    values[row] = at % classes;
  });
  if (values.includes(-1)) throw refused;
  return { ...labels, shape: [count], dtype: 'integer', values };
}

type Found = Partial<Record<Part, Partial<Record<Role, ZipEntry>>>>;

const names = (file: SourceFile, entries: readonly ZipEntry[]): UserError =>
  new UserError('datasets.npz-names', {
    name: file.name,
    names: shown(entries.map(keyOf).join(', ')),
  });

/** Each array by part and role, and the names of those that are for something else. */
function find(file: SourceFile, entries: readonly ZipEntry[]): { found: Found; others: string[] } {
  const found: Found = {};
  const others: string[] = [];
  for (const entry of entries) {
    const meaning = meaningOf(keyOf(entry));
    if (!meaning) {
      others.push(shown(keyOf(entry)));
      continue;
    }
    const part = (found[meaning.part] ??= {});
    if (part[meaning.role]) throw names(file, entries);
    part[meaning.role] = entry;
  }
  return { found, others };
}

function read(file: SourceFile): DecodedSet {
  const { name } = file;
  const entries = zipEntries(file);
  const decode = (entry: ZipEntry) =>
    npy.read({ name: `${name}: ${shown(keyOf(entry))}`, bytes: entry.read() }, {}) as DecodedArray;
  const { found, others } = find(file, entries);
  if (entries.length === 2 && others.length === 2) {
    const { data, labels } = pairUp(entries.map(decode));
    return { type: 'set', name, parts: { unnamed: { data, labels: asLabels(labels) } }, notes: [] };
  }
  const pair = (part: Part): DecodedPair | undefined => {
    const { data, labels } = found[part] ?? {};
    if (!data && !labels) return undefined;
    if (!data || !labels) throw names(file, entries);
    return { data: decode(data), labels: asLabels(decode(labels)) };
  };
  const notes: Message[] = [];
  if (others.length > 0)
    notes.push({ id: 'datasets.npz-others', values: { name, names: others.join(', ') } });
  if (found.unnamed && Object.keys(found).length > 1) throw names(file, entries);
  const test = pair('test') ?? pair('validation');
  if (found.test && found.validation) notes.push({ id: 'datasets.validation-left-out', values: { name } });
  const parts = { train: pair('train'), test, unnamed: pair('unnamed') };
  if (!parts.train && !parts.test && !parts.unnamed) throw names(file, entries);
  return { type: 'set', name, parts, notes };
}

export const npz: Format = {
  id: 'NPZ',

  matches(bytes) {
    if (!isZip(bytes)) return false;
    // The first entry's name, behind the first local header; a zip of anything else is a folder in a file.
    const length = bytes[26] + 256 * bytes[27];
    const first = new TextDecoder('latin1').decode(bytes.subarray(30, 30 + length));
    return /^[^/]+\.npy$/.test(first);
  },

  read,
};
