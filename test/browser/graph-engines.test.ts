import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import mjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import { agreementLimit, chooseEngine, difference } from '../../src/graph/engine.ts';
import { GraphBuilder } from '../../src/graph/builder.ts';
import { modelOf } from '../../src/graph/model.ts';
import type { Runtime } from '../../src/graph/runtime.ts';
import { findAdapter, isSoftware } from '../../src/graph/runtime/adapter.ts';
import type { Adapter } from '../../src/graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { createWebgpuRuntime } from '../../src/graph/runtime/webgpu.ts';
import { sha256Hex } from '../../src/numeric/hash.ts';
import { ModelOracle } from '../../src/oracles/model.ts';
import type { Batch } from '../../src/oracles/types.ts';
import { tinyNet, values } from '../support/graph/nets.ts';
import { engineHash } from '../support/graph/fingerprint.ts';

const batch: Batch = { data: values(4 * 128, 'browser'), count: 4, shape: [2, 8, 8] };
const labels = Int32Array.of(0, 1, 2, 1);
const wasm = createWasmRuntime({ wasmPaths: { wasm: wasmUrl, mjs: mjsUrl } });

test('WASM gives bit for bit the values that it gives in Node', async () => {
  const oracle = new ModelOracle(wasm, modelOf(tinyNet()));
  const { logits, loss, gradient } = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
  expect(sha256Hex(logits, loss, gradient)).toBe(engineHash);
  await oracle.release();
  expect(wasm.openSessions).toBe(0);
});

describe('WebGPU on SwiftShader', () => {
  let adapter: Adapter;
  let gpu: Runtime;
  const wasmPaths = { wasm: gpuWasmUrl, mjs: gpuMjsUrl };

  beforeAll(async () => {
    const found = await findAdapter();
    if (!found)
      throw new Error(
        'this browser offers no WebGPU adapter: start it with the arguments of scripts/chromium.mjs',
      );
    adapter = found;
    gpu = await createWebgpuRuntime({ adapter, wasmPaths, refuseFallback: true });
  });
  afterAll(() => expect(gpu.openSessions).toBe(0));

  const nets = {
    'overlapping MaxPool': tinyNet(),
    'non-overlapping MaxPool': tinyNet({ overlapping: false }),
    'overlapping AveragePool, grouped Conv, Tanh': tinyNet({
      pool: 'AveragePool',
      groups: 2,
      activation: 'Tanh',
    }),
  };

  test.each(Object.entries(nets))(
    'conv, %s, dense agrees with WASM, forward and gradient',
    async (_, net) => {
      const model = modelOf(net);
      const [here, there] = [new ModelOracle(wasm, model), new ModelOracle(gpu, model)];
      for (const name of ['cross-entropy', 'margin', 'dlr'] as const) {
        const a = await here.lossGradient(batch, labels, { name });
        const b = await there.lossGradient(batch, labels, { name });
        expect(difference(a.logits, b.logits)).toBeLessThan(agreementLimit);
        expect(difference(a.loss, b.loss)).toBeLessThan(agreementLimit);
        expect(difference(a.gradient, b.gradient)).toBeLessThan(agreementLimit);
      }
      expect(difference(await here.logits(batch), await there.logits(batch))).toBeLessThan(agreementLimit);
      await here.release();
      await there.release();
    },
  );

  test('a graph that would leave the GPU is refused here, so the graphs above stay on it', async () => {
    const b = new GraphBuilder(17);
    b.input('x', { dtype: 'float32', shape: [-1, 3] });
    const fallsBack = b.build([b.emit('LogSoftmax', ['x'])]);
    await expect(gpu.open(fallsBack)).rejects.toMatchObject({ id: 'graph.engine-refuses' });
  });

  test('runs asked for at once are served one after the other', async () => {
    const oracle = new ModelOracle(gpu, modelOf(tinyNet()));
    const alone = await oracle.logits(batch);
    const together = await Promise.all([1, 2, 3].map(() => oracle.logits(batch)));
    for (const logits of together) expect(logits).toEqual(alone);
    await oracle.release();
  });

  test('a software adapter counts as none unless it is asked for', async () => {
    expect(isSoftware(adapter)).toBe(true);
    const request = { model: modelOf(tinyNet()), wasm, adapter, openWebgpu: async () => gpu };
    expect(await chooseEngine(request)).toMatchObject({ engine: 'wasm', reason: 'software-gpu' });
    const forced = await chooseEngine({ ...request, force: true });
    expect(forced).toMatchObject({ engine: 'webgpu', reason: 'forced' });
    expect(forced.agreement?.gradient).toBeLessThan(agreementLimit);
  });
});
