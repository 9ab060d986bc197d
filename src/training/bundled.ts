import type { FetchBytes } from '../datasets/bundled.ts';
import { UserError } from '../messages/index.ts';
import { sha256Hex } from '../numeric/hash.ts';
import type { ModelCard, TargetSummary } from './card.ts';

export interface BundledTarget {
  readonly card: ModelCard;
  /** The ONNX file, its hash checked against the card. */
  readonly bytes: Uint8Array;
}

const folder = 'models';

async function readJson(fetchBytes: FetchBytes, path: string): Promise<unknown> {
  const bytes = await fetchBytes(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new UserError('training.broken-file', { file: path }, { cause });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The bundled models in the order in which they are listed. */
export async function listTargets(fetchBytes: FetchBytes): Promise<readonly TargetSummary[]> {
  const path = `${folder}/index.json`;
  const index = await readJson(fetchBytes, path);
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
  const card = (await readJson(fetchBytes, `${folder}/${id}.card.json`)) as ModelCard;
  const path = `${folder}/${id}.onnx`;
  const bytes = await fetchBytes(path);
  const hash = sha256Hex(bytes);
  if (card.sha256 !== hash || summary.sha256 !== hash)
    throw new UserError('training.broken-file', { file: path });
  return { card, bytes };
}
