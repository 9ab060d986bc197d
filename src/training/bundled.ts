import type { FetchBytes } from '../datasets/bundled.ts';
import { UserError } from '../messages/index.ts';
import { sha256Hex } from '../numeric/hash.ts';
import type { ModelCard, TargetSummary } from './card.ts';

export interface BundledTarget {
  readonly card: ModelCard;
  /** The ONNX file; its hash, like the card's, was checked against the list. */
  readonly bytes: Uint8Array;
}

/** Where models lie: those on offer everywhere, and those that lessons alone speak of. */
const folders = ['models', 'lessons'] as const;

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('training.broken-file', { file: path }, { cause });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The bundled models of a folder in the order in which they are listed; by default those on offer. */
export async function listTargets(
  fetchBytes: FetchBytes,
  folder: (typeof folders)[number] = 'models',
): Promise<readonly TargetSummary[]> {
  const path = `${folder}/index.json`;
  const index = parseJson(await fetchBytes(path), path);
  if (!isObject(index) || !Array.isArray(index.targets))
    throw new UserError('training.broken-file', { file: path });
  return index.targets;
}

async function find(id: string, fetchBytes: FetchBytes) {
  const known: string[] = [];
  for (const folder of folders) {
    const targets = await listTargets(fetchBytes, folder);
    const summary = targets.find((target) => target.id === id);
    if (summary) return { folder, summary };
    if (folder === 'models') known.push(...targets.map((target) => target.id));
  }
  throw new UserError('training.no-target', { id, known: known.join(', ') });
}

/**
 * A bundled model with its card; lessons' own models are found too.
 * @throws UserError when there is none of that id or its file is not the one of the card.
 */
export async function loadTarget(id: string, fetchBytes: FetchBytes): Promise<BundledTarget> {
  const { folder, summary } = await find(id, fetchBytes);
  const checked = async (file: string, hash: string) => {
    const bytes = await fetchBytes(`${folder}/${file}`);
    if (sha256Hex(bytes) !== hash) throw new UserError('training.broken-file', { file: `${folder}/${file}` });
    return bytes;
  };
  const name = `${id}.card.json`;
  const card = parseJson(await checked(name, summary.cardSha256), name) as ModelCard;
  const bytes = await checked(`${id}.onnx`, summary.sha256);
  return { card, bytes };
}
