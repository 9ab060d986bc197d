import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCli } from '../../scripts/build-cli.mjs';
import { PoolExecutor } from '../../src/workers/executor.ts';
import { unwrap } from '../../src/workers/link.ts';
import { nodeThread } from '../../src/workers/node/spawn.ts';
import type { ShardApi } from '../../src/workers/protocol.ts';
import { plannedTarget } from '../support/subject.ts';
import { never, silent } from '../support/workers/trial-subject.ts';

const plan = {
  samples: 60,
  indicators: [
    {
      id: 'A.5-3',
      parameters: { attacks: ['fgsm', 'pgd'], epsilons: [0, 0.125], iterations: 5, selfChecks: false },
    },
    'A.3-1',
  ],
};
const runs = 50;
const settled = 10;

let file: URL;
let planned: Awaited<ReturnType<typeof plannedTarget>>;
beforeAll(async () => {
  file = pathToFileURL(join(dirname(await ensureCli()), 'shard.worker.js'));
  planned = await plannedTarget('digits-cnn', plan);
});

/** Resident memory after each of the runs, in MB. */
async function memoryOver(run: () => Promise<void>): Promise<number[]> {
  const levels: number[] = [];
  for (let count = 0; count < runs; count++) {
    await run();
    levels.push(process.memoryUsage.rss() / 1e6);
  }
  return levels;
}

/** The median of five runs: garbage is collected when the engine likes. */
const level = (levels: readonly number[], around: number): number =>
  levels.slice(around - 5, around).sort((a, b) => a - b)[2];

function expectLevel(levels: readonly number[]): void {
  const [early, late] = [level(levels, settled), level(levels, runs)];
  console.log(
    `resident memory: ${early.toFixed(0)} MB after ${settled} runs, ${late.toFixed(0)} MB after ${runs}`,
  );
  expect(late).toBeLessThanOrEqual(early * 1.1);
}

const thread: { api?: Remote<ShardApi>; end?: () => void } = {};
afterAll(() => thread.end?.());

test('one worker: sessions return to their start after 50 runs, and memory stays where it was', async () => {
  const { endpoint, end } = nodeThread(file);
  const api = (thread.api = wrap<ShardApi>(endpoint));
  thread.end = end;
  expect(await api.sessions()).toBe(0);
  const levels = await memoryOver(async () => {
    unwrap(await api.open(planned.source));
    for (const [id, job] of planned.jobs.entries()) unwrap(await api.run(id, job));
  });
  expect(await api.sessions()).toBeGreaterThan(0);
  await api.close();
  expect(await api.sessions()).toBe(0);
  expectLevel(levels);
});

test('a pool: 50 runs leave no worker, equal results and memory where it was', async () => {
  const executor = new PoolExecutor({ size: 2, start: () => nodeThread(file) });
  let first: string | undefined;
  const levels = await memoryOver(async () => {
    await executor.open(planned.source);
    const parts = await Promise.all(planned.jobs.map((job) => executor.run(job, never, silent)));
    await executor.close();
    expect(executor.alive).toBe(0);
    const text = JSON.stringify(parts, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
    );
    expect(text).toBe((first ??= text));
  });
  expectLevel(levels);
});
