import { expect, test } from 'vitest';
import { modelOf } from '../../../src/graph/model.ts';
import { createWasmRuntime } from '../../../src/graph/runtime/wasm.ts';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { ModelOracle } from '../../../src/oracles/model.ts';
import { INT64, modelFile, node, tensor, value } from '../../support/graph/files.ts';
import { engineHash } from '../../support/graph/fingerprint.ts';
import { tinyNet, values } from '../../support/graph/nets.ts';

const runtime = createWasmRuntime();
const engineBytes = () => runtime.heapBytes ?? 0;
const batch = { data: values(4 * 128, 'browser'), count: 4, shape: [2, 8, 8] };
const labels = Int32Array.of(0, 1, 2, 1);

test('values are bit for bit those of the browser', async () => {
  const oracle = new ModelOracle(runtime, modelOf(tinyNet()));
  const { logits, loss, gradient } = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
  expect(sha256Hex(logits, loss, gradient)).toBe(engineHash);
  await oracle.release();
});

test('fifty oracles opened and released leave no session and no growing memory', async () => {
  const model = modelOf(tinyNet());
  const once = async () => {
    const oracle = new ModelOracle(runtime, model);
    await oracle.logits(batch);
    for (const name of ['cross-entropy', 'margin'] as const)
      await oracle.lossGradient(batch, labels, { name });
    expect(runtime.openSessions).toBe(3);
    await oracle.release();
    expect(runtime.openSessions).toBe(0);
  };
  for (let i = 0; i < 10; i++) await once();
  const before = engineBytes();
  expect(before).toBeGreaterThan(1e6);
  for (let i = 0; i < 40; i++) await once();
  expect(engineBytes()).toBeLessThanOrEqual(1.1 * before);
});

test('runs asked for at once do not disturb each other', async () => {
  const oracle = new ModelOracle(runtime, modelOf(tinyNet()));
  const alone = await oracle.lossGradient(batch, labels, { name: 'cross-entropy' });
  const together = await Promise.all(
    [1, 2, 3].map(() => oracle.lossGradient(batch, labels, { name: 'cross-entropy' })),
  );
  for (const result of together) expect(result).toEqual(alone);
  expect(runtime.openSessions).toBe(1);
  await oracle.release();
});

test('a session that is released refuses to run', async () => {
  const net = tinyNet();
  const session = await runtime.open(net);
  await session.release();
  await session.release();
  await expect(session.run({ x: { data: batch.data, dims: [4, 2, 8, 8] } })).rejects.toThrow('released');
  expect(runtime.openSessions).toBe(0);
});

test('the same model opened twice is one session of the engine, freed by the last who releases it', async () => {
  const [first, second] = [1, 2].map(() => new ModelOracle(runtime, modelOf(tinyNet())));
  const alone = await first.logits(batch);
  expect(await second.logits(batch)).toEqual(alone);
  expect(runtime.openSessions).toBe(1);
  await first.release();
  await first.release();
  expect(runtime.openSessions).toBe(1);
  expect(await second.logits(batch)).toEqual(alone);
  await second.release();
  expect(runtime.openSessions).toBe(0);
});

test('a node that the engine cannot compute is named in a sentence', async () => {
  const session = await runtime.open(
    modelFile({
      nodes: [node('Gather', ['table', 'at'], ['y'])],
      tensors: [tensor('table', [3, 2], [1, 2, 3, 4, 5, 6])],
      inputs: [value('at', ['N'], INT64)],
      outputs: [value('y', ['N', 2])],
    }),
  );
  const reading = (at: bigint) => session.run({ at: { data: BigInt64Array.of(at), dims: [1] } });
  expect((await reading(2n))['y'].data).toEqual(Float32Array.of(5, 6));
  await expect(reading(9n)).rejects.toMatchObject({
    id: 'graph.engine-stops',
    values: { operator: 'Gather' },
  });
  expect((await reading(0n))['y'].data).toEqual(Float32Array.of(1, 2));
  await session.release();
});
