import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { TrainedSummary } from './types.ts';

/** A trained model as it is kept: its data are bundled and come again by name. */
export interface KeptModel {
  readonly summary: TrainedSummary;
  readonly onnx: Uint8Array<ArrayBuffer>;
}

/** Keeps trained models beyond a reload. What goes wrong costs the keeping, never the model. */
export interface TrainedShelf {
  all(): Promise<readonly KeptModel[]>;
  put(model: KeptModel): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  models: { key: string; value: KeptModel & { readonly at: number }; indexes: { at: number } };
}

const mostKept = 20;

/** In this browser's storage; the oldest make room. Empty where storage is forbidden or full. */
export class PageTrainedShelf implements TrainedShelf {
  #opened: Promise<IDBPDatabase<Schema> | undefined> | undefined;

  async all(): Promise<readonly KeptModel[]> {
    const database = await this.#database();
    const models = (await database?.getAllFromIndex('models', 'at').catch(() => undefined)) ?? [];
    return models.map(({ summary, onnx }) => ({ summary, onnx }));
  }

  async put({ summary, onnx }: KeptModel): Promise<void> {
    try {
      const database = await this.#database();
      await database?.put('models', { summary, onnx, at: Date.now() }, summary.card.id);
      const keys = (await database?.getAllKeysFromIndex('models', 'at')) ?? [];
      for (const key of keys.slice(0, -mostKept)) await database?.delete('models', key);
    } catch {
      // The model stays on the page.
    }
  }

  async remove(id: string): Promise<void> {
    await (await this.#database())?.delete('models', id).catch(() => undefined);
  }

  #database(): Promise<IDBPDatabase<Schema> | undefined> {
    return (this.#opened ??= openDB<Schema>('touchstone-trained', 1, {
      upgrade(database) {
        database.createObjectStore('models').createIndex('at', 'at');
      },
    }).catch(() => undefined));
  }
}
