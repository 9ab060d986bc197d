import { Worker } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Thread } from '../link.ts';

/** A thread for the pool from a built worker file (`src/workers/node/shard.worker.ts`). */
export function nodeThread(file: URL): Thread {
  const worker = new Worker(file, { name: 'touchstone shard' });
  let ended = false;
  return {
    endpoint: nodeEndpoint(worker),
    onDeath(report) {
      worker.on('error', report);
      worker.on('messageerror', report);
      worker.on('exit', (code) => {
        if (!ended) report(new Error(`worker thread left with code ${code}`));
      });
    },
    end() {
      ended = true;
      void worker.terminate();
    },
  };
}
