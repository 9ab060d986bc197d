import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'onnxruntime-web/wasm';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { sha256Hex } from '../../src/numeric/hash.ts';
import type { ModelCard, TargetSummary } from '../../src/training/card.ts';
import { summaryOf } from '../../src/training/card.ts';
import type { Definition } from './definitions.ts';
import { definitions } from './definitions.ts';
import type { Workshop } from './make.ts';
import { makeModel } from './make.ts';

/** Readable JSON: lists of numbers on one line. */
function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const numbers = /\[\n\s+([-+.\de,\s]+?)\n\s*\]/g;
  return `${text.replace(numbers, (_, list: string) => `[${list.split(/,\s+/).join(', ')}]`)}\n`;
}

/** Reads from `root`/public, on one WASM thread: what decides the bytes of a model is the same everywhere. */
export function workshop(root: string, say: (line: string) => void): Workshop {
  const fetchBytes = async (path: string) => new Uint8Array(await readFile(join(root, 'public', path)));
  return {
    runtime: createWasmRuntime({ numThreads: 1 }),
    onnxruntime: env.versions.web ?? 'unknown',
    dataset: (id) => loadBundled(id, fetchBytes),
    card: async (id) =>
      JSON.parse(new TextDecoder().decode(await fetchBytes(`models/${id}.card.json`))) as ModelCard,
    say,
  };
}

function chosen(ids: readonly string[]): readonly Definition[] {
  const unknown = ids.filter((id) => !definitions.some((definition) => definition.id === id));
  if (unknown.length > 0) {
    const known = definitions.map(({ id }) => id).join(', ');
    throw new Error(`There is no definition of ${unknown.join(', ')}; there are ${known}.`);
  }
  return ids.length === 0 ? definitions : definitions.filter(({ id }) => ids.includes(id));
}

/** What the list says of the models that are there, with the hashes of their cards. */
async function summaries(folder: string): Promise<TargetSummary[]> {
  const found: TargetSummary[] = [];
  for (const { id } of definitions) {
    const bytes = await readFile(join(folder, `${id}.card.json`)).catch(() => undefined);
    if (bytes) found.push(summaryOf(JSON.parse(bytes.toString()) as ModelCard, sha256Hex(bytes)));
  }
  return found;
}

/** Makes the models of these ids, all by default, in `root`/public/models, and the list of those that are there. */
export async function main(root: string, ids: readonly string[]): Promise<void> {
  const folder = join(root, 'public', 'models');
  const shop = workshop(root, (line) => console.error(line));
  await mkdir(folder, { recursive: true });
  for (const definition of chosen(ids)) {
    shop.say(definition.id);
    const { onnx, card } = await makeModel(definition, shop);
    await writeFile(join(folder, card.file), onnx);
    await writeFile(join(folder, `${card.id}.card.json`), json(card));
  }
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 1, targets: await summaries(folder) }));
}
