import { expect, it } from 'vitest';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { tensorCount, tfjsEngine } from '../../src/training/engines/tfjs/index.ts';
import { engineFiles } from '../../src/workers/page/engine-files.ts';
import { crossChecks, gradientsApart, trainedApart } from '../support/training/cross-check.ts';

/** One page, one device: the GPU's own kernels on a software adapter. All kinds of layers are met; Node's tests have them one by one, `test/long/browser` has 50 steps. */
it('TensorFlow.js on WebGPU and the graph engine check each other', async () => {
  const graph = graphEngine(createWasmRuntime({ wasmPaths: engineFiles }));
  const tfjs = await tfjsEngine('webgpu');
  expect(tfjs.name).toBe('tfjs-webgpu');
  const before = tensorCount();
  const apart = await trainedApart(graph, tfjs, crossChecks.trained[1][1], 8);
  expect(apart.loss).toBeLessThan(1e-3);
  expect(apart.logits).toBeLessThan(1e-4);
  for (const [weight, gap] of await gradientsApart(graph, tfjs, crossChecks.residual[0][1]))
    expect(gap, weight).toBeLessThan(1e-4);
  expect(tensorCount()).toBe(before);
});
