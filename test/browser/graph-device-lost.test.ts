import { expect, test } from 'vitest';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import { modelOf } from '../../src/graph/model.ts';
import { findAdapter } from '../../src/graph/runtime/adapter.ts';
import type { Adapter, Device } from '../../src/graph/runtime/adapter.ts';
import { createWebgpuRuntime, DeviceLostError } from '../../src/graph/runtime/webgpu.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import { tinyNet, values } from '../support/graph/nets.ts';

// In a file of its own: afterwards nothing in this page can use WebGPU.
test('a lost device is an error that says that the worker must end', async () => {
  const found = await findAdapter();
  if (!found) throw new Error('this browser offers no WebGPU adapter: see scripts/chromium.mjs');
  let device: Device | undefined;
  const adapter: Adapter = {
    features: found.features,
    limits: found.limits,
    requestDevice: async (descriptor) => (device = await found.requestDevice(descriptor)),
  };
  const runtime = await createWebgpuRuntime({ adapter, wasmPaths: { wasm: gpuWasmUrl, mjs: gpuMjsUrl } });
  const oracle = new ModelOracle(runtime, modelOf(tinyNet()));
  const batch = { data: values(4 * 128, 'browser'), count: 4, shape: [2, 8, 8] };
  expect(await oracle.logits(batch)).toHaveLength(12);
  device?.destroy();
  const lost = await oracle.logits(batch).catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(DeviceLostError);
  expect(lost).toMatchObject({ name: 'DeviceLostError', workerMustEnd: true });
  await expect(runtime.open(tinyNet())).rejects.toBeInstanceOf(DeviceLostError);
});
