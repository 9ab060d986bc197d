import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { ensureCli } from '../../scripts/build-cli.mjs';
import type { Host } from '../../src/cli/host.ts';
import { languages, loadLanguage } from '../../src/messages/index.ts';
import type * as spawn from '../../src/workers/node/spawn.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
export const program = join(root, 'bin', 'touchstone.mjs');

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a program in a process of its own. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

// Workers are built files beside the built program; run from its sources, the command line takes those.
vi.mock('../../src/workers/node/spawn.ts', async (original) => {
  const { nodeThread } = await original<typeof spawn>();
  const worker = new URL('./shard.worker.js', pathToFileURL(await ensureCli()));
  return { nodeThread: () => nodeThread(worker) };
});

/** Runs a command line in this process: most of what one costs is starting Node. Real workers do the work. */
export async function inProcess(
  args: readonly string[],
  cwd: string,
  environment: Environment,
): Promise<Ended> {
  const { main } = await import('../../src/cli/main.ts');
  await Promise.all(languages.map(loadLanguage));
  let [stdout, stderr] = ['', ''];
  const typed = args[args.indexOf('--lang') + 1];
  const host: Host = {
    cwd,
    root,
    language: args.includes('--lang') && typed === 'zh' ? 'zh' : 'en',
    environment,
    signal: new AbortController().signal,
    print: (text) => void (stdout += text),
    say: (line) => void (stderr += `${line}\n`),
    cores: 2,
    name: `node ${process.version} ${process.platform} ${process.arch}`,
  };
  return { code: await main(args, host), stdout, stderr };
}
