// Everything that must hold before a change lands: types, lint, format, licences, unit, browser and end-to-end tests.
// Prints one line per step and closes with `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBrowser } from './prepare-browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
let passed = 0;
let failed = 0;
let skipped = 0;

/** Runs a command to its end. What it says is shown as it comes or, where `kept` is given, put there. */
function run(command, args, kept) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: kept ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32',
    });
    child.stdout?.on('data', (part) => kept.push(part));
    child.stderr?.on('data', (part) => kept.push(part));
    child.on('error', ({ message }) => {
      console.error(`${command}: ${message}`);
      resolve(false);
    });
    child.on('close', (status) => resolve(status === 0));
  });
}

const secondsSince = (start) => (performance.now() - start) / 1000;

function step(title, ok, seconds) {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds.toFixed(0)} s)`);
}

async function check(title, command, args) {
  const start = performance.now();
  step(title, await run(command, args), secondsSince(start));
}

/** Checks that take one core each, one after the other beside the steps that follow; the function it returns waits and shows them. */
function beside(checks) {
  const ended = (async () => {
    const all = [];
    for (const [title, script] of checks) {
      const start = performance.now();
      const said = [];
      const ok = await run('npm', ['run', '--silent', script], said);
      all.push({ title, ok, seconds: secondsSince(start), said: Buffer.concat(said) });
    }
    return all;
  })();
  return async () => {
    for (const { title, ok, seconds, said } of await ended) {
      process.stdout.write(said);
      step(title, ok, seconds);
    }
  };
}

async function vitest(project) {
  const file = join(folder, `${project}.json`);
  const start = performance.now();
  const ok = await run('npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const seconds = secondsSince(start);
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    passed += counts.numPassedTests;
    failed += counts.numFailedTests;
    skipped += counts.numPendingTests + counts.numTodoTests;
    if (counts.numTotalTests === 0) step(`${project}: no test ran`, false, seconds);
    // A file that fails to load or an unhandled error fails the run without failing a test.
    else if (!ok && counts.numFailedTests === 0)
      step(`${project}: the run failed outside its tests`, false, seconds);
    else console.log(`${ok ? 'ok  ' : 'FAIL'} ${project} tests (${seconds.toFixed(0)} s)`);
  } catch {
    step(`${project}: no result`, false, seconds);
  }
}

const shown = beside([
  ['types', 'check'],
  ['lint', 'lint'],
  ['format', 'format:check'],
]);
await check('build', 'npm', ['run', '--silent', 'build']);
await vitest('unit');
await shown();
const trouble = prepareBrowser();
if (trouble) {
  console.error(trouble);
  step('browser', false, 0);
} else {
  await check('Chinese characters', 'node', ['scripts/check-fonts.mjs']);
  await vitest('browser');
  await vitest('e2e');
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
