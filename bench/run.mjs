// npm run bench [-- gradient emissions models training shadows mutual-information curve charts page]: speeds as ratios measured side by side in one run.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const folder = dirname(fileURLToPath(import.meta.url));
const suites = [
  'gradient',
  'emissions',
  'models',
  'training',
  'shadows',
  'mutual-information',
  'curve',
  'charts',
  'page',
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.includes(name));
if (unknown.length) {
  console.error(`No bench named ${unknown.join(', ')}: choose from ${suites.join(', ')}.`);
  process.exit(2);
}
for (const name of wanted.length ? wanted : suites) {
  console.log(`\n## ${name}\n`);
  const { module } = await runnerImport(join(folder, 'suites', `${name}.ts`), {
    configFile: false,
    logLevel: 'error',
  });
  await module.run((line) => console.log(line));
}
process.exit(0);
