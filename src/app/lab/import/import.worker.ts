import { expose, transfer } from 'comlink';
import { diagnose } from '../../../assessment/diagnosis.ts';
import type { SubjectSource } from '../../../assessment/executor.ts';
import { trialFlight } from '../../../assessment/flight.ts';
import { importWith } from '../../../assessment/import-setting.ts';
import { exportGradient, exportModel } from '../../../graph/export.ts';
import { inspectModel } from '../../../graph/inspect.ts';
import type { ImportOptions } from '../../../graph/model.ts';
import type { Runtime } from '../../../graph/runtime.ts';
import { createWasmRuntime } from '../../../graph/runtime/wasm.ts';
import type { Outcome } from '../../../workers/protocol.ts';
import { engineFiles } from '../../../workers/page/engine-files.ts';
import { pageEngine } from '../../../workers/page/engine.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { answer } from '../answer.ts';
import type { DiagnosisRequest } from './desk.ts';
import type { ExportPart } from './types.ts';
import { seenBy, type SeenRequest } from './room.ts';

const engine = pageEngine((runtime) => runtime);
let wasm: Runtime | undefined;

async function sent<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  const outcome = await answer(work);
  return transfer(outcome, buffersIn(outcome));
}

/** The model from the data's own values to logits, or that with loss and gradient, as a file for any runtime. */
function fileOf(
  { model: bytes, setting, dataset }: SubjectSource,
  part: ExportPart,
): Uint8Array<ArrayBuffer> {
  const model = importWith(bytes, setting, dataset.shape);
  return part === 'model' ? exportModel(model) : exportGradient(model);
}

/** Says how far something is a few times a second at most: every word crosses two threads. */
function said(say: (done: number, of: number) => void): (done: number, of: number) => void {
  let last = 0;
  return (done, of) => {
    const now = performance.now();
    if (now - last < 150 && done < of) return;
    last = now;
    say(done, of);
  };
}

expose({
  inspect: (model: Uint8Array, options: ImportOptions) => answer(async () => inspectModel(model, options)),
  diagnose: ({ model, dataset, setting }: DiagnosisRequest, say: (done: number, of: number) => void) =>
    answer(() =>
      diagnose({
        model,
        dataset,
        setting,
        openEngine: engine,
        samples: dataset.test.count,
        onProgress: said(say),
      }),
    ),
  write: (source: SubjectSource, part: ExportPart) => sent(async () => fileOf(source, part)),
  preflight: (source: SubjectSource) => answer(() => trialFlight(source, engine)),
  see: (request: SeenRequest) =>
    sent(async () => seenBy((wasm ??= createWasmRuntime({ wasmPaths: engineFiles })), request)),
});
