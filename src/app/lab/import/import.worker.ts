import { expose, transfer } from 'comlink';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { openSubject } from '../../../assessment/open-subject.ts';
import { pick } from '../../../indicators/space.ts';
import { inspectModel } from '../../../graph/inspect.ts';
import { preflight } from '../../../graph/preflight.ts';
import type { Runtime } from '../../../graph/runtime.ts';
import { createWasmRuntime } from '../../../graph/runtime/wasm.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { engineFiles } from '../../../workers/page/engine-files.ts';
import { pageEngine } from '../../../workers/page/engine.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { answer } from '../answer.ts';
import { seenBy, type SeenRequest } from './room.ts';

const engine = pageEngine((runtime) => runtime);
let wasm: Runtime | undefined;

async function sent<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  const outcome = await answer(work);
  return transfer(outcome, buffersIn(outcome));
}

expose({
  inspect: (model: Uint8Array) => answer(async () => inspectModel(model)),
  preflight: (source: SubjectSource) =>
    answer(async () => {
      const { oracle, dataset } = await openSubject(source, engine);
      try {
        return await preflight(oracle, { sample: pick(dataset, source.testIndices).batch.data });
      } finally {
        await oracle.release();
      }
    }),
  see: (request: SeenRequest) =>
    sent(async () => seenBy((wasm ??= createWasmRuntime({ wasmPaths: engineFiles })), request)),
});
