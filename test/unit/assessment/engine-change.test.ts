import { expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import type { Executor } from '../../../src/assessment/executor.ts';
import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { defaultPlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { countingRunner, countingSubject, registry } from '../../support/assessment/counting.ts';

const subject = countingSubject();
const plan = resolvePlan({ ...defaultPlan, engine: 'auto' }, subject.info, registry);

/** An executor on a GPU that is lost after `good` shards; the rest runs on WASM. */
function losing(good: number): Executor {
  const inner = new InProcessExecutor(countingRunner());
  let done = 0;
  return {
    width: 1,
    open: async (source) => ({ ...(await inner.open(source)), engine: 'webgpu', agreement: 1e-6 }),
    run: async (job, signal, progress, ranOn) => {
      const part = await inner.run(job, signal, progress);
      ranOn?.(done++ < good ? 'webgpu' : 'wasm');
      return part;
    },
    close: () => inner.close(),
  };
}

async function run(good: number, shard?: { index: number; of: number }) {
  const kept: string[] = [];
  const cache = {
    get: async () => undefined,
    put: async (key: string) => void kept.push(key),
  };
  const executor = losing(good);
  const report = await assess(plan, subject, { registry, executor, cache, shard, host: 'test' });
  const changes = report.items.map(({ warnings }) =>
    warnings.filter(({ id }) => id === 'assessment.engine-changed').map(({ values }) => values),
  );
  return { report, kept, changes };
}

// 30 samples in shards of 4: 8 pieces of each of the two indicators, first those of A.5-3.
test('what another engine computed is told on its row and kept out of the cache', async () => {
  const { report, kept, changes } = await run(5);
  expect(report.engine.name).toBe('webgpu');
  expect(changes).toEqual([[{ count: 3, all: 8 }], [{ count: 8, all: 8 }]]);
  expect(kept).toHaveLength(5);
});

test('an engine that stays needs no word', async () => {
  const { kept, changes } = await run(16);
  expect(changes).toEqual([[], []]);
  expect(kept).toHaveLength(16);
});

test('a merge adds up what its parts say', async () => {
  const parts = [await run(3, { index: 1, of: 2 }), await run(9, { index: 2, of: 2 })];
  const merged = mergeReports(
    parts.map(({ report }) => report),
    registry,
  );
  const told = merged.items.map(({ warnings }) =>
    warnings.filter(({ id }) => id === 'assessment.engine-changed').map(({ values }) => values),
  );
  expect(told).toEqual([[{ count: 1, all: 8 }], [{ count: 4, all: 8 }]]);
});
