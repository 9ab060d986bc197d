// `npm run operators`: makes docs/operators.md anew from the registry of operators.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs', 'operators.md');
const { module } = await runnerImport(join(root, 'scripts', 'operators', 'table.ts'), {
  configFile: false,
  logLevel: 'error',
});
writeFileSync(page, await module.operatorPage(page));
