#!/usr/bin/env node
// Runs the command line of this checkout; the first run after a change builds it (a few seconds).
import { pathToFileURL } from 'node:url';
import { ensureCli } from '../scripts/build-cli.mjs';

const program = await ensureCli({
  onBuild: () => {
    if (process.stderr.isTTY) process.stderr.write('touchstone: building …\n');
  },
});
await import(pathToFileURL(program).href);
