import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/messages/index.ts';
import { Breath } from '../../../src/workers/breath.ts';
import { isAbort, packError, reviveError } from '../../../src/workers/errors.ts';
import { FolderShardCache } from '../../../src/workers/node/cache.ts';
import { buffersIn } from '../../../src/workers/transfer.ts';

const across = (error: unknown) => reviveError(structuredClone(packError(error)));

test('a UserError crosses with sentence, values, cause and stack', () => {
  const error = new UserError('workers.crashed', { tries: 3 }, { cause: new TypeError('inner') });
  const there = across(error);
  expect(there).toBeInstanceOf(UserError);
  expect(there).toMatchObject({
    id: 'workers.crashed',
    values: { tries: 3 },
    message: error.message,
    stack: error.stack,
  });
  expect(there.cause).toMatchObject({ name: 'TypeError', message: 'inner' });
});

test('other errors keep name, message and stack; a loop of causes ends', () => {
  const error = new RangeError('too long');
  expect(across(error)).toMatchObject({ name: 'RangeError', message: 'too long', stack: error.stack });
  expect(isAbort(across(new DOMException('stop', 'AbortError')))).toBe(true);
  expect(across('plain words').message).toBe('plain words');
  error.cause = error;
  expect(across(error).message).toBe('too long');
});

test('every buffer of a result is moved once', () => {
  const shared = new ArrayBuffer(16);
  const found = buffersIn({
    a: new Float32Array(shared),
    b: [new Uint8Array(shared), { c: new Int32Array(4), d: 'text', e: null }],
  });
  expect(found).toHaveLength(2);
  expect(found).toContain(shared);
});

test('a breath lets timers run, holds while paused and ends when cancelled', async () => {
  const breath = new Breath();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  for (const end = performance.now() + 200; performance.now() < end;) await breath.take();
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
  breath.pause(true);
  let passed = false;
  const held = breath.take().then(() => (passed = true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(passed).toBe(false);
  breath.pause(false);
  await held;
  breath.pause(true);
  const cancel = new AbortController();
  const cancelled = breath.take(cancel.signal);
  cancel.abort();
  breath.release();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
});

test('a folder keeps shards, and what it cannot read counts as absent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-cache-'));
  try {
    const part = { kind: 'clean', predicted: Int32Array.of(1, -1), nested: [{ bits: Uint8Array.of(7) }] };
    const cache = new FolderShardCache(join(folder, 'new'));
    expect(await cache.get('abc')).toBeUndefined();
    await cache.put('abc', part);
    expect(await new FolderShardCache(join(folder, 'new')).get('abc')).toEqual(part);
    expect(await readdir(join(folder, 'new'))).toEqual(['abc.shard']);
    await writeFile(join(folder, 'new', 'abc.shard'), 'half');
    expect(await cache.get('abc')).toBeUndefined();
    await expect(cache.put('../abc', part)).rejects.toThrow('not a cache key');
  } finally {
    await rm(folder, { recursive: true });
  }
});
