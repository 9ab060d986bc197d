import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../../src/messages/index.ts';
import { PoolExecutor, type PoolExecutorOptions } from '../../../src/workers/executor.ts';
import type { Thread } from '../../../src/workers/link.ts';
import { nodeThread } from '../../../src/workers/node/spawn.ts';
import { bundleForNode } from '../../support/workers/bundle.ts';
import { never, silent, trialJob, trialSubject } from '../../support/workers/trial-subject.ts';

let bundle: Awaited<ReturnType<typeof bundleForNode>>;
let started = 0;
let executor: PoolExecutor;

const open = async (options: Partial<PoolExecutorOptions> = {}) => {
  started = 0;
  const start = (): Thread => {
    started++;
    return nodeThread(bundle.file);
  };
  executor = new PoolExecutor({ size: 2, start, ...options });
  return executor.open(trialSubject);
};

beforeAll(async () => {
  bundle = await bundleForNode(new URL('../../support/workers/trial.node.ts', import.meta.url));
});
afterEach(() => executor.close());
afterAll(() => bundle.remove());

test('shards run in threads and their buffers come back', async () => {
  expect(await open()).toEqual({ engine: 'wasm', agreement: null });
  const done: number[] = [];
  const parts = await Promise.all(
    [[1, 2], [3], [4, 5, 6]].map((indices) =>
      executor.run(trialJob({ steps: 3 }, indices), never, (share) => done.push(share)),
    ),
  );
  expect(parts.map((part) => part.values)).toEqual([
    Float64Array.of(7, 9),
    Float64Array.of(11),
    Float64Array.of(13, 15, 17),
  ]);
  expect(done.filter((share) => share === 1)).toHaveLength(3);
  expect(started).toBe(2);
});

test('errors keep their sentence, values, message and the stack of the thread', async () => {
  await open();
  const user = await executor
    .run(trialJob({ trouble: 'user' }), never, silent)
    .catch((error: unknown) => error);
  expect(user).toBeInstanceOf(UserError);
  expect(user).toMatchObject({ id: 'workers.crashed', values: { tries: 7 } });
  const plain = await executor
    .run(trialJob({ trouble: 'throw' }), never, silent)
    .catch((error: unknown) => error);
  expect(plain).toMatchObject({ name: 'Error', message: 'trial trouble' });
  expect((plain as Error).stack).toContain('worker.mjs');
  expect(started).toBe(1);
});

test.each(['exit', 'memory'] as const)(
  'a worker that ends by %s is replaced; the rest goes on',
  async (trouble) => {
    await open();
    const bad = executor.run(trialJob({ trouble }), never, silent).catch((error: unknown) => error);
    const good = await executor.run(trialJob(), never, silent);
    expect(good.values).toEqual(Float64Array.of(7, 9));
    expect(await bad).toMatchObject({ id: 'workers.crashed', values: { tries: 3 } });
    expect((await executor.run(trialJob(), never, silent)).values).toEqual(Float64Array.of(7, 9));
  },
);

test('a worker that hangs is replaced', async () => {
  await open({ silence: 1500, tries: 1 });
  await expect(executor.run(trialJob({ trouble: 'spin' }), never, silent)).rejects.toMatchObject({
    id: 'workers.crashed',
  });
  expect((await executor.run(trialJob(), never, silent)).values).toEqual(Float64Array.of(7, 9));
});

test('a long shard that computes without a pause is no hang, and hears a cancel between two steps', async () => {
  await open({ silence: 1500, grace: 60_000 });
  const cancel = new AbortController();
  let steps = 0;
  const run = executor.run(trialJob({ steps: 1000, ms: 50 }), cancel.signal, () => {
    if (++steps === 60) cancel.abort();
  });
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  expect(steps).toBeGreaterThanOrEqual(60);
  expect(steps).toBeLessThan(1000);
  expect(started).toBe(1);
});

test('a cancelled step that is too long ends its worker', async () => {
  await open({ size: 1 });
  const cancel = new AbortController();
  const run = executor.run(trialJob({ trouble: 'spin' }), cancel.signal, silent);
  setTimeout(() => cancel.abort(), 100);
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  expect((await executor.run(trialJob(), never, silent)).values).toEqual(Float64Array.of(7, 9));
  expect(started).toBe(2);
});

test('a paused shard holds and goes on', async () => {
  await open({ size: 1 });
  let steps = 0;
  const run = executor.run(trialJob({ steps: 12, ms: 50 }), never, () => {
    if (++steps === 3) executor.pause();
  });
  await new Promise((resolve) => setTimeout(resolve, 600));
  const atPause = steps;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(steps).toBe(atPause);
  expect(atPause).toBeLessThan(12);
  executor.resume();
  await run;
  expect(steps).toBe(12);
});
