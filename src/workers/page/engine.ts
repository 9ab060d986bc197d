import type { OpenEngine } from '../../assessment/open-subject.ts';
import { chooseEngine, type EngineReason } from '../../graph/engine.ts';
import type { Runtime } from '../../graph/runtime.ts';
import { findAdapter } from '../../graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../graph/runtime/wasm.ts';
import { UserError, type MessageId } from '../../messages/index.ts';
import { announceEngine } from './announce.ts';
import { engineFiles } from './engine-files.ts';

/** Why WebGPU, asked for by name, cannot be had. */
const noWebgpu: Partial<Record<EngineReason, MessageId>> & { readonly 'no-gpu': MessageId } = {
  'no-gpu': 'engine.no-gpu',
  'gpu-failed': 'engine.gpu-failed',
  'gpu-known-wrong': 'engine.gpu-known-wrong',
  'gpu-disagrees': 'engine.gpu-disagrees',
};

/**
 * Opens the engine of a shard worker in the page: WASM, or the GPU where the measurement on this very model speaks for it
 * (`auto`) or it is asked for and computes rightly (`webgpu`). The GPU's files are loaded only then.
 */
export function pageEngine(wrap: (runtime: Runtime) => Runtime): OpenEngine {
  const wasm = wrap(createWasmRuntime({ wasmPaths: engineFiles }));
  return async (wanted, model) => {
    const adapter = wanted === 'wasm' ? undefined : await findAdapter();
    const choice = await chooseEngine({
      model,
      wasm,
      adapter,
      force: wanted === 'webgpu',
      openWebgpu: async (found) => {
        const { createWebgpuRuntime } = await import('../../graph/runtime/webgpu.ts');
        const { webgpuFiles } = await import('./webgpu-files.ts');
        const runtime = wrap(await createWebgpuRuntime({ adapter: found, wasmPaths: webgpuFiles }));
        announceEngine('webgpu');
        return runtime;
      },
    });
    if (wanted === 'webgpu' && choice.engine !== 'webgpu')
      throw new UserError(noWebgpu[choice.reason] ?? noWebgpu['no-gpu']);
    const apart = choice.engine === 'webgpu' ? Object.values(choice.agreement ?? {}) : [];
    const agreement = apart.length ? Math.max(...apart) : null;
    const { engine, runtime, reason, milliseconds } = choice;
    return {
      runtime,
      report: {
        engine,
        agreement,
        ...(wanted === 'wasm' ? {} : { reason }),
        ...(milliseconds ? { milliseconds } : {}),
      },
    };
  };
}
