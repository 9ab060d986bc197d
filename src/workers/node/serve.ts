import { parentPort } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Runtime } from '../../graph/runtime.ts';
import type { ShardHost } from '../protocol.ts';
import { ShardService } from '../service.ts';

/** Answers the pool from inside a worker thread. */
export function serveShards(host: (wrap: (runtime: Runtime) => Runtime) => ShardHost): void {
  if (!parentPort) throw new Error('runs in a worker thread only');
  const port = parentPort;
  expose(new ShardService(host, (event) => port.postMessage(event)), nodeEndpoint(port));
}
