import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const beside = fileURLToPath(new URL('../../../shared', import.meta.url));

/** The folder of reference models and results beside the checkout; undefined where there is none. Only tests use it. */
export const shared: string | undefined = existsSync(join(beside, 'reference')) ? beside : undefined;

/** A block of tests against the shared references; skipped, by name, where the folder is not there. */
export const describeShared = (name: string, block: (folder: string) => void): void => {
  if (shared === undefined)
    describe.skip(`${name} (skipped: no folder ../shared beside the checkout)`, () => undefined);
  else describe(name, () => block(shared));
};

export function sharedBytes(folder: string, path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(folder, path)));
}

export function sharedJson<T>(folder: string, path: string): T {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
}
