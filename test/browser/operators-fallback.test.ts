import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAdapter } from '../../src/graph/runtime/adapter.ts';
import { createWebgpuRuntime } from '../../src/graph/runtime/webgpu.ts';
import { onProcessor } from '../../scripts/operators/webgpu.ts';
import type { OperatorCase } from '../support/operators/case.ts';
import { cases } from '../support/operators/cases.ts';
import { build } from '../support/operators/check.ts';
import { Draw } from '../support/operators/draw.ts';

function firstOf(op: string): OperatorCase {
  const found = cases.find((each) => each.op === op);
  if (!found) throw new Error(`no case for ${op}`);
  return found;
}

/** The node alone, behind inputs, as import writes it. */
function forward(testCase: OperatorCase) {
  const [generate] = fc.sample(fc.gen(), { numRuns: 1, seed: 20_260_401 });
  const draw = new Draw(generate);
  const drawn = testCase.instance(draw);
  const instance = { ...drawn, inputs: drawn.inputs.map((input) => input && { ...input, batch: false }) };
  const options = { target: 'webgpu' as const, symbolic: false };
  const { graph, nodeOutputs, levels } = build(testCase, instance, draw, options);
  const outputs = nodeOutputs.length > 0 ? nodeOutputs : levels[0].outputs;
  const needed = new Set(outputs);
  const nodes = [...graph.nodes]
    .reverse()
    .filter((node) => {
      if (!node.outputs.some((name) => needed.has(name))) return false;
      for (const name of node.inputs) needed.add(name);
      return true;
    })
    .reverse();
  return {
    ...graph,
    nodes,
    inputs: graph.inputs.filter(({ name }) => needed.has(name)),
    outputs: graph.outputs.filter(({ name }) => outputs.includes(name)),
    constants: new Map([...graph.constants].filter(([name]) => needed.has(name))),
  };
}

test('which operators WebGPU leaves to the processor is as listed', async () => {
  const adapter = await findAdapter();
  if (!adapter) throw new Error('this browser offers no WebGPU adapter: see scripts/chromium.mjs');
  const wasmPaths = { wasm: gpuWasmUrl, mjs: gpuMjsUrl };
  const gpu = await createWebgpuRuntime({ adapter, wasmPaths, refuseFallback: true });
  const found: string[] = [];
  for (const op of new Set(cases.map((each) => each.op))) {
    const graph = forward(firstOf(op));
    // A result that follows from shapes alone leaves nothing to compute.
    if (graph.nodes.length === 0 || graph.inputs.length === 0) continue;
    try {
      await (await gpu.open(graph)).release();
    } catch (error) {
      if (!(error instanceof Error) || !String(error.cause).includes('fallback to CPU EP')) throw error;
      found.push(op);
    }
  }
  expect(found.sort()).toEqual([...onProcessor].sort());
});
