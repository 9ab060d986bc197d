import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { readReport } from '../../../document/read.ts';
import type { Report } from '../../../document/report.ts';
import { toText } from '../../../document/text.ts';
import type { Message } from '../../../messages/index.ts';
import type { Keeping, KeptRun } from './types.ts';

interface Schema extends DBSchema {
  /** `at` orders them by when they were first kept. */
  runs: { key: string; value: KeptRun & { readonly at: number; readonly size: number } };
  /** Texts of reports, apart, so that a list of runs is read in a moment. */
  reports: { key: string; value: string };
}

/** How much is kept; the oldest make room. */
export interface ShelfLimits {
  readonly runs: number;
  /** Characters of all reports, and of one. */
  readonly total: number;
  readonly one: number;
}

const pageLimits: ShelfLimits = { runs: 40, total: 40_000_000, one: 15_000_000 };

/**
 * Finished and partial runs in this browser's storage, so that they survive a reload. Storage that is full or forbidden
 * costs the keeping, never the run: it stays on the page, and one sentence says so.
 */
export class RunShelf {
  readonly #name: string;
  readonly #limits: ShelfLimits;
  #opened: Promise<IDBPDatabase<Schema>> | undefined;
  /** One change after the other: each may make room. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(name = 'touchstone-runs', limits = pageLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  /** The oldest first; empty where there is no storage. */
  async list(): Promise<readonly KeptRun[]> {
    const database = await this.#database().catch(() => undefined);
    const runs = (await database?.getAll('runs').catch(() => undefined)) ?? [];
    return runs.sort((a, b) => a.at - b.at).map(plain);
  }

  /** Checked like a file: another version of the lab may have written it. */
  async report(id: string): Promise<Report | null> {
    const text = await (await this.#database()).get('reports', id);
    return text === undefined ? null : readReport(new TextEncoder().encode(text));
  }

  keep(run: KeptRun, report: Report | null): Promise<Keeping> {
    return this.#inTurn(async () => {
      const text = report && toText(report);
      if (text && text.length > this.#limits.one) return { gone: [], trouble: { id: 'run.keep-too-large' } };
      try {
        return { gone: await this.#put(run, text), trouble: null };
      } catch (error) {
        return { gone: [], trouble: troubleOf(error) };
      }
    });
  }

  forget(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const database = await this.#database().catch(() => undefined);
      const change = database?.transaction(['runs', 'reports'], 'readwrite');
      await change?.objectStore('runs').delete(id);
      await change?.objectStore('reports').delete(id);
    }).catch(() => undefined);
  }

  async close(): Promise<void> {
    (await this.#opened?.catch(() => undefined))?.close();
    this.#opened = undefined;
  }

  async #put(run: KeptRun, text: string | null): Promise<string[]> {
    const change = (await this.#database()).transaction(['runs', 'reports'], 'readwrite');
    const [runs, reports] = [change.objectStore('runs'), change.objectStore('reports')];
    const before = await runs.get(run.id);
    await runs.put({ ...run, at: before?.at ?? Date.now(), size: text?.length ?? before?.size ?? 0 }, run.id);
    if (text) await reports.put(text, run.id);
    const all = (await runs.getAll()).sort((a, b) => a.at - b.at);
    const gone: string[] = [];
    let size = all.reduce((sum, one) => sum + one.size, 0);
    for (const one of all) {
      if (all.length - gone.length <= this.#limits.runs && size <= this.#limits.total) break;
      if (one.id === run.id) continue;
      gone.push(one.id);
      size -= one.size;
      await runs.delete(one.id);
      await reports.delete(one.id);
    }
    await change.done;
    return gone;
  }

  /** The next call tries again where storage could not be opened. */
  #database(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Asynchronous throughout: where storage is forbidden, opening throws at once. */
  async #open(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>(this.#name, 1, {
      upgrade(database) {
        database.createObjectStore('runs');
        database.createObjectStore('reports');
      },
      terminated: () => (this.#opened = undefined),
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Without what the shelf itself needs. */
function plain({ id, name, note, origin, started, subject, form, file }: KeptRun): KeptRun {
  return { id, name, note, origin, started, subject, form, ...(file ? { file } : {}) };
}

function troubleOf(error: unknown): Message {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  return { id: name === 'QuotaExceededError' ? 'run.keep-full' : 'run.keep-forbidden' };
}
