import { expose } from 'comlink';
import { expect, test } from 'vitest';
import type { SubjectSource } from '../../../src/assessment/executor.ts';
import type { Preflight } from '../../../src/graph/preflight.ts';
import type { EngineName } from '../../../src/graph/runtime.ts';
import { PoolExecutor } from '../../../src/workers/executor.ts';
import type { Thread } from '../../../src/workers/link.ts';
import type { ShardHost } from '../../../src/workers/protocol.ts';
import { ShardService } from '../../../src/workers/service.ts';
import { never, silent, trialJob, trialSubject } from '../../support/workers/trial-subject.ts';

/** A thread in name only: the service of `host` at the other end of a channel. */
function channelThread(host: ShardHost): Thread {
  const { port1, port2 } = new MessageChannel();
  const service = new ShardService(
    () => host,
    (event) => port2.postMessage(event),
  );
  expose(service, port2);
  port1.start();
  return {
    endpoint: port1,
    onDeath: () => undefined,
    end() {
      void service.close();
      port1.close();
      port2.close();
    },
  };
}

class DeviceLostError extends Error {
  readonly workerMustEnd = true;
}

/** Workers on a GPU that is lost at the first run; `again` says what later workers find. */
function gpuWorkers(again: 'gpu' | 'none' | 'lost') {
  const asked: (EngineName | 'auto')[] = [];
  const start = () => {
    const turn = asked.length;
    let engine: EngineName = 'webgpu';
    return channelThread({
      async open(source) {
        asked.push(source.engine);
        if (source.engine === 'wasm') engine = 'wasm';
        else if (turn > 0 && again === 'none') engine = 'wasm';
        else if (turn > 0 && again === 'lost') throw new DeviceLostError('lost');
        return { engine, agreement: engine === 'webgpu' ? 1e-6 : null };
      },
      async run({ shard }) {
        if (turn === 0) throw new Error('device lost');
        return { values: [...shard.indices], engine };
      },
      close: async () => undefined,
    });
  };
  return { asked, start };
}

const subject = { ...trialSubject, engine: 'auto' as const };
const jobs = [[1], [2], [3], [4]].map((indices) => trialJob({}, indices));

test('the first worker chooses the engine, and the GPU is given to one worker alone', async () => {
  const { asked, start } = gpuWorkers('gpu');
  const executor = new PoolExecutor({ size: 4, start });
  expect(await executor.open(subject)).toEqual({ engine: 'webgpu', agreement: 1e-6 });
  expect(executor.width).toBe(1);
  expect(asked).toEqual(['auto']);
  await executor.close();
});

test.each([
  ['gpu', 'webgpu', 1],
  ['none', 'wasm', 4],
  ['lost', 'wasm', 4],
] as const)('a lost device ends its worker and the run goes on (then: %s)', async (again, engine, width) => {
  const { asked, start } = gpuWorkers(again);
  const executor = new PoolExecutor({ size: 4, start });
  await executor.open(subject);
  const engines: EngineName[] = [];
  const parts = await Promise.all(
    jobs.map((job, at) => executor.run(job, never, silent, (ran) => (engines[at] = ran))),
  );
  expect(engines).toEqual(parts.map((part) => part.engine));
  expect(parts.map((part) => part.values)).toEqual([[1], [2], [3], [4]]);
  expect(parts[3].engine).toBe(engine);
  expect(executor.width).toBe(width);
  expect(asked.slice(0, 2)).toEqual(['auto', 'webgpu']);
  await executor.close();
  expect(executor.alive).toBe(0);
});

test('closing rejects what still runs', async () => {
  const executor = new PoolExecutor({
    size: 1,
    start: () =>
      channelThread({
        open: async () => ({ engine: 'wasm', agreement: null }),
        run: () => new Promise(() => undefined),
        close: async () => undefined,
      }),
  });
  await executor.open(trialSubject);
  const run = executor.run(trialJob(), never, silent);
  await executor.close();
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
});

/** Workers that tell what they were opened with, and say what a check came to. */
function checkingWorkers() {
  const opened: SubjectSource[] = [];
  const check: Preflight = { gradient: null, milliseconds: { forward: 1, gradient: null }, messages: [] };
  const start = () =>
    channelThread({
      async open(source) {
        opened.push(source);
        return { engine: 'wasm', agreement: null, check: source.checked ?? check };
      },
      run: async ({ shard }) => ({ values: [...shard.indices] }),
      close: async () => undefined,
    });
  return { opened, start, check };
}

test('a model is checked by the first worker of the first run alone; another sample or model is checked again', async () => {
  const { opened, start, check } = checkingWorkers();
  const open = async (source: SubjectSource) => {
    const executor = new PoolExecutor({ size: 2, start });
    const report = await executor.open(source);
    expect(report.check).toEqual(check);
    await Promise.all(jobs.map((job) => executor.run(job, never, silent)));
    await executor.close();
  };
  const source = { ...trialSubject, modelSha256: 'checked once' };
  await open(source);
  await open(source);
  await open({ ...source, testIndices: [1, 0, 2, 3] });
  await open({ ...source, modelSha256: 'another' });
  expect(opened.map(({ checked }) => checked !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});

const gigabyte = 1e9;
const heavy = {
  ...{ weights: gigabyte / 2, forwardPerSample: 1e6, gradientPerSample: 4e6, batch: 100 },
  ...{ total: 2 * gigabyte, least: gigabyte },
};

test('no more workers than there is memory for, each with its budget', async () => {
  const { opened, start } = checkingWorkers();
  const executor = new PoolExecutor({ size: 8, start, memory: 5 * gigabyte });
  await executor.open({ ...trialSubject, memory: heavy });
  expect(executor.width).toBe(2);
  expect(opened[0].budget).toBeLessThanOrEqual(1.25 * gigabyte);
  await executor.close();
});

test('a model for which there is no room is refused before any worker starts', async () => {
  const { opened, start } = checkingWorkers();
  const executor = new PoolExecutor({ size: 8, start, memory: gigabyte / 2 });
  await expect(executor.open({ ...trialSubject, memory: heavy })).rejects.toThrow(
    'needs about 1,000 MB of memory for one sample, and 500 MB are there',
  );
  expect(opened).toEqual([]);
  expect(executor.alive).toBe(0);
});
