import { dirname, join } from 'node:path';
import { prepareRecorded } from '../assessment/recorded.ts';
import type { ImportSetting } from '../assessment/import-setting.ts';
import { prepareSubject, type Subject } from '../assessment/subject.ts';
import { bundledDatasets, loadBundled, loadBundledTest } from '../datasets/bundled.ts';
import { loadFiles, parseStandardise, type LoadOptions, type SourceFile } from '../datasets/load.ts';
import type { Dataset } from '../datasets/types.ts';
import type { DataFacts } from '../document/report.ts';
import { convertLayersModel, isLayersModel, weightFilesOf } from '../graph/layers-model/index.ts';
import { externalFiles, inlineExternal } from '../graph/onnx/external.ts';
import { largestFile } from '../graph/onnx/read.ts';
import { inFile, text, UserError } from '../messages/index.ts';
import { listTargets, loadTarget } from '../training/bundled.ts';
import { knowledgeOf } from '../training/card.ts';
import type { TrainingKnowledge } from '../training/knowledge.ts';
import { exists, isFolder, readFolder, readPublic, readTyped } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { classNamesIn, modelBeside, settingFrom, settingOptions, type SettingRequest } from './setting.ts';

/** What was typed about model and data. */
export interface SubjectRequest {
  readonly target: string;
  /** Absent: the bundled target's own. */
  readonly data?: string;
  /** Rows that the model was trained on. */
  readonly trainData?: string;
  readonly scale?: number;
  readonly standardise?: string;
  readonly labelColumn?: string;
  /** Height and width that images are brought to. */
  readonly resize?: readonly [number, number];
  readonly setting?: SettingRequest;
  /** How the report that is run again read the model; a card comes before it. */
  readonly reported?: ImportSetting;
}

/** What was typed where predictions stand in place of a model. */
export interface RecordedRequest {
  readonly predictions: string;
  readonly labelColumn?: string;
  readonly classNames?: string;
}

/** The model's path or id as typed, else the file that the card names, beside the card. */
export function targetOf(
  options: Options,
  { card }: SettingRequest,
  name: 'target' | 'model' = 'target',
): string {
  const path = options.text('card');
  const beside = card && path !== undefined ? modelBeside(path, card) : undefined;
  return options.text(name) ?? beside ?? options.required(name);
}

/** What was typed about model and data. */
export const requestOfOptions = (
  options: Options,
  target: string,
  setting: SettingRequest,
): SubjectRequest => ({
  target,
  data: options.text('data'),
  trainData: options.text('train-data'),
  scale: options.number('scale'),
  standardise: options.text('standardise'),
  labelColumn: options.text('label-column'),
  resize: options.size('resize'),
  setting,
});

interface LoadedModel {
  readonly bytes: Uint8Array;
  /** Id of a bundled target; null for a file. */
  readonly target: string | null;
  /** The bundled target's own data, and how it was trained on them. */
  readonly data?: string;
  readonly training?: TrainingKnowledge;
}

/** A TensorFlow.js model as ONNX; its weight files are looked for beside it, by the plain names that it gives. */
async function convertBeside(host: Host, path: string, json: Uint8Array): Promise<Uint8Array> {
  const weights = weightFilesOf(json).map(async (name) => {
    const beside = join(dirname(path), name);
    return (await exists(host, beside)) ? [{ name, bytes: await readTyped(host, beside) }] : [];
  });
  return convertLayersModel([{ name: path, bytes: json }, ...(await Promise.all(weights)).flat()]);
}

export async function loadModel(host: Host, target: string): Promise<LoadedModel> {
  const fetchBytes = readPublic(host);
  const known = (await listTargets(fetchBytes).catch(() => [])).map(({ id }) => id);
  const ofLessons = (await listTargets(fetchBytes, 'lessons').catch(() => [])).map(({ id }) => id);
  if (known.includes(target) || ofLessons.includes(target)) {
    const { bytes, card } = await loadTarget(target, fetchBytes);
    return { bytes, target, data: card.dataset.id, training: knowledgeOf(card) };
  }
  if (!/[./\\]/.test(target) && !(await exists(host, target))) {
    throw new UserError('cli.no-target', { target, known: known.join(', ') });
  }
  const bytes = await readTyped(host, target);
  if (isLayersModel(bytes)) return { bytes: await convertBeside(host, target, bytes), target: null };
  if (bytes.length > largestFile) throw new UserError('cli.model-too-large', { path: target });
  return { bytes: await withSideFiles(host, target, bytes), target: null };
}

/** The model with the weights that it keeps in files beside it. */
async function withSideFiles(host: Host, target: string, bytes: Uint8Array): Promise<Uint8Array> {
  const names = inFile(target, () => externalFiles(bytes));
  const files: Record<string, Uint8Array> = {};
  for (const name of names) files[name] = await readTyped(host, join(dirname(target), name));
  return names.length === 0 ? bytes : inlineExternal(bytes, files);
}

const isBundled = (data: string) => (bundledDatasets as readonly string[]).includes(data);

/** A file name may hold commas itself; else they part the files. */
async function pathsIn(host: Host, data: string): Promise<string[]> {
  if (await exists(host, data)) return [data];
  const paths = data.split(',').map((path) => path.trim());
  if (paths.includes('')) throw new UserError('cli.data-form', { data });
  return paths;
}

const textOf = async (host: Host, path: string): Promise<string> =>
  new TextDecoder().decode(await readTyped(host, path));

/** The files of typed paths; those of a folder by their paths inside it, of one among several by its own path too. */
async function filesOf(host: Host, paths: readonly string[]): Promise<SourceFile[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      if (!(await isFolder(host, path))) return [{ name: path, bytes: await readTyped(host, path) }];
      const found = await readFolder(host, path);
      return paths.length === 1
        ? found
        : found.map(({ name, bytes }) => ({ name: `${path}/${name}`, bytes }));
    }),
  );
  return files.flat();
}

/** Names that number the data's classes: where labels are mapped to the model's classes, they are not the data's. */
function namesForData({ classNames, labelOffset, card }: SettingRequest = {}) {
  return labelOffset === undefined && card?.setting.labels === undefined ? classNames : undefined;
}

async function loadOptions(host: Host, request: SubjectRequest): Promise<LoadOptions> {
  const { scale, standardise, labelColumn, resize } = request;
  return {
    scale,
    labelColumn,
    resize,
    classNames: namesForData(request.setting),
    ...(standardise === undefined
      ? {}
      : { standardise: parseStandardise(await textOf(host, standardise), standardise) }),
  };
}

export async function loadData(host: Host, data: string, request: SubjectRequest): Promise<Dataset> {
  if (isBundled(data)) {
    for (const [option, given] of [
      ['--train-data', request.trainData],
      ['--scale', request.scale],
      ['--standardise', request.standardise],
      ['--label-column', request.labelColumn],
      ['--class-names', request.setting?.classNames],
      ['--resize', request.resize],
    ] as const) {
      if (given !== undefined) throw new UserError('cli.files-only', { option, data });
    }
    return loadBundledTest(data, readPublic(host));
  }
  const paths = await pathsIn(host, data);
  if (paths.length === 1 && !/[./\\]/.test(data) && !(await exists(host, data))) {
    throw new UserError('cli.no-data', { data, known: bundledDatasets.join(', ') });
  }
  const options = await loadOptions(host, request);
  const { trainData } = request;
  const train = trainData === undefined ? undefined : await filesOf(host, await pathsIn(host, trainData));
  const dataset = loadFiles(await filesOf(host, paths), { ...options, ...(train ? { train } : {}) });
  for (const note of dataset.notes ?? []) host.say(text(note, host.language));
  return dataset;
}

function preparationOf({
  scale,
  standardise,
  labelColumn,
  resize,
}: SubjectRequest): DataFacts['preparation'] {
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(standardise === undefined ? {} : { standardised: true }),
    ...(resize === undefined ? {} : { resize }),
  };
}

/**
 * Model and data as typed, fitted to each other.
 * @param loaded the model, where it has been loaded already
 * @throws UserError with one sentence for whatever does not exist, cannot be read or does not fit.
 */
export async function loadSubject(
  host: Host,
  request: SubjectRequest,
  loaded?: LoadedModel,
): Promise<Subject> {
  const { bytes, target, data: own, training } = loaded ?? (await loadModel(host, request.target));
  const data = request.data ?? own;
  if (data === undefined) throw new UserError('cli.data-needed', { target: request.target });
  const dataset = await loadData(host, data, request);
  const typed = inFile(request.target, () => settingFrom(request.setting ?? {}, bytes, dataset), 'graph.');
  const setting = request.setting?.card ? typed : { ...request.reported, ...typed };
  const preparation = preparationOf(request);
  const prepare = () =>
    prepareSubject({
      model: bytes,
      target,
      dataset,
      preparation,
      setting,
      // What a card says of rows holds for its own data alone.
      ...(training && data === own ? { training } : {}),
      ...(isBundled(data) ? { whole: () => loadBundled(data, readPublic(host)) } : {}),
    });
  return inFile(request.target, prepare, 'graph.');
}

/** @throws UserError where something that belongs to a model is typed beside predictions. */
export function recordedRequest(options: Options): RecordedRequest {
  for (const name of ['target', 'data', 'train-data', 'scale', 'standardise', 'resize', ...settingOptions])
    if (options.has(name)) throw new UserError('cli.predictions-alone', { option: `--${name}` });
  return {
    predictions: options.required('predictions'),
    labelColumn: options.text('label-column'),
    classNames: options.text('class-names'),
  };
}

/**
 * Predictions as typed, in place of a model.
 * @throws UserError with one sentence for a file that cannot be read or is no table of predictions.
 */
export async function loadRecorded(host: Host, request: RecordedRequest): Promise<Subject> {
  const { predictions, labelColumn } = request;
  const file = { name: predictions, bytes: await readTyped(host, predictions) };
  const names = request.classNames;
  const classNames = names === undefined ? undefined : await classNamesIn(host, names);
  const { subject, notes } = prepareRecorded(file, { labelColumn, classNames });
  for (const note of notes) host.say(text(note, host.language));
  return subject;
}
