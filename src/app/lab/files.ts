import type { ImportSetting } from '../../assessment/import-setting.ts';
import { parseStandardise, type LoadOptions, type SourceFile } from '../../datasets/load.ts';
import { readReport } from '../../document/read.ts';
import type { DataFacts, Report } from '../../document/report.ts';
import { inFile, UserError, type Message, type MessageId } from '../../messages/index.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { prepareRecorded } from '../../assessment/recorded.ts';
import { parsePlan, type Plan } from '../../assessment/plan.ts';
import { isAbort } from '../../workers/errors.ts';
import { dataFacts, modelFacts, statisticsFacts } from './file-facts.ts';
import { isLayersModel } from '../../graph/layers-model/index.ts';
import { readOnnx } from '../../graph/onnx/read.ts';
import { assemble, baseName, furtherFilesOf, type Assembled } from './import/assemble.ts';
import type { CardShelf } from './import/cards.ts';
import { loadData, namesIn, type Loaded } from './import/data.ts';
import { joined, refuseSeveral } from './import/join.ts';
import { grouped, readAll, type Group } from './import/read.ts';
import { firstThatFits, plainInfo, waysOf } from './import/setting.ts';
import type { ImportInfo } from './import/types.ts';
import { unwatched, type Watch } from './import/watch.ts';
import { wishesOf } from './import/wishes.ts';
import type { DroppedFile, FileOptions, FileRole, Missing, NamedFile } from './types.ts';

type Held = Group;

/** What came of the files, with how the model is read. */
export type Dropped =
  | { readonly subject: Subject; readonly info: ImportInfo }
  | { readonly report: Report }
  | { readonly plan: Plan; readonly name: string }
  | { readonly trouble: Message }
  | { readonly missing: Missing; readonly info: ImportInfo };

/** With what is wrong with each of the files that were not taken. */
export type Added = Dropped & { readonly refused?: readonly Message[] };

/** Trouble that other settings mend: the files are kept and wait for them. */
const mendable: readonly MessageId[] = [
  'datasets.csv-no-label',
  'datasets.outside-range',
  'datasets.scale',
  'datasets.stats-count',
  'datasets.stats-image',
  'datasets.image-sizes',
  'graph.one-value',
  'graph.regression',
];

/** A person's files, dropped in any order: what is there, and what comes of it. Nothing changes when a step throws. */
export class FileShelf {
  #held: readonly Held[] = [];
  #options: FileOptions = {};
  /** The data held are one file of a pair. */
  #half = false;
  /** What was understood of each role's files, as they were read last. */
  #facts: Partial<Record<FileRole, readonly Message[]>> = {};
  #model: Uint8Array | undefined;
  #info: ImportInfo = plainInfo;
  /** The data of the subject as they were read: not yet fitted, labels as in the files. */
  #loaded: Loaded | undefined;
  /** The model put together last, and of what. */
  #whole: { readonly of: readonly Uint8Array[]; readonly assembled: Assembled } | undefined;
  readonly #cards: CardShelf;

  constructor(cards: CardShelf) {
    this.#cards = cards;
  }

  get files(): DroppedFile[] {
    return this.#held.map(({ name, parts, role, sha256 }) => ({
      name,
      bytes: parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
      count: parts.length,
      role,
      sha256,
      facts: this.#facts[role] ?? [],
    }));
  }

  /** The held model as one ONNX file; undefined where none is held, or not all of it. */
  get model(): Uint8Array | undefined {
    return this.#model;
  }

  /** The subject's data as they were read; undefined where there is no subject. */
  get dataset() {
    return this.#loaded?.dataset;
  }

  /** The held model's file, and how it is read. */
  get reading(): { readonly name: string; readonly setting: ImportSetting } | undefined {
    const name = this.#held.find(({ role }) => role === 'model')?.name;
    return name === undefined ? undefined : { name, setting: this.#info.setting };
  }

  clear(): void {
    this.#held = [];
    this.#half = false;
    this.#facts = {};
    this.#model = this.#loaded = this.#whole = undefined;
    this.#info = plainInfo;
  }

  /**
   * Files that are unfit are left out, each with its sentence, and the others are taken; where none is fit what was there stays.
   * @throws UserError for a single file, or files that do not go together; an AbortError when the watch wants no more
   */
  async add(files: readonly NamedFile[], options: FileOptions, watch: Watch = unwatched): Promise<Added> {
    const refused: UserError[] = [];
    for (let rest = files; rest.length > 0;) {
      try {
        const added = await this.#add(rest, options, watch);
        return refused.length > 0 ? { ...added, refused: refused.map(({ told }) => told) } : added;
      } catch (error) {
        const trouble = UserError.from(error);
        const fit = trouble ? rest.filter((file) => !isMeant(file, trouble)) : rest;
        if (!trouble || files.length === 1 || fit.length === rest.length) throw refused[0] ?? error;
        refused.push(trouble);
        rest = fit;
      }
    }
    return { ...(await this.readAgain(this.#options, watch)), refused: refused.map(({ told }) => told) };
  }

  async #add(files: readonly NamedFile[], options: FileOptions, watch: Watch): Promise<Dropped> {
    const read = await readAll(files, this.#held.find(({ role }) => role === 'model')?.parts[0], watch);
    const [only] = read;
    const alone = read.find(({ role }) => role === 'report' || role === 'plan');
    if (alone && read.length > 1)
      throw new UserError(alone.role === 'report' ? 'app.report-alone' : 'app.plan-alone', {
        name: alone.name,
      });
    if (only.role === 'report') return { report: inFile(only.name, () => readReport(only.bytes)) };
    if (only.role === 'plan') return { plan: inFile(only.name, () => planIn(only.bytes)), name: only.name };
    const fresh = grouped(read);
    checkModels(fresh);
    refuseSeveral(fresh, 'model', 'app.two-models');
    refuseSeveral(fresh, 'statistics', 'app.two-statistics');
    refuseSeveral(fresh, 'card', 'app.two-cards');
    return this.#join(fresh, options, watch);
  }

  async remove(sha256: string, watch: Watch = unwatched): Promise<Dropped> {
    return this.#settle(
      this.#held.filter((file) => file.sha256 !== sha256),
      this.#options,
      [],
      watch,
    );
  }

  /** The files that are here, read in another way. */
  async readAgain(options: FileOptions, watch: Watch = unwatched): Promise<Dropped> {
    return this.#settle(this.#held, options, [], watch);
  }

  /**
   * Two files of one name are a pair from two folders where they go together; where they do not, the later one stands for
   * a new version of the earlier.
   */
  async #join(fresh: readonly Held[], options: FileOptions, watch: Watch): Promise<Dropped> {
    const settle = (old: readonly Held[]) =>
      this.#settle(joined(old, fresh, this.#half), options, fresh, watch);
    const renewed = this.#held.filter(({ name }) => !fresh.some((file) => file.name === name));
    if (renewed.length === this.#held.length) return settle(this.#held);
    try {
      return await settle(this.#held);
    } catch (error) {
      if (isAbort(error)) throw error;
      return settle(renewed);
    }
  }

  async #settle(
    held: readonly Held[],
    options: FileOptions,
    fresh: readonly Held[],
    watch: Watch,
  ): Promise<Dropped> {
    try {
      return await this.#settled(held, options, fresh, watch);
    } catch (error) {
      const trouble = UserError.from(error);
      const model = held.find(({ role }) => role === 'model');
      throw trouble && model && trouble.id.startsWith('graph.') ? trouble.about(model.name) : error;
    }
  }

  async #settled(
    held: readonly Held[],
    options: FileOptions,
    fresh: readonly Held[],
    watch: Watch,
  ): Promise<Dropped> {
    const of = (role: FileRole) => held.filter((file) => file.role === role);
    const parts = (role: FileRole) => of(role).flatMap((file) => file.parts);
    const [statistics] = parts('statistics');
    const load: LoadOptions = {
      ...(options.labelColumn ? { labelColumn: options.labelColumn } : {}),
      ...(options.scale === undefined ? {} : { scale: options.scale }),
      ...(statistics
        ? { standardise: parseStandardise(new TextDecoder().decode(statistics.bytes), statistics.name) }
        : {}),
    };
    const [predictions] = parts('predictions');
    if (predictions) return this.#recorded(predictions, held, options, parts('classes')[0]);
    const [modelFile] = parts('model');
    const assembled = modelFile && this.#assembled(modelFile, parts('weights'));
    const model = assembled?.model;
    const [[card], [classes]] = [parts('card'), parts('classes')];
    const wishes = await wishesOf({ model, before: this.#model, card, classes, fresh }, options, this.#cards);
    const read = await readOrMend(async () => {
      const source = { files: parts('data'), options: load, classes, model };
      const found = source.files.length ? await loadData(source, this.#loaded, watch) : undefined;
      const half = found === 'half';
      const loaded = found === 'half' ? undefined : found;
      const { dataset: whole, resize } = loaded ?? {};
      const facts = whole
        ? [...dataFacts(whole), ...(whole.notes ?? [])]
        : half
          ? [{ id: 'app.understood-half' } as const]
          : [];
      const outcome = (): Dropped => {
        if (!model || !whole)
          return {
            missing: half ? 'labels' : model ? 'data' : modelFile ? 'weights' : whole ? 'model' : 'both',
            info: { reasons: [], ...wishes[0] },
          };
        const ways = wishes.flatMap((wish) => waysOf(wish, model, whole));
        return firstThatFits(ways, (info) => {
          const preparation = { ...preparationOf(load), ...(resize ? { resize } : {}) };
          const { setting } = info;
          const subject = prepareSubject({ model, target: null, dataset: whole, preparation, setting });
          return { subject, info: { ...info, setting: subject.model.setting ?? {} } };
        });
      };
      return { half, facts, loaded, dropped: outcome() };
    });
    const dropped = 'half' in read ? read.dropped : read;
    this.#half = 'half' in read ? read.half : false;
    this.#facts = {
      ...(model ? { model: modelFacts(model, wishes[0].setting) } : {}),
      ...(assembled?.missing.length
        ? { model: [{ id: 'import.weights-missing', values: { names: assembled.missing.join(', ') } }] }
        : {}),
      ...('half' in read ? { data: read.facts } : {}),
      ...(load.standardise ? { statistics: statisticsFacts(load.standardise) } : {}),
    };
    this.#held = held.filter((file) => file.role !== 'weights' || !modelFile || isOf(modelFile, file));
    this.#options = options;
    this.#model = model;
    this.#loaded = 'half' in read ? read.loaded : undefined;
    this.#info = 'info' in dropped ? dropped.info : { reasons: [], ...wishes[0] };
    return dropped;
  }

  /** Predictions that were made elsewhere stand for a model. */
  #recorded(
    file: SourceFile,
    held: readonly Held[],
    options: FileOptions,
    classes: SourceFile | undefined,
  ): Dropped {
    const { labelColumn } = options;
    const classNames = classes && namesIn(classes);
    const { subject, notes } = prepareRecorded(file, {
      ...(labelColumn ? { labelColumn } : {}),
      ...(classNames ? { classNames } : {}),
    });
    this.#held = held;
    this.#options = options;
    this.#facts = { predictions: notes };
    this.#half = false;
    this.#model = this.#loaded = undefined;
    this.#info = plainInfo;
    return { subject, info: plainInfo };
  }

  /** A model of several files is put together once, not whenever something else is read anew. */
  #assembled(model: SourceFile, weights: readonly SourceFile[]): Assembled {
    const of = [model.bytes, ...weights.map(({ bytes }) => bytes)];
    const known = this.#whole;
    if (known && known.of.length === of.length && known.of.every((bytes, at) => bytes === of[at]))
      return known.assembled;
    const assembled = assemble(model, weights);
    this.#whole = { of, assembled };
    return assembled;
  }
}

/** Whether some of these files are the model's own. */
const isOf = (model: SourceFile, { parts }: Held): boolean => {
  const names = furtherFilesOf(model.bytes);
  return parts.some(({ name }) => names.includes(baseName(name)));
};

/** What some reading gives, or the trouble where other settings would mend it. */
async function readOrMend<T>(read: () => Promise<T>): Promise<T | { readonly trouble: Message }> {
  try {
    return await read();
  } catch (error) {
    const user = UserError.from(error);
    if (!user || !mendable.includes(user.id)) throw error;
    return { trouble: user.told };
  }
}

/** @throws UserError when the text is no plan. */
function planIn(bytes: Uint8Array): Plan {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UserError('assessment.plan-shape', {}, { cause });
  }
  return parsePlan(value);
}

function preparationOf({ scale, labelColumn, standardise }: LoadOptions): DataFacts['preparation'] {
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(standardise ? { standardised: true } : {}),
  };
}

/** Of several models one that cannot be read is no choice. @throws UserError that names it */
function checkModels(fresh: readonly Held[]): void {
  const models = fresh.filter(({ role }) => role === 'model');
  if (models.length < 2) return;
  for (const { name, parts } of models)
    if (!isLayersModel(parts[0].bytes)) inFile(name, () => readOnnx(parts[0].bytes));
}

/** Whether trouble speaks of a file that was dropped by itself; files of a folder stand or fall together. */
function isMeant({ path }: NamedFile, { file, values }: UserError): boolean {
  return !path.includes('/') && [file, values.name, ...String(values.names ?? '').split(', ')].includes(path);
}
