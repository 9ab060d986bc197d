import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist/page.stamp');

/** Where the built page lies. */
export const page = join(root, 'dist/page');

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

/** Hash of everything the page is built from. */
function state() {
  const hash = createHash('sha256');
  const folders = ['src', 'public', 'scripts'].map((name) => join(root, name));
  const files = folders.flatMap((folder) => [...filesUnder(folder)]).sort();
  for (const file of [...files, ...['package-lock.json', 'vite.config.ts'].map((name) => join(root, name))]) {
    hash.update(`${file.slice(root.length)}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Builds the page unless the one that is there was built from exactly these files. Returns whether it built. */
export async function buildPage({ logLevel = 'warn' } = {}) {
  const wanted = state();
  const fresh =
    existsSync(join(page, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (fresh) return false;
  // A test runner names itself in NODE_ENV, and the page would be built for developing.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: join(root, 'vite.config.ts'), mode: 'production', logLevel });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  writeNotices(join(page, 'THIRD-PARTY-NOTICES.txt'));
  writeFileSync(stamp, wanted);
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log((await buildPage({ logLevel: 'info' })) ? 'built dist/page' : 'dist/page is up to date');
