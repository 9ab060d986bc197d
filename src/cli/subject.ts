import { prepareSubject, type Subject } from '../assessment/subject.ts';
import { bundledDatasets, loadBundledTest } from '../datasets/bundled.ts';
import { loadFiles, parseStandardise, type LoadOptions } from '../datasets/load.ts';
import type { Dataset } from '../datasets/types.ts';
import type { DataFacts } from '../document/report.ts';
import { largestFile } from '../graph/onnx/read.ts';
import { UserError } from '../messages/index.ts';
import { listTargets, loadTarget } from '../training/bundled.ts';
import { exists, readPublic, readTyped } from './files.ts';
import type { Host } from './host.ts';

/** What was typed about model and data. */
export interface SubjectRequest {
  readonly target: string;
  /** Absent: the bundled target's own. */
  readonly data?: string;
  readonly scale?: number;
  readonly standardise?: string;
  readonly labelColumn?: string;
}

interface LoadedModel {
  readonly bytes: Uint8Array;
  /** Id of a bundled target; null for a file. */
  readonly target: string | null;
  /** The bundled target's own data. */
  readonly data?: string;
}

async function loadModel(host: Host, target: string): Promise<LoadedModel> {
  const fetchBytes = readPublic(host);
  const known = (await listTargets(fetchBytes).catch(() => [])).map(({ id }) => id);
  const ofLessons = (await listTargets(fetchBytes, 'lessons').catch(() => [])).map(({ id }) => id);
  if (known.includes(target) || ofLessons.includes(target)) {
    const { bytes, card } = await loadTarget(target, fetchBytes);
    return { bytes, target, data: card.dataset.id };
  }
  if (!/[./\\]/.test(target) && !(await exists(host, target))) {
    throw new UserError('cli.no-target', { target, known: known.join(', ') });
  }
  const bytes = await readTyped(host, target);
  if (bytes.length > largestFile) throw new UserError('cli.model-too-large', { path: target });
  return { bytes, target: null };
}

const isBundled = (data: string) => (bundledDatasets as readonly string[]).includes(data);

/** A file name may hold commas itself; else they part the files. */
async function pathsIn(host: Host, data: string): Promise<string[]> {
  if (await exists(host, data)) return [data];
  const paths = data.split(',').map((path) => path.trim());
  if (paths.includes('')) throw new UserError('cli.data-form', { data });
  return paths;
}

async function loadOptions(host: Host, request: SubjectRequest): Promise<LoadOptions> {
  const { scale, standardise, labelColumn } = request;
  if (standardise === undefined) return { scale, labelColumn };
  const text = new TextDecoder().decode(await readTyped(host, standardise));
  return { scale, labelColumn, standardise: parseStandardise(text, standardise) };
}

async function loadData(host: Host, data: string, request: SubjectRequest): Promise<Dataset> {
  if (isBundled(data)) {
    for (const [option, given] of [
      ['--scale', request.scale],
      ['--standardise', request.standardise],
      ['--label-column', request.labelColumn],
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
  const files = await Promise.all(paths.map(async (name) => ({ name, bytes: await readTyped(host, name) })));
  return loadFiles(files, options);
}

function preparationOf({ scale, standardise, labelColumn }: SubjectRequest): DataFacts['preparation'] {
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(standardise === undefined ? {} : { standardised: true }),
  };
}

/**
 * Model and data as typed, fitted to each other.
 * @throws UserError with one sentence for whatever does not exist, cannot be read or does not fit.
 */
export async function loadSubject(host: Host, request: SubjectRequest): Promise<Subject> {
  const { bytes, target, data: own } = await loadModel(host, request.target);
  const data = request.data ?? own;
  if (data === undefined) throw new UserError('cli.data-needed', { target: request.target });
  const dataset = await loadData(host, data, request);
  return prepareSubject({ model: bytes, target, dataset, preparation: preparationOf(request) });
}
