// `npm run lessons [-- id …]`: makes public/lessons anew: the model of the lesson on gradient masking, and the stored results
// (all, or those named), from real runs of the command line; the same figures every time.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'dist', 'lessons');
const named = process.argv.slice(2);

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
    rolldownOptions: {
      input: { main: join(root, 'scripts', 'lessons', 'main.ts') },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});

const { makeModel, writePlans, store, list } = await import(pathToFileURL(join(outDir, 'main.mjs')).href);
await makeModel(root);
for (const { id, target, plan } of await writePlans(outDir)) {
  if (named.length > 0 && !named.includes(id)) continue;
  const report = join(outDir, `${id}.json`);
  const typed = ['assess', '--target', target, '--plan', plan, '--no-cache', '--out', report];
  execFileSync(process.execPath, [join(root, 'bin', 'touchstone.mjs'), ...typed], { stdio: 'inherit' });
  await store(root, id, report);
}
await list(root);
