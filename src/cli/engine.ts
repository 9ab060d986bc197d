import { availableParallelism, totalmem } from 'node:os';
import type { Executor } from '../assessment/executor.ts';
import { UserError } from '../messages/index.ts';
import { PoolExecutor } from '../workers/executor.ts';
import { nodeThread } from '../workers/node/spawn.ts';

export const cores = availableParallelism;

/** The built worker beside the built program. */
const worker = new URL('./shard.worker.js', import.meta.url);

/** @throws UserError for anything but a whole number from 1 to 256. */
export function checkWorkers(asked: number | undefined): number {
  const size = asked ?? cores();
  if (!Number.isInteger(size) || size < 1 || size > 256)
    throw new UserError('cli.workers', { value: String(asked) });
  return size;
}

/** Bytes of memory that this process may use: the machine's, or what a container is given of it. */
const memory = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/** Worker threads, each with its own engine on one thread. */
export const createExecutor = (size: number): Executor =>
  new PoolExecutor({ size, memory: memory(), start: () => nodeThread(worker) });
