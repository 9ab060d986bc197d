import * as ort from 'onnxruntime-web/wasm';
import type { Runtime } from '../runtime.ts';
import { engineSettings, openRuntime } from './session.ts';

export interface WasmOptions {
  /** Where the engine's two files are served; Node and bundled tests find them by themselves. */
  readonly wasmPaths?: { readonly wasm: string; readonly mjs: string };
  /** More than one needs a cross-origin isolated page. Results do not depend on it being 1, speed does. */
  readonly numThreads?: number;
}

let made: Runtime | undefined;

/**
 * The reference engine: onnxruntime-web on WebAssembly, in a page, a worker or Node. One per thread; asking again returns
 * the same one, since the engine's settings are fixed by its first use.
 */
export function createWasmRuntime({ wasmPaths, numThreads = 1 }: WasmOptions = {}): Runtime {
  if (made) return made;
  ort.env.wasm.numThreads = numThreads;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = 'error';
  if (wasmPaths) ort.env.wasm.wasmPaths = { ...wasmPaths };
  made = openRuntime('wasm', ort, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    logSeverityLevel: 3,
    extra: engineSettings,
  });
  return made;
}
