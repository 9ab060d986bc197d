// Everything that must hold before a change lands: types, lint, format, licences, unit, browser and end-to-end tests.
// Prints one line per step and closes with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBrowser } from './prepare-browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
let passed = 0;
let failed = 0;
let skipped = 0;

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function step(title, ok, seconds) {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds.toFixed(0)} s)`);
}

function check(title, command, args) {
  const start = performance.now();
  step(title, run(command, args), (performance.now() - start) / 1000);
}

function vitest(project) {
  const file = join(folder, `${project}.json`);
  const start = performance.now();
  const ok = run('npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const seconds = (performance.now() - start) / 1000;
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

check('types', 'npm', ['run', '--silent', 'check']);
check('lint', 'npm', ['run', '--silent', 'lint']);
check('format', 'npm', ['run', '--silent', 'format:check']);
check('build', 'npm', ['run', '--silent', 'build']);
vitest('unit');
const trouble = prepareBrowser();
if (trouble) {
  console.error(trouble);
  step('browser', false, 0);
} else {
  check('Chinese characters', 'node', ['scripts/check-fonts.mjs']);
  vitest('browser');
  vitest('e2e');
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
