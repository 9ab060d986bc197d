#!/usr/bin/env node
// Runs the command line of this checkout; the first run after a change builds it (a few seconds).
import { pathToFileURL } from 'node:url';
import { ensureCli } from '../scripts/build-cli.mjs';

const onBuild = () => {
  if (process.stderr.isTTY) process.stderr.write('touchstone: building …\n');
};

async function programPath() {
  try {
    return await ensureCli({ onBuild });
  } catch (error) {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND';
    const advice = 'the packages are not installed; run `npm ci` in the checkout first.';
    process.stderr.write(
      `touchstone: ${missing ? advice : `the program cannot be built: ${error.message}`}\n`,
    );
    process.exit(2);
  }
}

await import(pathToFileURL(await programPath()).href);
