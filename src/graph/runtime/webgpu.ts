import * as ort from 'onnxruntime-web/webgpu';
import type { Runtime, Session } from '../runtime.ts';
import { openDevice } from './adapter.ts';
import type { Adapter, Device } from './adapter.ts';
import { engineSettings, openRuntime } from './session.ts';

export interface WebgpuOptions {
  readonly adapter: Adapter;
  /** Where the engine's two files are served. */
  readonly wasmPaths?: { readonly wasm: string; readonly mjs: string };
  /** Refuses graphs of which a node would run on the CPU, with copies there and back; for tests. */
  readonly refuseFallback?: boolean;
}

/**
 * The graphics device is gone, and nothing in this thread can use WebGPU again (measured: new sessions fail too). Whoever
 * catches it ends the worker and goes on in a fresh one.
 */
export class DeviceLostError extends Error {
  readonly workerMustEnd = true;

  constructor(reason: string) {
    super(`The graphics device was lost (${reason}); this worker must end.`);
    this.name = 'DeviceLostError';
  }
}

/** Rejects as soon as the device is lost, whatever the engine is doing with it then. */
class Watch {
  readonly #gone: Promise<never>;

  constructor(device: Device) {
    this.#gone = device.lost.then(({ message, reason }) => {
      throw new DeviceLostError(message || reason || 'unknown');
    });
    this.#gone.catch(() => undefined);
  }

  over<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#gone, work]);
  }
}

/**
 * A runtime on the GPU. Runs are serialised: two at once freeze the worker for good. An adapter gives one device only, so
 * ask for a new adapter for every runtime, and for one runtime per worker.
 */
export async function createWebgpuRuntime(options: WebgpuOptions): Promise<Runtime> {
  const { adapter, wasmPaths, refuseFallback = false } = options;
  const device = await openDevice(adapter);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = 'error';
  if (wasmPaths) ort.env.wasm.wasmPaths = { ...wasmPaths };
  const provider = { name: 'webgpu', device } as ort.InferenceSession.ExecutionProviderConfig;
  const inner = openRuntime('webgpu', ort, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { ...engineSettings, ...(refuseFallback && { session: { disable_cpu_ep_fallback: '1' } }) },
  });
  return watched(inner, new Watch(device));
}

function watched(inner: Runtime, watch: Watch): Runtime {
  return {
    engine: 'webgpu',
    get openSessions() {
      return inner.openSessions;
    },
    get heapBytes() {
      return inner.heapBytes;
    },
    open: async (model) => {
      const session = await watch.over(inner.open(model));
      const guarded: Session = {
        engine: 'webgpu',
        run: (feeds, fetches) => watch.over(session.run(feeds, fetches)),
        release: () => watch.over(session.release()),
      };
      return guarded;
    },
  };
}
