import { packError } from '../../workers/errors.ts';
import type { Outcome } from '../../workers/protocol.ts';

/** The value of some work, or what went wrong, as data that crosses between threads. */
export async function answer<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: packError(error), fatal: false };
  }
}
