import { UserError } from '../../messages/index.ts';

declare const __TOUCHSTONE_PUBLIC__: string | undefined;

/**
 * Names the content of the whole `public` folder. Requests carry it, so that no cache on the way, and no newer version on the
 * server or on this machine, answers with a file of another build.
 */
const version = typeof __TOUCHSTONE_PUBLIC__ === 'string' ? `?v=${__TOUCHSTONE_PUBLIC__}` : '';

/**
 * Where the page itself lies: the folder above the built scripts (`assets/…`), or the root while developing. Known inside a
 * worker that was started from a `blob:` address, where `location` says nothing.
 */
export const folder = new URL(import.meta.env.DEV ? '/' : '../', import.meta.url).href;

/** Address of a file of the lab's own `public` folder, e.g. `models/index.json`; by this alone may such a file be fetched. */
export const publicAddress = (path: string): string => new URL(path + version, folder).href;

/** Reads a file of the lab's own `public` folder. */
export async function readPublic(path: string): Promise<Uint8Array> {
  const response = await fetch(publicAddress(path)).catch(() => undefined);
  if (!response?.ok) throw new UserError('app.own-file-missing', { file: path });
  return new Uint8Array(await response.arrayBuffer());
}
