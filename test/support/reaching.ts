import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';
import type { Tries } from './outward.ts';

interface Realm {
  evaluate<T>(expression: string): Promise<T>;
}

const file = fileURLToPath(new URL('./outward.ts', import.meta.url));

/**
 * Tries every way out from a page or a worker. The text goes there as it was written: a test runner turns `import()` into
 * something of its own that would fail in a page for another reason.
 */
export async function tryFrom(realm: Realm, target: { http: string; stun: number }): Promise<Tries> {
  const { code } = await transformWithOxc(await readFile(file, 'utf8'), file);
  const body = code.replace(/export (async function)/, '$1').replace(/export \{[^}]*\};?/, '');
  return realm.evaluate<Tries>(`(() => { ${body}; return tryToReach(${JSON.stringify(target)}); })()`);
}
