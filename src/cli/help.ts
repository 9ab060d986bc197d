import { evasionAttacks } from '../attacks/index.ts';
import { indicators } from '../indicators/index.ts';
import type { Field } from '../indicators/fields.ts';
import type { SubjectInfo } from '../indicators/types.ts';
import { text, type Language, type MessageId } from '../messages/index.ts';
import type { Host } from './host.ts';
import { commands, type Command, type Option } from './options.ts';

const margin = 28;
const width = 100;

/** Columns of a terminal that a text takes: Chinese characters take two. */
function columns(line: string): number {
  let sum = 0;
  for (const character of line) sum += /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]/.test(character) ? 2 : 1;
  return sum;
}

/** Breaks at spaces, and anywhere between Chinese characters. */
function wrap(line: string, room: number): string[] {
  const lines = [''];
  for (const word of line.match(
    /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+|\s+/g,
  ) ?? []) {
    if (columns(lines[lines.length - 1] + word) > room && !/^[，。；：、）]$/.test(word))
      lines.push(word.trimStart());
    else lines[lines.length - 1] += word;
  }
  return lines.map((entry) => entry.trimEnd());
}

function entry(left: string, right: string): string {
  const lines = wrap(right, width - margin);
  const rest = lines.map((line) => ' '.repeat(margin) + line);
  if (columns(left) > margin - 2) return [left, ...rest].join('\n');
  return [left + ' '.repeat(margin - columns(left)) + lines[0], ...rest.slice(1)].join('\n');
}

function optionEntry(option: Option, { language }: Host): string {
  const left = `  --${option.name}${option.value ? ` ${option.value}` : ''}`;
  const words = [text(option.help, language)];
  if (option.repeatable) words.push(text('cli.help-repeatable', language));
  if (option.default !== undefined) {
    const value =
      typeof option.default === 'string' ? option.default : text(option.default.message, language);
    words.push(text({ id: 'cli.help-default', values: { value } }, language));
  }
  return entry(left, words.join(language === 'zh' ? '' : ' '));
}

/** Kinds of data that defaults may depend on. */
const examples: readonly { readonly label: MessageId; readonly info: SubjectInfo }[] = [
  {
    label: 'cli.help-grey',
    info: { kind: 'image', classes: 10, shape: [1, 28, 28], range: [0, 1], gridStep: 1 / 255 },
  },
  {
    label: 'cli.help-coarse',
    info: { kind: 'image', classes: 10, shape: [1, 8, 8], range: [0, 1], gridStep: 1 / 16 },
  },
  {
    label: 'cli.help-colour',
    info: { kind: 'image', classes: 8, shape: [3, 32, 32], range: [0, 1], gridStep: 1 / 255 },
  },
  { label: 'cli.help-table', info: { kind: 'table', classes: 2, shape: [30] } },
];

const shown = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toPrecision(4)) : part,
  );

/** A parameter's default: one value, or one for each kind of data. */
function defaultLines(name: string, values: readonly string[], { language }: Host): string[] {
  if (new Set(values).size === 1) return [entry(name, values[0])];
  return values.map((value, at) =>
    entry(at === 0 ? name : '', `${text(examples[at].label, language)} ${value}`),
  );
}

/** The words a parameter takes, where it takes some of a list. */
function allowedLine(field: Field, language: Language): string | null {
  if (field.kind === 'integer') return `${field.least} … ${field.most}`;
  if (field.kind === 'choice')
    return field.options.map(({ id, title }) => `${id} (${text(title, language)})`).join(', ');
  return null;
}

function parameterLines(host: Host): string[] {
  const { language } = host;
  return indicators.flatMap((indicator) => {
    const kinds = examples.map(({ info }) => indicator.defaults(info) as Readonly<Record<string, unknown>>);
    const lines = indicator.fields.flatMap((field) => {
      const allowed = allowedLine(field, language);
      const space = language === 'zh' ? '' : ' ';
      return [
        ...defaultLines(
          `  ${indicator.id}.${field.name}`,
          kinds.map((defaults) => shown(defaults[field.name])),
          host,
        ),
        entry('', [text(field.what, language), ...(allowed ? [`${allowed}.`] : [])].join(space)),
      ];
    });
    return lines.length > 0 ? [...lines, ''] : [];
  });
}

/** The values that stand for null above, for each attack. */
function attackLines(): string[] {
  return evasionAttacks.flatMap(({ id, norms, defaults }) =>
    norms.map((norm) => {
      const { steps, ...others } = defaults(norm);
      const values = Object.entries({ iterations: steps, ...others }).map(
        ([name, value]) => `${name} ${shown(value)}`,
      );
      return entry(`  ${id} (${norm})`, values.join(', '));
    }),
  );
}

function commandHelp(host: Host, command: Command): string[] {
  return [
    `touchstone ${command.name} ${command.usage}`.trimEnd(),
    ...wrap(text(command.help, host.language), width - 2).map((line) => `  ${line}`),
    ...command.options
      .filter(({ name }) => name !== 'help' && name !== 'lang')
      .map((option) => optionEntry(option, host)),
    '',
  ];
}

/** Every option and every default, of one command or of all. */
export function help(host: Host, command?: Command): string {
  const { language } = host;
  const parameters = command === undefined || command.name === 'assess';
  return [
    ...(command ? [] : [text('cli.help-title', language), '']),
    ...(command ? [command] : commands).flatMap((each) => commandHelp(host, each)),
    ...(parameters
      ? [
          text('cli.help-parameters', language),
          '',
          ...parameterLines(host),
          text('cli.help-attacks', language),
          '',
          ...attackLines(),
          '',
        ]
      : []),
    text('cli.help-everywhere', language),
    ...commands[0].options
      .filter(({ name }) => name === 'help' || name === 'lang')
      .map((option) => optionEntry(option, host)),
    '',
    text('cli.help-exit', language),
    '',
  ].join('\n');
}
