import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Builds a worker entry of the tests for Node; Node itself reads no TypeScript. */
export async function bundleForNode(entry: URL): Promise<{ file: URL; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-worker-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      ssr: true,
      rollupOptions: { input: { worker: entry.pathname }, output: { entryFileNames: 'worker.mjs' } },
    },
    ssr: { noExternal: true },
    publicDir: false,
  });
  return { file: pathToFileURL(join(folder, 'worker.mjs')), remove: () => rm(folder, { recursive: true }) };
}
