import { readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ShardCache } from '../assessment/executor.ts';
import { FolderShardCache } from '../workers/node/cache.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

/** Pieces of runs that nobody took up again within a week are thrown away. */
const keptFor = 7 * 24 * 3600 * 1000;

/** A run's cache, and what to do with it once the report is written. */
export interface RunCache {
  readonly cache?: ShardCache;
  done(): Promise<void>;
}

function defaultFolder({ environment }: Host): string {
  const own = environment.XDG_CACHE_HOME ?? environment.LOCALAPPDATA;
  return join(own && own !== '' ? own : join(homedir(), '.cache'), 'touchstone', 'shards');
}

async function forgetOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const age = Date.now() - (await stat(file).catch(() => undefined))!.mtimeMs;
    if (age > keptFor) await rm(file, { force: true });
  }
}

/**
 * Where finished shards are kept, so that a run that was stopped goes on. In the default folder they go once the report is
 * written; in a folder the user names they stay.
 */
export async function openCache(host: Host, options: Options): Promise<RunCache> {
  const nothing = { done: async () => undefined };
  if (options.has('no-cache')) return nothing;
  const named = options.text('cache');
  if (named !== undefined) return { ...nothing, cache: new FolderShardCache(resolve(host.cwd, named)) };
  const folder = defaultFolder(host);
  await forgetOld(folder).catch(() => undefined);
  const files = new FolderShardCache(folder);
  const keys = new Set<string>();
  return {
    cache: {
      get: async (key) => {
        const part = await files.get(key);
        if (part !== undefined) keys.add(key);
        return part;
      },
      put: async (key, part) => {
        await files.put(key, part);
        keys.add(key);
      },
    },
    done: async () => {
      for (const key of keys) await files.remove(key);
    },
  };
}
