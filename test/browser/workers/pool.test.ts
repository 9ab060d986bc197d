import { afterEach, expect, test } from 'vitest';
import { PoolExecutor } from '../../../src/workers/executor.ts';
import { pageThread } from '../../../src/workers/page/spawn.ts';
import { PageShardCache } from '../../../src/workers/page/cache.ts';
import { never, silent, trialJob, trialSubject } from '../../support/workers/trial-subject.ts';
import trial from '../../support/workers/trial.page.ts?worker&url';

let started = 0;
let executor: PoolExecutor;

async function open(size = 2): Promise<void> {
  started = 0;
  const start = () => {
    started++;
    return pageThread(trial, 'trial');
  };
  executor = new PoolExecutor({ size, start, silence: 3000 });
  await executor.open(trialSubject);
}

afterEach(() => executor.close());

test('workers start from a blob, and shards come back with their buffers', async () => {
  await open();
  const done: number[] = [];
  const parts = await Promise.all(
    [[1, 2], [3], [4, 5]].map((indices) =>
      executor.run(trialJob({ steps: 2, ms: 30 }, indices), never, (share) => done.push(share)),
    ),
  );
  expect(parts.map((part) => part.values)).toEqual([
    Float64Array.of(7, 9),
    Float64Array.of(11),
    Float64Array.of(13, 15),
  ]);
  expect(done.filter((share) => share === 1)).toHaveLength(3);
  expect(started).toBe(2);
});

test('a worker that dies is replaced, and the rest goes on', async () => {
  await open();
  const bad = executor.run(trialJob({ trouble: 'exit' }), never, silent).catch((error: unknown) => error);
  expect((await executor.run(trialJob(), never, silent)).values).toEqual(Float64Array.of(7, 9));
  expect(await bad).toMatchObject({ id: 'workers.crashed', values: { tries: 3 } });
});

test('cancel reaches a busy worker, and ends one that does not listen', async () => {
  await open(1);
  const gentle = new AbortController();
  const first = executor.run(trialJob({ steps: 10_000, ms: 10 }), gentle.signal, () => gentle.abort());
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(started).toBe(1);
  const hard = new AbortController();
  const second = executor.run(trialJob({ trouble: 'spin' }), hard.signal, silent);
  setTimeout(() => hard.abort(), 100);
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  expect((await executor.run(trialJob(), never, silent)).values).toEqual(Float64Array.of(7, 9));
  expect(started).toBe(2);
});

test('a worker inherits the content policy of its page', async () => {
  const elsewhere = `${location.protocol}//${location.hostname === 'localhost' ? '127.0.0.1' : 'localhost'}:${location.port}/`;
  await open(1);
  expect((await executor.run(trialJob({ fetch: elsewhere }), never, silent)).said).toBe('reached');
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "connect-src 'self'";
  document.head.append(policy);
  await open(1);
  expect((await executor.run(trialJob({ fetch: elsewhere }), never, silent)).said).toBe('refused');
  expect((await executor.run(trialJob({ fetch: location.href }), never, silent)).said).toBe('reached');
});

test('finished shards are found again by a later page', async () => {
  const part = { kind: 'trial', values: Float32Array.of(1, 2, 3), nested: { bits: Uint8Array.of(7) } };
  const first = new PageShardCache();
  await first.put('trial-key', part);
  await first.close();
  const second = new PageShardCache();
  expect(await second.get('trial-key')).toEqual(part);
  expect(await second.get('another')).toBeUndefined();
  await second.close();
});
