import { expect, it } from 'vitest';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { tfjsEngine } from '../../../src/training/engines/tfjs/index.ts';
import { engineFiles } from '../../../src/workers/page/engine-files.ts';
import { crossChecks, trainedApart } from '../../support/training/cross-check.ts';

it.each(crossChecks.trained)(
  'TensorFlow.js on WebGPU and the graph engine agree after 50 steps: %s',
  async (_, architecture) => {
    const graph = graphEngine(createWasmRuntime({ wasmPaths: engineFiles }));
    const apart = await trainedApart(graph, await tfjsEngine('webgpu'), architecture);
    expect(apart.loss).toBeLessThan(1e-3);
    expect(apart.logits).toBeLessThan(1e-4);
  },
);
