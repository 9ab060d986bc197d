import { describe, expect, it, vi } from 'vitest';
import type { Adapter } from '../../../src/graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import type { TrainingEngine } from '../../../src/training/engine.ts';
import { chooseTrainingEngine } from '../../../src/training/engines/choose.ts';
import { graphEngine } from '../../../src/training/engines/graph.ts';
import { dense, relu, type Architecture } from '../../../src/training/layers.ts';

const architecture: Architecture = { input: [4], classes: 2, layers: [dense(5), relu, dense(2)] };
const graph = graphEngine(createWasmRuntime());
const hardware = { info: { vendor: 'acme', description: 'GPU' } } as unknown as Adapter;
const software = { info: { description: 'SwiftShader' } } as unknown as Adapter;

/** The graph engine under another name, its clock told by the test, its gradients spoilt where asked. */
function other(spoilt = 0): TrainingEngine {
  return {
    name: 'tfjs-webgpu',
    async open(...given) {
      const model = await graph.open(...given);
      return new Proxy(model, {
        get(target, name) {
          if (name !== 'lossAndGradients') {
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          }
          return async (...call: Parameters<typeof target.lossAndGradients>) => {
            const result = await target.lossAndGradients(...call);
            for (const values of result.gradients.values()) values[0] += spoilt;
            return result;
          };
        },
      });
    },
  };
}

/** A clock on which each timed run of the first engine takes `one`, of the second `two`. */
function clock(one: number, two: number): () => number {
  const steps = [one, one, one, two, two, two].flatMap((length) => [0, length]);
  let at = 0;
  let now = 0;
  return () => (now += steps[at++] ?? 0);
}

const ask = (more: Partial<Parameters<typeof chooseTrainingEngine>[0]>) =>
  chooseTrainingEngine({
    architecture,
    batchSize: 4,
    graph,
    adapter: hardware,
    openTfjs: async () => other(),
    clock: clock(2, 1),
    ...more,
  });

describe('which engine trains', () => {
  it('is the second one on hardware that is faster and computes the same', async () => {
    const choice = await ask({});
    expect(choice).toMatchObject({ reason: 'gpu-faster', agreement: 0, milliseconds: { graph: 2, tfjs: 1 } });
    expect(choice.engine.name).toBe('tfjs-webgpu');
  });

  it('is the graph where the second is slower, wrong or broken', async () => {
    expect(await ask({ clock: clock(1, 2) })).toMatchObject({ engine: graph, reason: 'gpu-slower' });
    expect(await ask({ openTfjs: async () => other(0.5) })).toMatchObject({
      engine: graph,
      reason: 'gpu-disagrees',
    });
    expect(await ask({ openTfjs: () => Promise.reject(new Error('no device')) })).toMatchObject({
      engine: graph,
      reason: 'gpu-failed',
    });
  });

  it('loads nothing where there is no GPU, and a software adapter counts as none', async () => {
    const openTfjs = vi.fn(async () => other());
    expect(await ask({ adapter: undefined, openTfjs })).toMatchObject({ engine: graph, reason: 'no-gpu' });
    expect(await ask({ adapter: software, openTfjs })).toMatchObject({
      engine: graph,
      reason: 'software-gpu',
    });
    expect(openTfjs).not.toHaveBeenCalled();
    expect(await ask({ adapter: software, openTfjs, force: true })).toMatchObject({ reason: 'forced' });
  });
});
