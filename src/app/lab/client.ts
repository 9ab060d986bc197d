import { proxy, wrap, type Remote } from 'comlink';
import labWorker from './lab.worker.ts?worker&url';
import { startBlobWorker } from '../../workers/page/spawn.ts';
import { reviveError } from '../../workers/errors.ts';
import type { Outcome } from '../../workers/protocol.ts';
import type { LabApi, LabEvent } from './types.ts';

/** Calls to the lab's worker, with answers as values and trouble as thrown errors. */
export class LabClient {
  readonly api: Remote<LabApi>;

  constructor(listener: (event: LabEvent) => void, failed: (error: Error) => void) {
    const { worker } = startBlobWorker(labWorker, 'touchstone lab');
    worker.addEventListener('error', (event) =>
      failed(new Error(event.message || 'the lab could not start')),
    );
    this.api = wrap<LabApi>(worker);
    void this.api.listen(proxy(listener));
  }
}

/** The value of an answer. @throws the error that crossed, a UserError where it was one. */
export async function valueOf<T>(answer: Promise<Outcome<T>>): Promise<T> {
  const outcome = await answer;
  if (outcome.ok) return outcome.value;
  throw reviveError(outcome.error);
}
