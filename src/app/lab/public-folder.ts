import { UserError } from '../../messages/index.ts';

/**
 * Where the page itself lies: the folder above the built scripts (`assets/…`), or the root while developing. Known inside a
 * worker that was started from a `blob:` address, where `location` says nothing.
 */
const folder = new URL(import.meta.env.DEV ? '/' : '../', import.meta.url).href;

/** Reads a file of the lab's own `public` folder. */
export async function readPublic(path: string): Promise<Uint8Array> {
  const response = await fetch(new URL(path, folder)).catch(() => undefined);
  if (!response?.ok) throw new UserError('app.own-file-missing', { file: path });
  return new Uint8Array(await response.arrayBuffer());
}
