import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sizeOf } from '../../../src/graph/ir.ts';
import { lossGradientGraph } from '../../../src/graph/losses.ts';
import { bytesFor } from '../../../src/graph/memory.ts';
import { importModel, modelOf } from '../../../src/graph/model.ts';
import type { Runtime } from '../../../src/graph/runtime.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';

const wasm = createWasmRuntime();
const file = (path: string) =>
  importModel(new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url))));

/** The runtime, and the batch sizes of the runs that are asked of it. */
function watched(): { runtime: Runtime; sizes: number[] } {
  const sizes: number[] = [];
  const open: Runtime['open'] = async (graph) => {
    const session = await wasm.open(graph);
    const run: typeof session.run = (feeds, fetches) => {
      sizes.push(Object.values(feeds)[0].dims[0]);
      return session.run(feeds, fetches);
    };
    return { engine: 'wasm', run, release: () => session.release() };
  };
  return { runtime: { engine: 'wasm', openSessions: 0, open }, sizes };
}

const count = 7;

test.each([
  ['a small net', () => modelOf(tinyNet())],
  ['digits', () => file('public/models/digits-cnn.onnx')],
  ['signs', () => file('public/models/signs-cnn.onnx')],
  ['a table', () => file('public/models/breast-cancer-mlp.onnx')],
  ['residual blocks', () => file('test/fixtures/models/residual.onnx')],
  ['attention', () => file('test/fixtures/models/attention.onnx')],
])('%s: results do not depend on the size of the pieces, to the last bit', async (_, open) => {
  const model = open();
  const { graph } = lossGradientGraph(model, 'cross-entropy', { wrt: 'input', target: 'wasm' });
  const three = bytesFor(graph, 3.5);
  const shape = model.input.sampleShape;
  const batch = { data: values(count * sizeOf(shape), 'pieces').map(Math.abs), count, shape };
  const labels = Int32Array.from({ length: count }, (_, i) => i % model.classes);
  const results = [];
  for (const memory of [0, three, undefined]) {
    const { runtime, sizes } = watched();
    const oracle = new ModelOracle(runtime, model, { memory });
    results.push(await oracle.lossGradient(batch, labels, { name: 'cross-entropy' }));
    expect(sizes).toEqual(memory === 0 ? Array(count).fill(1) : memory === three ? [3, 3, 1] : [count]);
    await oracle.release();
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
