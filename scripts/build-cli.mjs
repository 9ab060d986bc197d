// Builds the command line: dist/cli/<hash of its sources>/touchstone.js and the worker beside it.
// A folder per content means: nothing to do when it is there, and two builds at once do not disturb each other.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sourceHash } from './source-hash.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist', 'cli');

/** Everything in `src` but the page, and what else decides the build. */
async function sources() {
  const found = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !/^src[\\/]app[\\/]/.test(file));
  return [
    ...files,
    'package.json',
    'package-lock.json',
    'scripts/build-cli.mjs',
    'scripts/source-hash.mjs',
  ].sort();
}

async function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of await sources()) {
    const content = await readFile(join(root, file));
    hash.update(`${file.replaceAll('\\', '/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function build(folder, hash) {
  const { build: viteBuild } = await import('vite');
  const draft = join(dist, `.${hash}-${process.pid}`);
  await viteBuild({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    define: { __TOUCHSTONE_BUILD__: JSON.stringify(sourceHash()) },
    ssr: { noExternal: true, external: ['onnxruntime-web'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir: draft,
      emptyOutDir: true,
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        input: { touchstone: 'src/cli/touchstone.ts', 'shard.worker': 'src/workers/node/shard.worker.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
      },
    },
  });
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was first with the same content.
    if (!existsSync(join(folder, 'touchstone.js'))) throw error;
  }
}

const day = 24 * 3600 * 1000;

/** Builds of yesterday; a younger one may still be running, and drafts may be another process's. */
async function forgetOld(hash) {
  for (const name of await readdir(dist)) {
    const folder = join(dist, name);
    const old = Date.now() - (await stat(folder)).mtimeMs > day;
    if (old && name !== hash) await rm(folder, { recursive: true, force: true });
  }
}

/** Path of the built program; builds it when it is missing or its sources changed. */
export async function ensureCli({ onBuild = () => undefined } = {}) {
  const hash = await hashOfSources();
  const folder = join(dist, hash);
  const program = join(folder, 'touchstone.js');
  if (!existsSync(program)) {
    onBuild();
    await mkdir(dist, { recursive: true });
    await build(folder, hash);
    await forgetOld(hash);
  }
  return program;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(relative(process.cwd(), await ensureCli()));
}
