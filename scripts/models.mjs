// `npm run models [-- id …]`: trains the bundled models and writes public/models, the same bytes every time.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const usage = `npm run models [-- id …]

Trains the bundled models (all, or those named) and writes public/models; the same bytes every time.
`;
if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
  console.log(usage);
  process.exit(0);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'dist', 'models');

await build({
  configFile: false,
  root,
  logLevel: 'error',
  publicDir: false,
  build: {
    outDir,
    minify: false,
    ssr: true,
    target: 'node20',
    rollupOptions: {
      input: { main: join(root, 'scripts', 'models', 'main.ts') },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});

const { main } = await import(pathToFileURL(join(outDir, 'main.mjs')).href);
try {
  await main(root, process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
