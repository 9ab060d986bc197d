import { reportJsonSchema } from '../document/json-schema.ts';
import { languages, text, UserError, type MessageId } from '../messages/index.ts';
import { runAssess } from './commands/assess.ts';
import { runExport } from './commands/export.ts';
import { runInspect } from './commands/inspect.ts';
import { runList } from './commands/list.ts';
import { runMerge } from './commands/merge.ts';
import { runVerify } from './commands/verify.ts';
import { help } from './help.ts';
import { exit, type Host } from './host.ts';
import { commands, parseOptions, type Options } from './options.ts';

type Run = (host: Host, options: Options) => Promise<number>;

const runs: Readonly<Record<string, Run>> = {
  assess: runAssess,
  merge: runMerge,
  verify: runVerify,
  inspect: runInspect,
  export: runExport,
  list: runList,
  schema: async (host, options) => {
    if (options.positionals.length > 0)
      throw new UserError('cli.extra-word', { word: options.positionals[0] });
    host.print(`${JSON.stringify(reportJsonSchema(), null, 1)}\n`);
    return exit.done;
  },
};

const helpWords = new Set(['--help', '-h', 'help']);

/** `--lang` may stand before the command. */
function languageLast(args: readonly string[]): readonly string[] {
  if (args[0] === '--lang') return [...args.slice(2), ...args.slice(0, 2)];
  return args[0]?.startsWith('--lang=') ? [...args.slice(1), args[0]] : args;
}

function checkLanguage(options: Options): void {
  const typed = options.text('lang');
  if (typed !== undefined && !(languages as readonly string[]).includes(typed)) {
    throw new UserError('cli.language', { value: typed, known: languages.join(', ') });
  }
}

async function dispatch(host: Host, args: readonly string[]): Promise<number> {
  const [name, ...rest] = languageLast(args);
  if (name === undefined || helpWords.has(name)) {
    const about = commands.find((command) => command.name === rest[0]);
    if (name !== undefined) host.print(help(host, about));
    else host.say(help(host));
    return name === undefined ? exit.badInput : exit.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    throw new UserError('cli.unknown-command', {
      name,
      known: commands.map((known) => known.name).join(', '),
    });
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    host.print(help(host, command));
    return exit.done;
  }
  const options = parseOptions(command, rest);
  checkLanguage(options);
  if (['assess', 'export'].includes(command.name) && options.positionals.length > 0) {
    throw new UserError('cli.extra-word', { word: options.positionals[0] });
  }
  return runs[command.name](host, options);
}

/** The sentence for what went wrong: what a person can act on, or a defect to report. */
function sentence(error: unknown, { language }: Host): string {
  const known = UserError.from(error);
  if (known) return text(known.told, language);
  const reason = error instanceof Error ? error.message : String(error);
  return text({ id: 'cli.defect', values: { reason: reason.split('\n')[0] } }, language);
}

/** What the terminal has for sentences that it shares with the page, which has its own controls. */
const mending: Partial<Record<MessageId, string>> = {
  'assessment.setting-not-planned': '--indicators',
  'assessment.threshold-not-planned': '--indicators',
  'assessment.no-members': '--train-data',
  'datasets.label-beyond-model': '--label-offset -1',
};

function mendingFor(error: unknown, { language }: Host): string {
  const known = UserError.from(error);
  const option = known && mending[known.id];
  return option ? text({ id: 'cli.see-option', values: { option } }, language) : '';
}

/**
 * Runs one command line. Resolves with the exit code: 0 done and thresholds met (or verified), 1 a threshold not met or
 * undecided, an item failed (or the report differs), 2 bad input or unable to run, 130 stopped.
 */
export async function main(args: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(host, args);
  } catch (error) {
    if (host.signal.aborted) {
      host.say(text('cli.stopped', host.language));
      return exit.interrupted;
    }
    host.say(`touchstone: ${sentence(error, host)}${mendingFor(error, host)}`);
    if (host.environment.TOUCHSTONE_DEBUG) host.say(String((error as Error).stack));
    return exit.badInput;
  }
}
