import { expose, transfer } from 'comlink';
import { loadBundled } from '../../../datasets/bundled.ts';
import { findAdapter } from '../../../graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../../graph/runtime/wasm.ts';
import { Breath, breathing } from '../../../workers/breath.ts';
import { engineFiles } from '../../../workers/page/engine-files.ts';
import { buffersIn } from '../../../workers/transfer.ts';
import { answer } from '../answer.ts';
import { readPublic } from '../public-folder.ts';
import { TrainingRoom, type TrainingJob } from './room.ts';
import type { PictureView, TrainingEvent } from './types.ts';

/** The training's own thread. Between two runs of a graph it hears pause, step and cancel. */
class TrainingService {
  readonly #breath = new Breath();
  readonly #room = new TrainingRoom({
    runtime: breathing(createWasmRuntime({ wasmPaths: engineFiles }), this.#breath, () => undefined),
    findAdapter,
    openTfjs: async () => (await import('../../../training/engines/tfjs/index.ts')).tfjsEngine('webgpu'),
    now: () => performance.now(),
  });

  async bundled(id: string) {
    const outcome = await answer(() => loadBundled(id, readPublic));
    return transfer(outcome, buffersIn(outcome));
  }

  async train(job: TrainingJob, say: (event: TrainingEvent) => void) {
    const outcome = await answer(() =>
      this.#room.train(job, (event) => say(transfer(event, buffersIn(event)))),
    );
    return transfer(outcome, buffersIn(outcome));
  }

  async pause(on: boolean): Promise<void> {
    this.#room.pause(on);
  }

  async step(length: 'step' | 'epoch'): Promise<void> {
    this.#room.step(length);
  }

  async cancel(): Promise<void> {
    this.#room.cancel();
  }

  async look(view: PictureView): Promise<void> {
    await this.#room.look(view);
  }
}

expose(new TrainingService());
