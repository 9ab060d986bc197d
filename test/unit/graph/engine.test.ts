import { expect, test } from 'vitest';
import { chooseEngine, difference } from '../../../src/graph/engine.ts';
import { GraphBuilder } from '../../../src/graph/builder.ts';
import { int } from '../../../src/graph/ir.ts';
import { modelOf } from '../../../src/graph/model.ts';
import type { Runtime, Tensor } from '../../../src/graph/runtime.ts';
import type { Adapter } from '../../../src/graph/runtime/adapter.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';

const wasm = createWasmRuntime();
const model = modelOf(tinyNet());
const hardware: Adapter = {
  info: { vendor: 'nvidia', architecture: 'ampere', description: '' },
  features: new Set(),
  limits: {},
  requestDevice: () => Promise.reject(new Error('not asked for here')),
};
const software: Adapter = { ...hardware, info: { vendor: 'google', architecture: 'swiftshader' } };

/** A clock that only a stand-in's runs move. */
let time = 0;

/** WASM in the place of a GPU, with its results changed and its runs as long as a test wants them. */
function standIn(change: (tensor: Tensor) => Tensor, milliseconds = 0): Runtime {
  return {
    engine: 'webgpu',
    get openSessions() {
      return wasm.openSessions;
    },
    open: async (graph) => {
      const session = await wasm.open(graph);
      return {
        engine: 'webgpu',
        release: () => session.release(),
        run: async (feeds, fetches) => {
          const out = await session.run(feeds, fetches);
          time += milliseconds;
          return Object.fromEntries(Object.entries(out).map(([name, tensor]) => [name, change(tensor)]));
        },
      };
    },
  };
}

const same = (tensor: Tensor): Tensor => tensor;
const choose = (adapter: Adapter | undefined, gpu: Runtime, more = {}) =>
  chooseEngine({ model, wasm, adapter, openWebgpu: async () => gpu, clock: () => time, ...more });

test('no adapter and a software adapter stay on WASM without opening anything', async () => {
  const never = { ...standIn(same), open: () => Promise.reject(new Error('opened')) };
  expect(await choose(undefined, never)).toMatchObject({ engine: 'wasm', reason: 'no-gpu' });
  expect(await choose(software, never)).toMatchObject({ engine: 'wasm', reason: 'software-gpu' });
});

test('an agreeing but slower GPU is not taken, unless forced; its agreement is stated', async () => {
  const slow = standIn(same, 60);
  const choice = await choose(hardware, slow);
  expect(choice).toMatchObject({ engine: 'wasm', reason: 'gpu-slower', runtime: wasm });
  expect(choice.agreement?.logits).toBeLessThan(1e-3);
  expect(choice.milliseconds).toEqual({ wasm: 0, webgpu: 60 });
  expect(await choose(software, slow, { force: true })).toMatchObject({ engine: 'webgpu', runtime: slow });
  expect(wasm.openSessions).toBe(0);
});

test('an agreeing and faster GPU is taken', async () => {
  const fast = standIn(same, -1);
  const choice = await choose(hardware, fast);
  expect(choice).toMatchObject({ engine: 'webgpu', reason: 'gpu-faster', runtime: fast });
  expect(choice.agreement).toEqual({
    logits: expect.any(Number),
    loss: expect.any(Number),
    gradient: expect.any(Number),
  });
});

test('a GPU whose values differ, or are no numbers, is refused even when forced', async () => {
  const off = (tensor: Tensor): Tensor =>
    tensor.data instanceof Float32Array ? { ...tensor, data: tensor.data.map((v) => v * 1.01) } : tensor;
  const nan = (tensor: Tensor): Tensor =>
    tensor.data instanceof Float32Array ? { ...tensor, data: tensor.data.map(() => NaN) } : tensor;
  for (const change of [off, nan]) {
    const choice = await choose(hardware, standIn(change), { force: true });
    expect(choice).toMatchObject({ engine: 'wasm', reason: 'gpu-disagrees' });
    expect(choice.agreement?.logits).toBeGreaterThan(1e-3);
  }
});

test('a GPU that fails is left aside; a lost device is passed on', async () => {
  const failing = { ...standIn(same), open: () => Promise.reject(new Error('no such kernel')) };
  expect(await choose(hardware, failing)).toMatchObject({ engine: 'wasm', reason: 'gpu-failed' });
  const lost = Object.assign(new Error('lost'), { name: 'DeviceLostError' });
  const losing = { ...standIn(same), open: () => Promise.reject(lost) };
  await expect(choose(hardware, losing)).rejects.toBe(lost);
});

test('a model with a grouped convolution that the GPU computes wrongly stays on WASM', async () => {
  const b = new GraphBuilder(17);
  b.input('x', { dtype: 'float32', shape: [-1, 8, 3, 3] });
  const w = b.defineConstant('w', { dtype: 'float32', dims: [72, 1, 3, 3], data: values(648, 'hazard') });
  const y = b.emit('Flatten', [b.emit('Conv', ['x', w], { group: int(8) })]);
  const choice = await choose(hardware, standIn(same), { model: modelOf(b.build([y])), force: true });
  expect(choice).toMatchObject({ engine: 'wasm', reason: 'gpu-known-wrong' });
});

test('differences are relative to the largest value and never hide a NaN', () => {
  expect(difference(Float32Array.of(0, 10), Float32Array.of(1, 10))).toBeCloseTo(0.1, 6);
  expect(difference(Float32Array.of(0, 0), Float32Array.of(0, 0))).toBe(0);
  expect(difference(Float32Array.of(0, 0), Float32Array.of(0, 1))).toBe(Infinity);
  expect(difference(Float32Array.of(1), Float32Array.of(NaN))).toBe(Infinity);
  expect(difference(Float32Array.of(1), Float32Array.of(1, 2))).toBe(Infinity);
});
