import { expose, transfer } from 'comlink';
import type { Runtime } from '../../../graph/runtime.ts';
import { Breath, breathing } from '../../../workers/breath.ts';
import { pageEngine } from '../../../workers/page/engine.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { ExploreService, type ExploreWorkerApi } from './service.ts';

/** Between two runs of the engine the thread hears whether an answer is still wanted; the attack's driver then stops. */
const breath = new Breath();
const runtimes: Runtime[] = [];
const service = new ExploreService(
  pageEngine((runtime) => {
    runtimes.push(runtime);
    return breathing(runtime, breath, () => undefined);
  }),
);

const moved = async <T>(answering: Promise<Outcome<T>>): Promise<Outcome<T>> => {
  const outcome = await answering;
  return transfer(outcome, buffersIn(outcome));
};

const api: ExploreWorkerApi = {
  open: (key, source) => service.open(key, source),
  close: (key) => service.close(key),
  look: (id, key, job) => moved(service.look(id, key, job)),
  paths: (id, key, job) => moved(service.paths(id, key, job)),
  cancel: (id) => service.cancel(id),
  sessions: async () => runtimes.reduce((sum, runtime) => sum + runtime.openSessions, 0),
};

expose(api);
