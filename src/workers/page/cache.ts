import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ShardCache } from '../../assessment/executor.ts';
import type { PartialResult } from '../../indicators/types.ts';

interface Schema extends DBSchema {
  parts: {
    key: string;
    value: { readonly part: PartialResult; readonly at: number };
    indexes: { at: number };
  };
}

const name = 'touchstone-shards';
const keepDays = 30;
const keepParts = 5000;

/** Asynchronous throughout: where storage is forbidden, opening throws at once. */
async function open(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('parts').createIndex('at', 'at');
    },
  });
}

/**
 * Finished shards in IndexedDB, so that a reload continues the run. Storage that is missing or full (private windows)
 * costs the resumption, never the run: then the cache is empty.
 */
export class PageShardCache implements ShardCache {
  readonly #database: Promise<IDBPDatabase<Schema> | undefined>;

  constructor() {
    this.#database = open().catch(() => undefined);
    void this.#prune();
  }

  async get(key: string): Promise<PartialResult | undefined> {
    const entry = await (await this.#database)?.get('parts', key).catch(() => undefined);
    return entry?.part;
  }

  async put(key: string, part: PartialResult): Promise<void> {
    await (await this.#database)?.put('parts', { part, at: Date.now() }, key).catch(() => undefined);
  }

  async close(): Promise<void> {
    (await this.#database)?.close();
  }

  /** Parts nobody came back for leave after a month, the oldest first when there are too many. */
  async #prune(): Promise<void> {
    const database = await this.#database;
    if (!database) return;
    try {
      const transaction = database.transaction('parts', 'readwrite');
      let excess = (await transaction.store.count()) - keepParts;
      const oldest = Date.now() - keepDays * 86_400_000;
      for (
        let cursor = await transaction.store.index('at').openCursor();
        cursor;
        cursor = await cursor.continue()
      ) {
        if (excess-- <= 0 && cursor.value.at >= oldest) break;
        await cursor.delete();
      }
      await transaction.done;
    } catch {
      // A cache that cannot be tidied is still a cache.
    }
  }
}
