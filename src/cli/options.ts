import { parseArgs } from 'node:util';
import { UserError, type MessageId } from '../messages/index.ts';

/** One option of the command line, as the parser and `--help` need it. */
export interface Option {
  readonly name: string;
  /** What stands for the value in `--help`; absent for switches. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly help: MessageId;
  /** Shown in `--help`; a message where it takes words. */
  readonly default?: string | { readonly message: MessageId };
}

export interface Command {
  readonly name: string;
  /** What follows the command, e.g. `a.json b.json …`. */
  readonly usage: string;
  readonly help: MessageId;
  readonly options: readonly Option[];
}

const language: Option = {
  name: 'lang',
  value: 'zh|en',
  help: 'cli.option-lang',
  default: { message: 'cli.default-lang' },
};
const help: Option = { name: 'help', help: 'cli.option-help' };
const out: Option = {
  name: 'out',
  value: 'report.json',
  help: 'cli.option-out',
  default: { message: 'cli.default-required' },
};
const workers: Option = {
  name: 'workers',
  value: 'N',
  help: 'cli.option-workers',
  default: { message: 'cli.default-workers' },
};

const data: readonly Option[] = [
  {
    name: 'data',
    value: 'id|file[,labels]|folder',
    help: 'cli.option-data',
    default: { message: 'cli.default-data' },
  },
  {
    name: 'train-data',
    value: 'file[,labels]|folder',
    help: 'cli.option-train-data',
    default: { message: 'cli.default-train-data' },
  },
  { name: 'scale', value: 'k', help: 'cli.option-scale', default: { message: 'cli.default-scale' } },
  {
    name: 'standardise',
    value: 'stats.json',
    help: 'cli.option-standardise',
    default: { message: 'cli.default-none' },
  },
  { name: 'label-column', value: 'name', help: 'cli.option-label-column', default: 'label' },
  { name: 'resize', value: 'HxW', help: 'cli.option-resize', default: { message: 'cli.default-size' } },
  {
    name: 'class-names',
    value: 'names.txt',
    help: 'cli.option-class-names',
    default: { message: 'cli.default-none' },
  },
];

const target: Option = {
  name: 'target',
  value: 'id|model.onnx|model.json',
  help: 'cli.option-target',
  default: { message: 'cli.default-required' },
};
const predictions: Option = {
  name: 'predictions',
  value: 'scores.csv',
  help: 'cli.option-predictions',
  default: { message: 'cli.default-none' },
};
const none = { message: 'cli.default-none' } as const;
const card: Option = { name: 'card', value: 'model.card.json', help: 'cli.option-card', default: none };
/** How a person's model is read, the data's labels aside. */
const readingModel: readonly Option[] = [
  card,
  { name: 'preprocess', value: 'preset|guess', help: 'cli.option-preprocess', default: none },
  { name: 'output', value: 'name', help: 'cli.option-output', default: { message: 'cli.default-likeliest' } },
  { name: 'single', value: 'logit|probability', help: 'cli.option-single', default: none },
];
const reading: readonly Option[] = [
  ...readingModel,
  { name: 'label-offset', value: 'k', help: 'cli.option-label-offset', default: '0' },
];

export const commands: readonly Command[] = [
  {
    name: 'assess',
    usage: '--target <id|model.onnx|model.json> --out report.json',
    help: 'cli.command-assess',
    options: [
      target,
      ...data,
      predictions,
      ...reading,
      { name: 'indicators', value: 'A.5-3,A.3-1', help: 'cli.option-indicators', default: 'A.5-3,A.3-1' },
      { name: 'plan', value: 'plan.json', help: 'cli.option-plan', default: { message: 'cli.default-none' } },
      {
        name: 'set',
        value: "'A.5-3.epsilons=[0,0.1]'",
        repeatable: true,
        help: 'cli.option-set',
        default: { message: 'cli.default-parameters' },
      },
      {
        name: 'samples',
        value: 'N|all',
        help: 'cli.option-samples',
        default: { message: 'cli.default-samples' },
      },
      { name: 'offset', value: 'K', help: 'cli.option-offset', default: '0' },
      { name: 'order', value: 'file|random', help: 'cli.option-order', default: 'file' },
      { name: 'seed', value: 'S', help: 'cli.option-seed', default: '0' },
      { name: 'engine', value: 'wasm|auto', help: 'cli.option-engine', default: 'wasm' },
      {
        name: 'threshold',
        value: "'A.5-3>=0.4'",
        repeatable: true,
        help: 'cli.option-threshold',
        default: { message: 'cli.default-none' },
      },
      workers,
      { name: 'shard', value: 'i/n', help: 'cli.option-shard', default: { message: 'cli.default-whole' } },
      { name: 'cache', value: 'folder', help: 'cli.option-cache', default: { message: 'cli.default-cache' } },
      { name: 'no-cache', help: 'cli.option-no-cache' },
      language,
      out,
      help,
    ],
  },
  {
    name: 'merge',
    usage: 'a.json b.json … --out report.json',
    help: 'cli.command-merge',
    options: [language, out, help],
  },
  {
    name: 'verify',
    usage: 'report.json',
    help: 'cli.command-verify',
    options: [
      { ...target, default: { message: 'cli.default-report' } },
      { ...data[0], default: { message: 'cli.default-report' } },
      { ...data[1], default: { message: 'cli.default-report' } },
      data[2],
      { ...data[3], default: { message: 'cli.default-report' } },
      { ...data[4], default: { message: 'cli.default-report' } },
      data[5],
      predictions,
      { ...card, default: { message: 'cli.default-report' } },
      workers,
      language,
      help,
    ],
  },
  {
    name: 'inspect',
    usage: '--target <id|model.onnx|model.json>',
    help: 'cli.command-inspect',
    options: [
      target,
      ...data,
      ...reading,
      { name: 'card-out', value: 'model.card.json', help: 'cli.option-card-out', default: none },
      { name: 'take', value: 'k', help: 'cli.option-take', default: none },
      { name: 'json', help: 'cli.option-json' },
      language,
      help,
    ],
  },
  {
    name: 'export',
    usage: '--model <id|model.onnx|model.json> --out out.onnx',
    help: 'cli.command-export',
    options: [
      { ...target, name: 'model' },
      ...data,
      ...readingModel,
      { name: 'gradient', help: 'cli.option-gradient' },
      { name: 'loss', value: 'cross-entropy|margin|dlr', help: 'cli.option-loss', default: 'cross-entropy' },
      { name: 'targeted', help: 'cli.option-targeted' },
      { ...out, value: 'out.onnx', help: 'cli.option-export-out' },
      language,
      help,
    ],
  },
  {
    name: 'list',
    usage: 'targets|datasets|attacks|indicators',
    help: 'cli.command-list',
    options: [{ name: 'json', help: 'cli.option-json' }, language, help],
  },
  { name: 'schema', usage: '', help: 'cli.command-schema', options: [language, help] },
];

/** Options as they were typed. */
export class Options {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

  constructor(values: Options['values'], positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  get values(): Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>> {
    return this.#values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UserError('cli.missing-option', { option: `--${name}` });
    return value;
  }

  /** Height and width as typed, such as 224x224. @throws UserError for anything else. */
  size(name: string): readonly [number, number] | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, height, width] = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text) ?? [];
    if (height === undefined) throw new UserError('datasets.resize', { size: text });
    return [Number(height), Number(width)];
  }

  /** A number as typed. @throws UserError for anything that is none. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(value))
      throw new UserError('cli.not-a-number', { option: `--${name}`, value: text });
    return value;
  }
}

/** `--name` without dashes and value. */
const nameOf = (token: string) => token.replace(/^-+/, '').replace(/=.*$/s, '');

function checkName(command: Command, token: string): Option {
  const option = command.options.find(({ name }) => name === nameOf(token));
  if (option && token.startsWith('--')) return option;
  throw new UserError('cli.unknown-option', { option: token.replace(/=.*$/s, ''), command: command.name });
}

/**
 * The options of a command line (without the command's name).
 * @throws UserError for an unknown option, one without its value, or one given twice that may come once.
 */
export function parseOptions(command: Command, args: readonly string[]): Options {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      command.options.map(({ name, value, repeatable }) => [
        name,
        {
          type: value ? ('string' as const) : ('boolean' as const),
          ...(repeatable ? { multiple: true } : {}),
        },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean | string[]> = Object.create(null);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = checkName(command, token.rawName);
    if (
      option.value !== undefined &&
      (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
    ) {
      throw new UserError('cli.missing-value', { option: token.rawName, value: option.value });
    }
    if (option.value === undefined && token.value !== undefined) {
      throw new UserError('cli.no-value', { option: token.rawName });
    }
    if (option.repeatable)
      values[option.name] = [...((values[option.name] as string[]) ?? []), token.value ?? ''];
    else if (values[option.name] !== undefined)
      throw new UserError('cli.option-twice', { option: token.rawName });
    else values[option.name] = token.value ?? true;
  }
  return new Options(
    values,
    tokens.filter((token) => token.kind === 'positional').map(({ value }) => value),
  );
}
