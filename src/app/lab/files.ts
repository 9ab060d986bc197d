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
import { UserError, type Message, type MessageId } from '../../messages/index.ts';
import { sha256Hex } from '../../numeric/hash.ts';
import { prepareSubject, type Subject } from '../../assessment/subject.ts';
import { parsePlan, type Plan } from '../../assessment/plan.ts';
import { dataFacts, modelFacts, statisticsFacts } from './file-facts.ts';
import { roleOf } from './sniff.ts';
import type { DroppedFile, FileOptions } from './types.ts';

interface Held extends SourceFile {
  readonly role: DroppedFile['role'];
  readonly sha256: string;
}

export type Dropped =
  | { readonly subject: Subject }
  | { readonly report: Report }
  | { readonly plan: Plan; readonly name: string }
  | { readonly trouble: Message }
  | { readonly missing: 'model' | 'data' | 'labels' | 'both' };

/** Trouble that other settings mend: the files are kept and wait for them. */
const mendable: readonly MessageId[] = [
  'datasets.csv-no-label',
  'datasets.outside-range',
  'datasets.scale',
  'datasets.stats-count',
  'datasets.stats-image',
];

/** A person's files, dropped in any order: what is there, and what comes of it. Nothing changes when a step throws. */
export class FileShelf {
  #held: readonly Held[] = [];
  #options: FileOptions = {};
  /** The data held are one file of a pair. */
  #half = false;
  /** What was understood of each role's files, as they were read last. */
  #facts: Partial<Record<DroppedFile['role'], readonly Message[]>> = {};

  get files(): DroppedFile[] {
    return this.#held.map(({ name, bytes, role, sha256 }) => ({
      name,
      bytes: bytes.length,
      role,
      sha256,
      facts: this.#facts[role] ?? [],
    }));
  }

  clear(): void {
    this.#held = [];
    this.#half = false;
    this.#facts = {};
  }

  async add(files: readonly File[], options: FileOptions): Promise<Dropped> {
    const fresh: Held[] = [];
    for (const file of files) {
      checkFileSize(file.name, file.size);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const role = roleOf(file.name, bytes);
      if (!role) throw new UserError('app.file-unknown', { name: file.name });
      if (role === 'report') {
        if (files.length > 1) throw new UserError('app.report-alone', { name: file.name });
        return { report: readReport(bytes) };
      }
      if (role === 'plan') {
        if (files.length > 1) throw new UserError('app.plan-alone', { name: file.name });
        return { plan: planIn(bytes), name: file.name };
      }
      fresh.push({ name: file.name, bytes, role, sha256: sha256Hex(bytes) });
    }
    refuseSeveral(fresh, 'model', 'app.two-models');
    refuseSeveral(fresh, 'statistics', 'app.two-statistics');
    return this.#join(fresh, options);
  }

  async remove(sha256: string): Promise<Dropped> {
    return this.#settle(
      this.#held.filter((file) => file.sha256 !== sha256),
      this.#options,
    );
  }

  /** The files that are here, read in another way. */
  async readAgain(options: FileOptions): Promise<Dropped> {
    return this.#settle(this.#held, options);
  }

  /**
   * Two files of one name are a pair from two folders where they go together; where they do not, the later one stands for
   * a new version of the earlier.
   */
  #join(fresh: readonly Held[], options: FileOptions): Dropped {
    const renewed = this.#held.filter(({ name }) => !fresh.some((file) => file.name === name));
    if (renewed.length === this.#held.length) return this.#settle(this.#joined(this.#held, fresh), options);
    try {
      return this.#settle(this.#joined(this.#held, fresh), options);
    } catch {
      return this.#settle(this.#joined(renewed, fresh), options);
    }
  }

  /** New files beside the old: a new model or a whole new set replaces the old one; half a pair joins the other half. */
  #joined(old: readonly Held[], fresh: readonly Held[]): Held[] {
    const of = (files: readonly Held[], role: Held['role']) => files.filter((file) => file.role === role);
    const newest = (role: Held['role']) => (of(fresh, role).length ? of(fresh, role) : of(old, role));
    const freshData = of(fresh, 'data');
    const joins = freshData.length === 0 || this.#half;
    const data = [...(joins ? of(old, 'data') : []), ...freshData];
    return [...newest('model'), ...unlike(data), ...newest('statistics')];
  }

  #settle(held: readonly Held[], options: FileOptions): Dropped {
    const of = (role: Held['role']) => held.filter((file) => file.role === role);
    const [model] = of('model');
    const [statistics] = of('statistics');
    const load: LoadOptions = {
      ...(options.labelColumn ? { labelColumn: options.labelColumn } : {}),
      ...(options.scale === undefined ? {} : { scale: options.scale }),
      ...(statistics
        ? { standardise: parseStandardise(new TextDecoder().decode(statistics.bytes), statistics.name) }
        : {}),
    };
    const read = readOrMend(() => {
      const data = of('data');
      const dataset = data.length ? loadUnlessHalf(data, load) : undefined;
      const half = dataset === 'half';
      const whole = dataset === 'half' ? undefined : dataset;
      const facts = whole ? dataFacts(whole) : half ? [{ id: 'app.understood-half' } as const] : [];
      return { half, facts, dropped: this.#outcome(model, whole, half, preparationOf(load)) };
    });
    this.#half = 'half' in read ? read.half : false;
    this.#facts = {
      ...(model ? { model: modelFacts(model.bytes) } : {}),
      ...('half' in read ? { data: read.facts } : {}),
      ...(load.standardise ? { statistics: statisticsFacts(load.standardise) } : {}),
    };
    this.#held = held;
    this.#options = options;
    return 'half' in read ? read.dropped : read;
  }

  #outcome(
    model: Held | undefined,
    dataset: Dataset | undefined,
    half: boolean,
    preparation: DataFacts['preparation'],
  ): Dropped {
    if (model && dataset)
      return { subject: prepareSubject({ model: model.bytes, target: null, dataset, preparation }) };
    return { missing: half ? 'labels' : model ? 'data' : dataset ? 'model' : 'both' };
  }
}

/** What some reading gives, or the trouble where other settings would mend it. */
function readOrMend<T>(read: () => T): T | { readonly trouble: Message } {
  try {
    return read();
  } catch (error) {
    const user = UserError.from(error);
    if (!user || !mendable.includes(user.id)) throw error;
    return { trouble: { id: user.id, values: user.values } };
  }
}

function refuseSeveral(fresh: readonly Held[], role: Held['role'], id: MessageId): void {
  const names = fresh.filter((file) => file.role === role).map(({ name }) => name);
  if (names.length > 1) throw new UserError(id, { names: names.join(', ') });
}

/** A file dropped twice counts once. */
const unlike = (files: readonly Held[]): Held[] =>
  files.filter((file, at) => files.findIndex(({ sha256 }) => sha256 === file.sha256) === at);

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
