import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ImportSetting } from '../../../assessment/import-setting.ts';
import { checkImportCard, importCard, type ImportCard } from '../../../assessment/model-card.ts';

/** Keeps how models were read, by the hash of their file. What goes wrong costs the keeping, nothing else. */
export interface CardShelf {
  find(modelSha256: string): Promise<ImportSetting | undefined>;
  put(modelSha256: string, setting: ImportSetting): Promise<void>;
}

interface Schema extends DBSchema {
  cards: {
    key: string;
    value: { readonly card: ImportCard; readonly at: number };
    indexes: { at: number };
  };
}

const mostKept = 200;

/** In this browser's storage; the oldest make room. Empty where storage is forbidden or full. */
export class PageCardShelf implements CardShelf {
  #opened: Promise<IDBPDatabase<Schema> | undefined> | undefined;

  async find(modelSha256: string): Promise<ImportSetting | undefined> {
    const database = await this.#database();
    const found = await database?.get('cards', modelSha256).catch(() => undefined);
    try {
      // Another version, or anyone, may have written it.
      return found && checkImportCard(found.card).setting;
    } catch {
      return undefined;
    }
  }

  async put(modelSha256: string, setting: ImportSetting): Promise<void> {
    try {
      const database = await this.#database();
      const card = importCard({ sha256: modelSha256 }, setting);
      await database?.put('cards', { card, at: Date.now() }, modelSha256);
      const keys = (await database?.getAllKeysFromIndex('cards', 'at')) ?? [];
      for (const key of keys.slice(0, -mostKept)) await database?.delete('cards', key);
    } catch {
      // The file that was saved says the same.
    }
  }

  #database(): Promise<IDBPDatabase<Schema> | undefined> {
    return (this.#opened ??= openDB<Schema>('touchstone-cards', 1, {
      upgrade(database) {
        database.createObjectStore('cards').createIndex('at', 'at');
      },
    }).catch(() => undefined));
  }
}
