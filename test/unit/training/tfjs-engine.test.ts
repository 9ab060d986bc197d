import { describe, expect, it } from 'vitest';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { tensorCount, tfjsEngine } from '../../../src/training/engines/tfjs/index.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import {
  crossChecks,
  gradientsApart,
  oneStepApart,
  trainedApart,
} from '../../support/training/cross-check.ts';

const graph = graphEngine(createWasmRuntime());

describe('the two training engines check each other (TensorFlow.js on its CPU backend)', () => {
  it.each(crossChecks.trained)('agree after 50 steps: %s', async (_, architecture) => {
    const tfjs = await tfjsEngine('cpu');
    const before = tensorCount();
    const apart = await trainedApart(graph, tfjs, architecture);
    expect(apart.loss).toBeLessThan(1e-3);
    expect(apart.logits).toBeLessThan(1e-4);
    expect(tensorCount()).toBe(before);
  });

  it.each([...crossChecks.trained, ...crossChecks.residual])(
    'have the same gradient of every parameter: %s',
    async (_, architecture) => {
      const apart = await gradientsApart(graph, await tfjsEngine('cpu'), architecture);
      for (const [name, difference] of apart) expect(difference, name).toBeLessThan(1e-4);
    },
  );

  it.each([...crossChecks.trained, ...crossChecks.residual])(
    'take the same step of SGD: %s',
    async (_, architecture) => {
      const apart = await oneStepApart(graph, await tfjsEngine('cpu'), architecture);
      for (const [name, difference] of apart) expect(difference, name).toBeLessThan(1e-5);
    },
  );
});
