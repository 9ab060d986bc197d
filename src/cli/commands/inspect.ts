import { basename } from 'node:path';
import { hindrance } from '../../assessment/access.ts';
import { diagnose, type Diagnosis } from '../../assessment/diagnosis.ts';
import { trialFlight, type Flight } from '../../assessment/flight.ts';
import { guessPreprocessing, takesOwnUnits } from '../../assessment/guess.ts';
import { figuresOf } from '../../graph/preflight.ts';
import { importPlain, type ImportSetting } from '../../assessment/import-setting.ts';
import { importCard, importCardText } from '../../assessment/model-card.ts';
import type { OpenEngine } from '../../assessment/open-subject.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { checkClassNames } from '../../datasets/class-names.ts';
import type { Dataset } from '../../datasets/types.ts';
import { inspectModel, type ModelInspection } from '../../graph/inspect.ts';
import { estimateMemory, type MemoryEstimate } from '../../graph/memory.ts';
import type { Access } from '../../graph/model.ts';
import { createWasmRuntime } from '../../graph/runtime/wasm.ts';
import { indicators } from '../../indicators/index.ts';
import {
  inFile,
  text,
  UserError,
  type Message,
  type MessageId,
  type MessageValue,
} from '../../messages/index.ts';
import { OutputFile } from '../files.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';
import { settingFrom, settingRequest } from '../setting.ts';
import { loadData, loadModel, requestOfOptions, targetOf } from '../subject.ts';

const reach: Readonly<Record<Access, number>> = { label: 0, score: 1, gradient: 2 };
const accessWords = {
  gradient: 'cli.inspect-gradient',
  score: 'cli.inspect-score',
  label: 'cli.inspect-label',
} as const;

/** Indicators that a model with this access has, and of those the ones that lack the rows it was trained on. */
function possible(access: Access, subject: Subject | undefined) {
  const reached = indicators.filter(({ needs }) => reach[needs] <= reach[access]);
  const lacking = reached.filter(
    (indicator) => indicator.looksAt === 'training' && (!subject || hindrance(indicator, subject.info)),
  );
  return { now: reached.filter((indicator) => !lacking.includes(indicator)), lacking };
}

const listed = (some: readonly { readonly id: string }[]): string => some.map(({ id }) => id).join(', ');

const megabyte = 1e6;
const sizeText = (bytes: number): string =>
  bytes < megabyte ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1e4) / 100} MB`;

const dims = (shape: readonly (number | string)[] | undefined) =>
  shape ? `[${shape.map((dim) => (dim === 'free' ? '?' : dim)).join(', ')}]` : '?';

/** What was found of a model and its data. */
interface Found {
  readonly inspection: ModelInspection;
  readonly setting: ImportSetting;
  readonly guess?: ReturnType<typeof guessPreprocessing>[number];
  readonly memory?: MemoryEstimate;
  /** A trial run on the first sample. */
  readonly flight?: Flight;
  readonly diagnosis?: Diagnosis;
  /** Why the data and the model do not go together as they are read now. */
  readonly trouble?: Message;
}

const openEngine: OpenEngine = async () => ({
  runtime: createWasmRuntime(),
  report: { engine: 'wasm', agreement: null },
});

const troubleIn = (error: unknown): Message => {
  const trouble = UserError.from(error);
  if (!trouble) throw error;
  return trouble.told;
};

async function look(
  target: string,
  model: Uint8Array,
  dataset: Dataset | undefined,
  setting: ImportSetting,
  signal: AbortSignal,
): Promise<Found> {
  const { output, single, classNames } = setting;
  const classes = classNames?.length;
  const options = { sampleShape: dataset?.shape, output, single, classes };
  const inspection = inFile(target, () => inspectModel(model, options));
  if (!dataset) return { inspection, setting };
  try {
    const [guess] = takesOwnUnits(model, setting, dataset) ? [] : guessPreprocessing(model, dataset);
    const memory = estimateMemory(importPlain(model, setting, dataset.shape));
    const diagnosis = await diagnose({ model, dataset, setting, openEngine, signal });
    return {
      inspection,
      setting,
      guess,
      memory,
      diagnosis,
    };
  } catch (error) {
    return { inspection, setting, trouble: troubleIn(error) };
  }
}

/** A trial run of a subject on its first sample. */
async function tried(subject: Subject): Promise<Pick<Found, 'flight' | 'trouble'>> {
  const selection = { order: 'file', indices: [0], of: subject.dataset.test.count } as const;
  try {
    return { flight: await trialFlight(subject.source(selection, 'wasm'), openEngine) };
  } catch (error) {
    return { trouble: troubleIn(error) };
  }
}

type Say = (id: MessageId, values?: Record<string, MessageValue>) => string;

const rounded = (value: number) => Number(value.toPrecision(2));
const mebibytes = (bytes: number) => Math.ceil(bytes / 1048576);

/** What the model takes of memory and time, and whether its gradient is right, as far as this is known. */
function costs({ memory: estimated, flight }: Found, say: Say): string[] {
  const memory = flight?.memory ?? estimated;
  const lines: string[] = [];
  if (memory) {
    const each = Math.ceil((memory.gradientPerSample ?? memory.forwardPerSample) / 1024);
    lines.push(say('cli.inspect-memory', { megabytes: mebibytes(memory.least), each }));
  }
  const { forward = null, gradient = null } = flight?.milliseconds ?? {};
  if (forward !== null)
    lines.push(
      gradient === null
        ? say('cli.inspect-time', { forward: rounded(forward) })
        : say('cli.inspect-times', { forward: rounded(forward), gradient: rounded(gradient) }),
    );
  if (flight?.gradient) {
    const told = figuresOf(flight.gradient);
    const figures = told ? say(told.id, told.values) : '';
    const verdict = say(`import.gradient-${flight.gradient.verdict}`);
    lines.push(say('cli.inspect-check', { verdict, figures }).trimEnd());
  }
  return lines;
}

/** Lines for a person. */
function shown(found: Found, subject: Subject | undefined, host: Host): string[] {
  const { inspection, guess, diagnosis, trouble, flight } = found;
  const say: Say = (id, values = {}) => text({ id, values }, host.language);
  const told = (message: Message) => text(message, host.language);
  const { inputs, outputs, operators, access } = inspection;
  const value = ({ name, dtype, dims: shape }: (typeof inputs)[number]) => `${name} ${dtype} ${dims(shape)}`;
  const reached = (): string[] => {
    if (!access) return [say('cli.inspect-unusable')];
    const { now, lacking } = possible(access, subject);
    return [
      say(accessWords[access], { indicators: listed(now) || '–' }),
      ...(lacking.length > 0 ? [say('cli.inspect-training', { indicators: listed(lacking) })] : []),
    ];
  };
  const lines = [
    say('cli.inspect-file', {
      producer: inspection.producer || '–',
      opset: inspection.opset,
      parameters: inspection.parameters,
      size: sizeText(inspection.bytes),
      sha256: inspection.sha256,
    }),
    say('cli.inspect-inputs', { list: inputs.map(value).join('; ') }),
    say('cli.inspect-outputs', { list: outputs.map(value).join('; ') }),
    say('cli.inspect-operators', {
      list: operators.map(({ name, count }) => `${name} × ${count}`).join(', '),
    }),
    ...reached(),
    ...inspection.findings.map(told),
  ];
  lines.push(...costs(found, say), ...(flight?.messages ?? []).map(told));
  if (trouble) lines.push(told(trouble));
  if (guess)
    lines.push(
      say('cli.inspect-guess', {
        steps: Object.keys(guess.preprocessing).length
          ? JSON.stringify(guess.preprocessing)
          : say('cli.inspect-guess-none'),
        reasons: guess.reasons.map(told).join(host.language === 'zh' ? '' : ' '),
      }),
    );
  lines.push(...(diagnosis?.messages ?? []).map(told));
  for (const { changes, measured, setting } of diagnosis?.alternatives ?? [])
    lines.push(
      say('cli.inspect-alternative', {
        accuracy: Math.round(1000 * measured.accuracy) / 10,
        changes: changes.map(told).join(host.language === 'zh' ? '、' : ', '),
        setting: JSON.stringify(setting),
      }),
    );
  return lines;
}

export async function runInspect(host: Host, options: Options): Promise<number> {
  if (options.positionals.length > 0) throw new UserError('cli.extra-word', { word: options.positionals[0] });
  const cardOut = options.text('card-out');
  const take = options.number('take');
  if (take !== undefined && cardOut === undefined) throw new UserError('cli.take-card');
  const output = cardOut === undefined ? undefined : await OutputFile.prepare(host, cardOut);
  const request = await settingRequest(host, options);
  const target = targetOf(options, request);
  const { bytes, data: own, target: bundled } = await loadModel(host, target);
  const wanted = requestOfOptions(options, target, request);
  const data = wanted.data ?? own;
  const dataset = data === undefined ? undefined : await loadData(host, data, wanted);
  if (!dataset && (request.preprocess !== undefined || request.labelOffset !== undefined))
    throw new UserError('cli.data-needed', { target });
  const setting = settingFrom(request, bytes, dataset) ?? {};
  const looked = await look(target, bytes, dataset, setting, host.signal);
  host.signal.throwIfAborted();
  if (request.classNames && looked.inspection.model)
    checkClassNames(request.classNames, looked.inspection.model.classes);
  const subject = looked.trouble || !dataset ? undefined : prepared(bytes, dataset, setting);
  const facts = subject && { model: subject.model, data: subject.data };
  const found: Found = subject ? { ...looked, ...(await tried(subject)) } : looked;
  if (options.has('json'))
    host.print(`${JSON.stringify({ ...found, ...(facts ? { facts } : {}) }, null, 1)}\n`);
  else for (const line of shown(found, subject, host)) host.print(`${line}\n`);
  if (output) {
    const file = bundled === null ? { file: basename(target) } : {};
    const kept = take === undefined ? setting : offeredSetting(found, take);
    await output.write(importCardText(importCard({ sha256: found.inspection.sha256, ...file }, kept)));
  }
  return found.trouble || found.inspection.access === undefined ? exit.unmet : exit.done;
}

/** The k-th of the better readings that were listed, counted from 1. */
function offeredSetting({ diagnosis }: Found, take: number): ImportSetting {
  const offers = diagnosis?.alternatives ?? [];
  const found = offers[take - 1];
  if (!found) throw new UserError('cli.take', { value: String(take), count: offers.length });
  return found.setting;
}

/** What an assessment would work on, where model and data fit as they are read now. */
function prepared(model: Uint8Array, dataset: Dataset, setting: ImportSetting): Subject | undefined {
  try {
    return prepareSubject({ model, target: null, dataset, setting });
  } catch (error) {
    if (UserError.from(error)) return undefined;
    throw error;
  }
}
