import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rooms that decide no number. */
const beside = new Set(['app', 'cli', 'messages', 'standard', 'workers']);

function* filesUnder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!(folder === join(root, 'src') && beside.has(entry.name))) yield* filesUnder(path);
    } else yield path;
  }
}

/** Hash of the sources that decide results, and of the pinned dependencies: names the build in the keys of finished work. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const path of [...filesUnder(join(root, 'src')), join(root, 'package-lock.json')]) {
    hash.update(`${relative(root, path).split(sep).join('/')}\0`);
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}
