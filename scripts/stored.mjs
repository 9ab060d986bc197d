// `npm run stored [-- id …]`: assesses the bundled models (all, or those named) by the plan that the page starts with, and writes
// public/results: one report for each, and an index with small pictures of the data and of the curves, for the page's first screen.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const usage = `npm run stored [-- --index | id …]

Assesses the bundled models (all, or those named) by the plan that the page starts with and writes public/results.
With --index only the index is made anew, from the reports there are.
`;
const named = process.argv.slice(2);
if (named.some((word) => word === '--help' || word === '-h')) {
  console.log(usage);
  process.exit(0);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'dist', 'stored');
const folder = join(root, 'public', 'results');

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
      input: { main: join(root, 'scripts', 'stored', 'main.ts') },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});
const { targetIds, planOf, packed, indexOf } = await import(pathToFileURL(join(outDir, 'main.mjs')).href);

mkdirSync(folder, { recursive: true });
const known = await targetIds(root);
const indexOnly = named.includes('--index');
const strangers = named.filter((id) => id !== '--index' && !known.includes(id));
if (strangers.length) {
  console.error(`There is no bundled model ${strangers.join(', ')}; choose among ${known.join(', ')}.`);
  process.exit(2);
}
for (const id of indexOnly ? [] : named.length ? named : known) {
  const plan = join(outDir, `${id}.plan.json`);
  const out = join(outDir, `${id}.json`);
  writeFileSync(plan, JSON.stringify(await planOf(root, id)));
  const typed = ['assess', '--target', id, '--plan', plan, '--no-cache', '--out', out];
  execFileSync(process.execPath, [join(root, 'bin', 'touchstone.mjs'), ...typed], {
    cwd: root,
    stdio: 'inherit',
  });
  const bytes = packed(readFileSync(out));
  writeFileSync(join(folder, `${id}.json.gzip`), bytes);
  console.log(`${id}: ${(bytes.length / 1000).toFixed(1)} kB`);
}
const index = await indexOf(root);
writeFileSync(join(folder, 'index.json'), index);
console.log(`index: ${(index.length / 1000).toFixed(1)} kB`);
