import { expose } from 'comlink';
import type { Runtime } from '../../graph/runtime.ts';
import type { ShardHost } from '../protocol.ts';
import { ShardService } from '../service.ts';

/** Answers the pool from inside a worker of the page. */
export function serveShards(host: (wrap: (runtime: Runtime) => Runtime) => ShardHost): void {
  const scope = self as unknown as DedicatedWorkerGlobalScope;
  expose(new ShardService(host, (event) => scope.postMessage(event)), scope);
}
