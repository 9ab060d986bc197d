import type { FetchBytes } from '../datasets/bundled.ts';
import { UserError } from '../messages/index.ts';
import { sha256Hex } from '../numeric/hash.ts';
import type { ModelCard, TargetSummary } from './card.ts';

export interface BundledTarget {
  readonly card: ModelCard;
  /** The ONNX file; its hash, like the card's, was checked against the list. */
  readonly bytes: Uint8Array;
}

const folder = 'models';

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('training.broken-file', { file: path }, { cause });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The bundled models in the order in which they are listed. */
export async function listTargets(fetchBytes: FetchBytes): Promise<readonly TargetSummary[]> {
  const path = `${folder}/index.json`;
  const index = parseJson(await fetchBytes(path), path);
  if (!isObject(index) || !Array.isArray(index.targets))
    throw new UserError('training.broken-file', { file: path });
  return index.targets;
}

/** A bundled model with its card. @throws UserError when there is none of that id or its file is not the one of the card. */
export async function loadTarget(id: string, fetchBytes: FetchBytes): Promise<BundledTarget> {
  const known = await listTargets(fetchBytes);
  const summary = known.find((target) => target.id === id);
  if (!summary)
    throw new UserError('training.no-target', { id, known: known.map((target) => target.id).join(', ') });
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
