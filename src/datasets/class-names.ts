import { UserError } from '../messages/index.ts';
import { CLASS_LIMIT } from './limits.ts';

/** Names of classes in the order of their numbers. */
export interface ClassNames {
  /** File or source, for sentences. */
  readonly source: string;
  readonly names: readonly string[];
  /** Ids that stand for the names in folders, as ImageNet's `n01440764`; as many as names. */
  readonly ids?: readonly string[];
}

/** Longest name kept; longer ones are no names. */
export const LONGEST_NAME = 200;

/** One entry: a name, or [id, name] as ImageNet's index has it. */
function entryOf(value: unknown): { name: string; id?: string } | undefined {
  if (typeof value === 'string') return { name: value };
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [id, name] = value as unknown[];
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined;
}

/** Values of an object whose keys are 0, 1, 2 … in any order; undefined for other keys. */
function inOrder(given: object): unknown[] | undefined {
  const entries = Object.entries(given);
  const values = new Array<unknown>(entries.length);
  for (const [key, value] of entries) {
    if (!/^(0|[1-9]\d{0,5})$/.test(key) || Number(key) >= entries.length) return undefined;
    values[Number(key)] = value;
  }
  return values;
}

/** An object of names and numbers the other way round, as `class_to_idx` of torchvision. */
function turned(given: object): unknown[] | undefined {
  const entries = Object.entries(given as Record<string, unknown>);
  const values = new Array<unknown>(entries.length);
  for (const [name, index] of entries) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= entries.length)
      return undefined;
    if (values[index] !== undefined) return undefined;
    values[index] = name;
  }
  return values;
}

function listIn(text: string): unknown[] | undefined {
  if (!/^\s*[[{]/.test(text)) {
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(given)) return given;
  return typeof given === 'object' && given !== null ? (inOrder(given) ?? turned(given)) : undefined;
}

/**
 * Class names from a text: one a line, or JSON: a list, `{"0": "cat", …}`, `{"0": ["n01440764", "tench"], …}` or
 * `{"cat": 0, …}`.
 * @throws UserError when it is none of these, or a name is empty or twice there.
 */
export function parseClassNames(text: string, source: string): ClassNames {
  const list = listIn(text.replace(/^\uFEFF/, ''));
  const entries = list?.map(entryOf);
  const sound = entries?.every(
    (entry) => entry !== undefined && entry.name.trim() !== '' && entry.name.length <= LONGEST_NAME,
  );
  if (!entries || entries.length === 0 || entries.length > CLASS_LIMIT || !sound)
    throw new UserError('datasets.class-names-form', { name: source });
  const names = entries.map((entry) => entry!.name.trim());
  const ids = entries.every((entry) => entry?.id !== undefined)
    ? entries.map((entry) => entry!.id!)
    : undefined;
  // ImageNet itself has two names twice (crane, maillot): its ids tell them apart.
  const keys = ids ?? names;
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw new UserError('datasets.class-names-twice', { name: source, class: twice });
  return { source, names, ...(ids && { ids }) };
}

/**
 * Names for classes 0 … classes − 1.
 * @throws UserError when there are more or fewer.
 */
export function checkClassNames({ source, names }: ClassNames, classes: number): readonly string[] {
  if (names.length !== classes)
    throw new UserError('datasets.class-names-count', { name: source, count: names.length, classes });
  return names;
}

/**
 * The number of each class folder: its place among the names (or ids), where all folders are among them; else the folders'
 * own order, where there are as many as names.
 * @throws UserError when neither fits.
 */
export function numbersOf(folders: readonly string[], { source, names, ids }: ClassNames): number[] {
  for (const list of [ids, names]) {
    const places = new Map(list?.map((key, place) => [key, place]));
    const numbers = folders.map((folder) => places.get(folder));
    if (numbers.every((number) => number !== undefined)) return numbers;
  }
  if (folders.length === names.length) return folders.map((_, place) => place);
  const unknown = folders.find((folder) => !names.includes(folder) && !ids?.includes(folder));
  throw new UserError('datasets.class-names-folders', {
    name: source,
    count: names.length,
    folders: folders.length,
    folder: unknown ?? folders[0],
  });
}
