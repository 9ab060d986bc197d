import { expect, it } from 'vitest';
import { architectureOf, definitions } from '../../scripts/models/definitions.ts';
import { loadBundled } from '../../src/datasets/bundled.ts';
import { writeOnnx } from '../../src/graph/onnx/write.ts';
import { createWasmRuntime } from '../../src/graph/runtime/wasm.ts';
import { buildModel } from '../../src/training/build.ts';
import { loadTarget } from '../../src/training/bundled.ts';
import { trainingData } from '../../src/training/data.ts';
import { graphEngine } from '../../src/training/engines/graph.ts';
import { train } from '../../src/training/train.ts';
import { engineFiles } from '../../src/workers/page/engine-files.ts';

const fetchBytes = async (path: string) => {
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

it('trains the same bytes in Chromium as in Node: breast-cancer-mlp', async () => {
  const runtime = createWasmRuntime({ wasmPaths: engineFiles });
  const definition = definitions.find(({ id }) => id === 'breast-cancer-mlp')!;
  const dataset = await loadBundled(definition.dataset, fetchBytes);
  const architecture = architectureOf(definition, dataset);
  const { weights } = await train({
    engine: graphEngine(runtime),
    architecture,
    data: trainingData(dataset),
    plan: definition.training,
  });
  const { bytes } = await loadTarget('breast-cancer-mlp', fetchBytes);
  expect(writeOnnx(buildModel(architecture, weights))).toEqual(bytes);
  expect(runtime.openSessions).toBe(0);
});
