import { describe, expect, test } from 'vitest';
import { assess, type AssessOptions } from '../../../src/assessment/assess.ts';
import type { ShardCache, ShardJob } from '../../../src/assessment/executor.ts';
import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { defaultPlan, resolvePlan, type Plan } from '../../../src/assessment/plan.ts';
import type { Progress } from '../../../src/assessment/progress.ts';
import { checkReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import { toText } from '../../../src/document/text.ts';
import type { PartialResult } from '../../../src/indicators/types.ts';
import { UserError } from '../../../src/messages/index.ts';
import {
  countingIndicator,
  countingPart,
  countingRunner,
  countingSubject,
  registry,
} from '../../support/assessment/counting.ts';

const subject = countingSubject();

function run(plan: Partial<Plan> = {}, options: Partial<AssessOptions> = {}): Promise<Report> {
  return assess(resolvePlan({ ...defaultPlan, ...plan }, subject.info, registry), subject, {
    registry,
    executor: new InProcessExecutor(countingRunner()),
    host: 'test',
    ...options,
  });
}

const withoutTimings = ({ timings, ...report }: Report) => {
  expect(timings.host).toBe('test');
  return report;
};

const failing = (id: string, error: () => Error, times = Infinity) => {
  let left = times;
  return new InProcessExecutor(
    countingRunner(({ shard }: ShardJob) => {
      if (shard.indicator === id && left-- > 0) throw error();
    }),
  );
};

describe('a finished assessment', () => {
  test('gives a report that fits its schema and holds every figure', async () => {
    const report = await run({ thresholds: ['A.5-3>=0.5', 'A.3-1>=0.9'] });
    expect(checkReport(JSON.parse(toText(report)))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(report.items.map(({ id, status, n, correct }) => [id, status, n, correct])).toEqual([
      ['A.5-3', 'met', 30, 20],
      ['A.3-1', 'not-met', 30, 20],
    ]);
    expect(report.judgement.map(({ outcome }) => outcome)).toEqual(['met', 'not-met']);
    expect(report.samples).toEqual({
      order: 'file',
      offset: 0,
      count: 30,
      of: 30,
      runs: [[0, 30]],
      warnings: [],
    });
    expect(report.items.some((item) => item.parts)).toBe(false);
  });

  test('is equal byte for byte when repeated, but for timings', async () => {
    const [one, two] = [
      await run({ order: 'random', samples: 11 }),
      await run({ order: 'random', samples: 11 }),
    ];
    expect(toText(withoutTimings(one))).toBe(toText(withoutTimings(two)));
  });

  test('does not depend on how many shards run at once, nor on their order of arrival', async () => {
    const runner = countingRunner(
      ({ shard }) => new Promise((done) => setTimeout(done, (7 - Number(shard.key)) % 5)),
    );
    const wide = { width: 5, open: runner.open, run: runner.run, close: runner.close };
    expect(withoutTimings(await run({}, { executor: wide }))).toEqual(withoutTimings(await run()));
  });

  test('labels a stretch in file order', async () => {
    const report = await run({ samples: 12 });
    expect(report.samples.warnings.map(({ id }) => id)).toEqual([
      'assessment.first-in-file',
      'assessment.class-mix',
    ]);
    expect(report.items[0].warnings).toEqual(report.samples.warnings);
  });

  test('shows progress up to the whole, and rows as they grow', async () => {
    const progress: Progress[] = [];
    const rows: (readonly [string, number])[] = [];
    await run(
      {},
      {
        onProgress: (entry) => progress.push(entry),
        onItem: ({ id, n, parts }) => rows.push([id, parts ? -1 : n]),
        itemEvery: 0,
      },
    );
    expect(progress.at(-1)).toMatchObject({ done: 60, total: 60, shardsDone: 16, shards: 16 });
    expect(progress.every(({ done }, at) => at === 0 || done >= progress[at - 1].done)).toBe(true);
    expect(rows.filter(([id]) => id === 'A.3-1').map(([, n]) => n)).toEqual([4, 8, 12, 16, 20, 24, 28, 30]);
  });

  test('shows ε of tables in the units of each feature', async () => {
    const feature = { name: 'radius', mean: 14, std: 3, min: 7, max: 28 };
    const table = { ...subject, data: { ...subject.data, kind: 'table' as const, features: [feature] } };
    const plan = resolvePlan(defaultPlan, subject.info, registry);
    const report = await assess(plan, table, {
      registry,
      executor: new InProcessExecutor(countingRunner()),
      host: 'test',
    });
    expect(report.items[0].details.epsilonInFeatureUnits).toEqual({
      epsilons: [0.5],
      features: [{ name: 'radius', epsilons: [1.5] }],
    });
  });
});

describe('trouble', () => {
  test('a shard is tried three times; what passes then leaves no trace', async () => {
    const executor = failing('A.5-3', () => new Error('worker gone'), 2);
    expect(withoutTimings(await run({}, { executor }))).toEqual(withoutTimings(await run()));
  });

  test('an indicator that keeps failing is an error, and the other goes on', async () => {
    const executor = failing('A.5-3', () => new Error('cannot read /home/ann/models/net.onnx today'));
    const report = await run({ thresholds: ['A.5-3>=0'] }, { executor });
    expect(report.items.map(({ status }) => status)).toEqual(['error', 'measured']);
    expect(report.items[0]).toMatchObject({ value: null, interval: null, correct: null, n: 0 });
    expect(report.items[0].warnings).toEqual([
      { id: 'assessment.failed', values: { reason: 'cannot read … today' } },
    ]);
    expect(report.judgement[0].outcome).toBe('undecided');
    expect(checkReport(JSON.parse(toText(report))).items[0].status).toBe('error');
  });

  test('an error that says what is wrong is not tried again', async () => {
    let calls = 0;
    const executor = failing('A.3-1', () => {
      calls++;
      return new UserError('assessment.no-samples');
    });
    const report = await run({ indicators: [{ id: 'A.3-1', parameters: { size: 30 } }] }, { executor });
    expect(calls).toBe(1);
    expect(report.items[0].warnings).toEqual([{ id: 'assessment.no-samples', values: {} }]);
  });

  test('a merge that fails is an error of that item', async () => {
    const broken = {
      ...countingIndicator('A.3-1'),
      merge: () => {
        throw new Error('no');
      },
    };
    const report = await run({}, { registry: [registry[0], broken] });
    expect(report.items.map(({ status }) => status)).toEqual(['measured', 'error']);
  });

  test('bad thresholds and selections are told before any work', async () => {
    const executor = failing('A.5-3', () => new Error('worked'));
    await expect(run({ thresholds: ['A.9-9>=1'] }, { executor })).rejects.toThrowError(/A\.9-9/);
    await expect(run({ samples: 31 }, { executor })).rejects.toThrowError(/31/);
  });
});

describe('cancel and resume', () => {
  const memory = () => {
    const kept = new Map<string, PartialResult>();
    const cache: ShardCache = {
      get: async (key) => kept.get(key),
      put: async (key, part) => void kept.set(key, part),
    };
    return { kept, cache };
  };

  const cancelledAfter = async (shards: number, cache?: ShardCache) => {
    const controller = new AbortController();
    let left = shards;
    const executor = new InProcessExecutor(
      countingRunner(() => {
        if (left-- === 0) controller.abort();
      }),
    );
    return run({}, { executor, signal: controller.signal, cache });
  };

  test('what is finished stays; unfinished items are partial', async () => {
    const report = await cancelledAfter(10);
    expect(report.items.map(({ id, status, n }) => [id, status, n])).toEqual([
      ['A.5-3', 'measured', 30],
      ['A.3-1', 'partial', 8],
    ]);
    expect(Object.keys(report.items[1].parts ?? {})).toEqual(['0', '1']);
    expect(checkReport(JSON.parse(toText(report))).items[1].status).toBe('partial');
  });

  test('before the first shard everything is partial and empty', async () => {
    const report = await cancelledAfter(0);
    expect(report.items.map(({ status, n, parts }) => [status, n, parts])).toEqual([
      ['partial', 0, {}],
      ['partial', 0, {}],
    ]);
  });

  test('a run that goes on from the cache gives the same report', async () => {
    const { kept, cache } = memory();
    await cancelledAfter(10, cache);
    expect(kept.size).toBe(10);
    const resumed = await run({}, { cache });
    expect(resumed.timings).toMatchObject({ cached: 10, computed: 6 });
    expect(withoutTimings(resumed)).toEqual(withoutTimings(await run()));
  });

  test('another seed, parameter or model takes nothing from the cache', async () => {
    const { cache } = memory();
    await run({}, { cache });
    expect((await run({ seed: 1 }, { cache })).timings.cached).toBe(0);
    const size = [{ id: 'A.5-3', parameters: { size: 5 } }];
    expect((await run({ indicators: size }, { cache })).timings.cached).toBe(0);
    const other = { ...subject, model: { ...subject.model, sha256: 'b'.repeat(64) } };
    const plan = resolvePlan(defaultPlan, subject.info, registry);
    const executor = new InProcessExecutor(countingRunner());
    expect((await assess(plan, other, { registry, executor, cache, host: 'test' })).timings.cached).toBe(0);
    expect((await run({}, { cache })).timings.computed).toBe(0);
  });

  test('a cache that cannot be written does no harm', async () => {
    const cache: ShardCache = {
      get: async () => undefined,
      put: () => Promise.reject(new Error('disk full')),
    };
    expect(withoutTimings(await run({}, { cache }))).toEqual(withoutTimings(await run()));
  });
});

test('the stand-in indicator computes what its runner does', async () => {
  const job = {
    shard: { indicator: 'A.3-1', key: '0', indices: [1, 2, 3], settings: {} },
    parameters: {},
    seed: 0,
  };
  expect(countingPart(job).hits).toEqual(Uint8Array.of(1, 1, 0));
});
