// `node scripts/golden.mjs`: makes test/fixtures/golden anew: a small model without training, a plan, and the report that the
// command line writes for them. Look at what changed before committing it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'dist', 'golden');
const folder = join(root, 'test', 'fixtures', 'golden');

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
      input: { main: join(root, 'scripts', 'golden', 'main.ts') },
      output: { entryFileNames: '[name].mjs' },
    },
  },
});
const { meansModel, withoutTimings } = await import(pathToFileURL(join(outDir, 'main.mjs')).href);
writeFileSync(join(folder, 'means.onnx'), await meansModel(root));

const report = join(outDir, 'report.json');
const typed = [
  'assess',
  '--target',
  'means.onnx',
  '--data',
  'digits',
  '--plan',
  'plan.json',
  '--no-cache',
  '--out',
  report,
];
execFileSync(process.execPath, [join(root, 'bin', 'touchstone.mjs'), ...typed], {
  cwd: folder,
  stdio: 'inherit',
});
writeFileSync(join(folder, 'report.json'), withoutTimings(readFileSync(report)));
