import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { ShardCache } from '../../assessment/executor.ts';
import type { PartialResult } from '../../indicators/types.ts';

const safeKey = /^[\w.-]{1,200}$/;

/** Finished shards as files of a folder; a file that cannot be read counts as absent. */
export class FolderShardCache implements ShardCache {
  readonly #folder: string;
  #made: Promise<unknown> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<PartialResult | undefined> {
    try {
      return deserialize(await readFile(this.#file(key))) as PartialResult;
    } catch {
      return undefined;
    }
  }

  /** Written beside and renamed, so that a killed run leaves no half file. */
  async put(key: string, part: PartialResult): Promise<void> {
    await (this.#made ??= mkdir(this.#folder, { recursive: true }));
    const file = this.#file(key);
    const draft = `${file}.${process.pid}.part`;
    await writeFile(draft, serialize(part));
    await rename(draft, file);
  }

  async remove(key: string): Promise<void> {
    await rm(this.#file(key), { force: true });
  }

  #file(key: string): string {
    if (!safeKey.test(key)) throw new Error(`not a cache key: ${key}`);
    return join(this.#folder, `${key}.shard`);
  }
}
