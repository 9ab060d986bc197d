import {
  checkFileSize,
  loadFiles,
  parseStandardise,
  type LoadOptions,
  type SourceFile,
} from '../../datasets/load.ts';
import type { Dataset } from '../../datasets/types.ts';
import { readReport } from '../../document/read.ts';
import type { DataFacts, Report } from '../../document/report.ts';
import { importModel } from '../../graph/model.ts';
import { UserError } from '../../messages/index.ts';
import { sha256Hex } from '../../numeric/hash.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { roleOf } from './sniff.ts';
import type { DroppedFile, FileOptions } from './types.ts';

interface Held extends SourceFile {
  readonly role: DroppedFile['role'];
  readonly sha256: string;
}

export type Dropped =
  | { readonly subject: Subject }
  | { readonly report: Report }
  | { readonly missing: 'model' | 'data' | 'labels' };

/** A person's files, dropped in any order: what is there, and what comes of it. Nothing changes when a step throws. */
export class FileShelf {
  #held: readonly Held[] = [];
  #options: FileOptions = {};
  /** The data held are one file of a pair. */
  #half = false;

  get files(): DroppedFile[] {
    return this.#held.map(({ name, bytes, role, sha256 }) => ({ name, bytes: bytes.length, role, sha256 }));
  }

  clear(): void {
    this.#held = [];
    this.#half = false;
  }

  async add(files: readonly File[], options: FileOptions): Promise<Dropped> {
    const fresh: Held[] = [];
    for (const file of files) {
      checkFileSize(file.name, file.size);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const role = roleOf(file.name, bytes);
      if (!role) throw new UserError('app.file-unknown', { name: file.name });
      if (role === 'report') return { report: readReport(bytes) };
      fresh.push({ name: file.name, bytes, role, sha256: sha256Hex(bytes) });
    }
    return this.#settle(this.#joined(fresh), options);
  }

  async remove(name: string): Promise<Dropped> {
    return this.#settle(
      this.#held.filter((file) => file.name !== name),
      this.#options,
    );
  }

  /** New files beside the old: a new model or a whole new set replaces the old one; half a pair joins the other half. */
  #joined(fresh: readonly Held[]): Held[] {
    const of = (files: readonly Held[], role: Held['role']) => files.filter((file) => file.role === role);
    const newest = (role: Held['role']) =>
      of(fresh, role).length ? of(fresh, role).slice(-1) : of(this.#held, role);
    const freshData = of(fresh, 'data');
    const heldData = of(this.#held, 'data').filter(
      ({ name }) => !freshData.some((file) => file.name === name),
    );
    const joins = freshData.length === 0 || this.#half;
    return [...newest('model'), ...(joins ? heldData : []), ...freshData, ...newest('statistics')];
  }

  #settle(held: readonly Held[], options: FileOptions): Dropped {
    const of = (role: Held['role']) => held.filter((file) => file.role === role);
    const [model] = of('model');
    const [statistics] = of('statistics');
    const load: LoadOptions = {
      ...(options.labelColumn ? { labelColumn: options.labelColumn } : {}),
      ...(options.scale ? { scale: options.scale } : {}),
      ...(statistics
        ? { standardise: parseStandardise(new TextDecoder().decode(statistics.bytes), statistics.name) }
        : {}),
    };
    const data = of('data');
    const dataset = data.length ? loadUnlessHalf(data, load) : undefined;
    const half = dataset === 'half';
    const result = this.#outcome(model, half ? undefined : dataset, half, preparationOf(load));
    this.#half = half;
    this.#held = held;
    this.#options = options;
    return result;
  }

  #outcome(
    model: Held | undefined,
    dataset: Dataset | undefined,
    half: boolean,
    preparation: DataFacts['preparation'],
  ): Dropped {
    if (model && dataset)
      return { subject: prepareSubject({ model: model.bytes, target: null, dataset, preparation }) };
    if (model) checkModelAlone(model.bytes);
    return { missing: half ? 'labels' : model ? 'data' : 'model' };
  }
}

/** The dataset, or `half` where one file of a pair is there: samples without labels, or labels without samples. */
function loadUnlessHalf(data: readonly SourceFile[], options: LoadOptions): Dataset | 'half' {
  try {
    return loadFiles(data, options);
  } catch (error) {
    const id = UserError.from(error)?.id;
    if (data.length === 1 && (id === 'datasets.no-labels' || id === 'datasets.no-data')) return 'half';
    throw error;
  }
}

/** A model whose input shape is left open is judged once there are data. */
function checkModelAlone(bytes: Uint8Array): void {
  try {
    importModel(bytes);
  } catch (error) {
    if (UserError.from(error)?.id !== 'graph.free-shape') throw error;
  }
}

function preparationOf({ scale, labelColumn, standardise }: LoadOptions): DataFacts['preparation'] {
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(standardise ? { standardised: true } : {}),
  };
}
