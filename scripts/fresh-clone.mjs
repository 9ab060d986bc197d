// Clones the last commit to a temporary folder and runs both README commands there, as a newcomer would.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'touchstone-clone-'));
const clone = join(folder, 'touchstone');

function run(line, cwd) {
  console.log(`$ ${line}`);
  if (spawnSync(line, { cwd, stdio: 'inherit', shell: true }).status !== 0)
    throw new Error(`failed: ${line}`);
}

/** Starts the lab, waits for the address it prints, fetches the page, and stops it. */
function startAndFetch(cwd) {
  console.log('$ npm start');
  return new Promise((done, fail) => {
    const server = spawn('npm', ['start'], { cwd, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    const stop = () => process.kill(-server.pid, 'SIGINT');
    const timer = setTimeout(() => {
      stop();
      fail(new Error('npm start printed no address within 5 minutes'));
    }, 300_000);
    let output = '';
    server.stdout.on('data', async (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const address = output.match(/http:\/\/[^\s]+/)?.[0];
      if (!address || !timer) return;
      clearTimeout(timer);
      server.stdout.removeAllListeners('data');
      try {
        const page = await fetch(address);
        if (!page.ok || !(await page.text()).includes('Touchstone')) throw new Error(`no page at ${address}`);
        done();
      } catch (error) {
        fail(error);
      } finally {
        stop();
      }
    });
    server.on('exit', (code) => code && fail(new Error(`npm start ended with ${code}`)));
  });
}

try {
  run(`git clone --quiet "${checkout}" "${clone}"`, folder);
  const shared = resolve(checkout, '../shared');
  if (existsSync(shared)) symlinkSync(shared, join(folder, 'shared'));
  run('npm ci', clone);
  await startAndFetch(clone);
  run('npm ci && npm test', clone);
  console.log('Both commands work on a fresh clone.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
