import { readFile } from 'node:fs/promises';

/** Reads a file of `public`, as the page would fetch it. */
export async function fetchPublic(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(`../../public/${path}`, import.meta.url)));
}
