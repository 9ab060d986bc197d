import { loadBundledTest, type FetchBytes } from '../../datasets/bundled.ts';
import type { Dataset } from '../../datasets/types.ts';

const held = new WeakMap<FetchBytes, Map<string, Promise<Dataset>>>();

/**
 * A bundled set as runs look at it, the same one for every part of the lab: some are drawn, which takes a while, and a
 * second copy would take tens of megabytes.
 */
export function bundledSet(id: string, fetchBytes: FetchBytes): Promise<Dataset> {
  const sets = held.get(fetchBytes) ?? new Map<string, Promise<Dataset>>();
  held.set(fetchBytes, sets);
  const found = sets.get(id) ?? loadBundledTest(id, fetchBytes);
  sets.set(id, found);
  found.catch(() => sets.delete(id));
  return found;
}
