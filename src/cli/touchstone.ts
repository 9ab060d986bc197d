import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, loadLanguage, type Language } from '../messages/index.ts';
import { cores } from './engine.ts';
import type { Host } from './host.ts';
import { main } from './main.ts';

/** The checkout, seen from `dist/cli/<build>/`. */
const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '');

/** `npm run` moves to the checkout and leaves the folder where the command was typed in INIT_CWD; npx stays where it is. */
function typedIn(): string {
  const { npm_lifecycle_event, npm_command, INIT_CWD } = process.env;
  const moved =
    npm_lifecycle_event === 'touchstone' && npm_command === 'run' && process.cwd() === resolve(root);
  return moved && INIT_CWD ? INIT_CWD : process.cwd();
}

/** `--lang`, else the language of the terminal. */
function languageOf(args: readonly string[]): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const typed = at < 0 ? undefined : args[at].includes('=') ? args[at].slice(7) : args[at + 1];
  const found = languages.find((language) => language === typed);
  if (found) return found;
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en';
}

/** The first Ctrl-C stops in order, the second at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

/** A line under way is wiped before another is printed. */
function terminal() {
  let drawn = false;
  const wipe = () => {
    if (drawn) process.stderr.write('\r\x1b[2K');
    drawn = false;
  };
  const fit = (line: string) => [...line].slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)).join('');
  return {
    say: (line: string) => {
      wipe();
      process.stderr.write(`${line}\n`);
    },
    redraw: process.stderr.isTTY
      ? (line: string) => {
          process.stderr.write(`\r\x1b[2K${fit(line)}`);
          drawn = true;
        }
      : undefined,
  };
}

const args = process.argv.slice(2);
const host: Host = {
  ...terminal(),
  cwd: typedIn(),
  root,
  language: languageOf(args),
  environment: process.env,
  signal: stopSignal(),
  print: (text) => void process.stdout.write(text),
  cores: cores(),
  name: `node ${process.version} ${process.platform} ${process.arch}`,
};

// A reader that closes early (`touchstone schema | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
await Promise.all(languages.map(loadLanguage));
process.exitCode = await main(args, host);
