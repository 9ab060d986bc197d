import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess, type AssessOptions } from '../../../src/assessment/assess.ts';
import type { ShardCache, ShardJob } from '../../../src/assessment/executor.ts';
import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { defaultPlan, resolvePlan } from '../../../src/assessment/plan.ts';
import type { Progress } from '../../../src/assessment/progress.ts';
import { moved, RunControl, WaitingLine } from '../../../src/assessment/queue.ts';
import type { Report } from '../../../src/document/report.ts';
import { indicators } from '../../../src/indicators/index.ts';
import type { Indicator, PartialResult } from '../../../src/indicators/types.ts';
import { countingIndicator, countingRunner, countingSubject } from '../../support/assessment/counting.ts';
import { SeveralRunners } from '../../support/assessment/several.ts';

/** Its pieces belong to the parts a, b and c in turn. */
function withParts(indicator: Indicator): Indicator {
  return {
    ...indicator,
    shards: (...given) =>
      indicator.shards(...given).map((shard, at) => ({ ...shard, part: ['a', 'b', 'c'][at % 3] })),
  };
}

const registry = [withParts(countingIndicator('A.5-3')), countingIndicator('A.3-1')];
const subject = countingSubject();
const plan = resolvePlan(defaultPlan, subject.info, registry);

const run = (options: Partial<AssessOptions> = {}): Promise<Report> =>
  assess(plan, subject, {
    registry,
    executor: new InProcessExecutor(countingRunner()),
    host: 'test',
    progressEvery: 0,
    ...options,
  });

const withoutTimings = ({ timings, ...report }: Report) => {
  expect(timings.host).toBe('test');
  return report;
};

/** Calls `act` before the piece of this number starts, and notes the pieces in the order they were taken. */
function watched(acts: Readonly<Record<number, () => void>> = {}) {
  const taken: string[] = [];
  const executor = new InProcessExecutor(
    countingRunner(({ shard }: ShardJob) => {
      const number = taken.push(shard.part ? `${shard.indicator}/${shard.part}` : shard.indicator);
      acts[number]?.();
    }),
  );
  return { taken, executor };
}

const names = ['A.5-3', 'A.5-3/a', 'A.5-3/b', 'A.5-3/c', 'A.3-1'] as const;

describe('the order of the queue', () => {
  const items = [
    { indicator: 'A.5-3', part: 'a' },
    { indicator: 'A.5-3', part: 'b' },
    { indicator: 'A.5-3', part: 'c' },
    { indicator: 'A.3-1', part: null },
  ];

  test('an indicator passes its neighbour, and at the end there is nothing to pass', () => {
    expect(moved(items, [], { indicator: 'A.3-1', part: null }, -1)).toEqual(['A.3-1', 'A.5-3']);
    expect(moved(items, [], { indicator: 'A.3-1', part: null }, 1)).toBeUndefined();
    expect(moved(items, [], { indicator: 'A.5-3', part: null }, -1)).toBeUndefined();
    expect(moved(items, [], { indicator: 'A.9-9', part: null }, 1)).toBeUndefined();
  });

  test('a part passes the parts of its own indicator only, and keeps other arrangements', () => {
    const once = moved(items, [], { indicator: 'A.5-3', part: 'c' }, -1);
    expect(once).toEqual(['A.5-3', 'A.3-1', 'A.5-3/a', 'A.5-3/c', 'A.5-3/b']);
    expect(moved(items, [], { indicator: 'A.5-3', part: 'c' }, 1)).toBeUndefined();
    expect(moved(items, once!, { indicator: 'A.3-1', part: null }, -1)).toEqual([
      'A.3-1',
      'A.5-3',
      'A.5-3/a',
      'A.5-3/c',
      'A.5-3/b',
    ]);
  });

  test('pieces of parts that nobody moved come as planned; moved ones come as arranged', () => {
    const pieces = [...'abcabc'].map((part, at) => ({
      shard: { indicator: 'A.5-3', part, key: `${at}`, indices: [], settings: {} },
    }));
    const line = new WaitingLine(pieces);
    const order = () => line.waiting.map(({ shard }) => shard.part + shard.key).join(' ');
    line.arrange([]);
    expect(order()).toBe('a0 b1 c2 a3 b4 c5');
    line.arrange(['A.5-3', 'A.5-3/c', 'A.5-3/a', 'A.5-3/b']);
    expect(order()).toBe('c2 c5 a0 a3 b1 b4');
    expect(line.take(({ part }) => part !== 'c')?.shard.key).toBe('0');
    line.putBack(pieces[0]);
    expect(order()).toBe('c2 c5 a0 a3 b1 b4');
    line.arrange([]);
    expect(order()).toBe('a0 b1 c2 a3 b4 c5');
  });
});

describe('a hand on a run that goes on', () => {
  test('waiting pieces of the item moved to the front go first; the report is the same', async () => {
    const control = new RunControl();
    const { taken, executor } = watched({
      2: () => control.arrange(['A.3-1', 'A.5-3', 'A.5-3/c', 'A.5-3/b', 'A.5-3/a']),
    });
    const report = await run({ executor, control });
    expect(taken.slice(0, 2)).toEqual(['A.5-3/a', 'A.5-3/b']);
    expect(taken.slice(2, 10)).toEqual(Array(8).fill('A.3-1'));
    expect(taken.slice(10).join(' ')).toBe('A.5-3/c A.5-3/c A.5-3/b A.5-3/b A.5-3/a A.5-3/a');
    expect(withoutTimings(report)).toEqual(withoutTimings(await run()));
  });

  test('an item set aside keeps what is done and is partial; the others are finished', async () => {
    const control = new RunControl();
    const { taken, executor } = watched({ 5: () => control.stop(['A.5-3/a']) });
    const progress: Progress[] = [];
    const report = await run({ executor, control, onProgress: (one) => progress.push(one) });
    expect(taken.filter((name) => name === 'A.5-3/a')).toHaveLength(2);
    expect(report.items.map(({ id, status }) => [id, status])).toEqual([
      ['A.5-3', 'partial'],
      ['A.3-1', 'measured'],
    ]);
    expect(Object.keys(report.items[0].parts ?? {})).toEqual(['0', '1', '2', '3', '4', '5', '7']);
    const states = progress.at(-1)!.items.map(({ indicator, part, state }) => [part ?? indicator, state]);
    expect(states).toEqual([
      ['a', 'stopped'],
      ['b', 'done'],
      ['c', 'done'],
      ['A.3-1', 'done'],
    ]);
  });

  test('pieces under way of an item set aside are given up, and done again once it is resumed', async () => {
    const control = new RunControl();
    const runner = countingRunner();
    let given = 0;
    const executor = new InProcessExecutor({
      ...runner,
      run: async (job, signal, progress) => {
        // Given up once it is under way; the next item's first piece resumes it.
        if (job.shard.part === 'b' && given === 0) {
          given++;
          control.stop(['A.5-3']);
          expect(signal.aborted).toBe(true);
        } else if (job.shard.indicator === 'A.3-1') control.resume(['A.5-3']);
        signal.throwIfAborted();
        return runner.run(job, signal, progress);
      },
    });
    const report = await run({ executor, control });
    expect(given).toBe(1);
    expect(withoutTimings(report)).toEqual(withoutTimings(await run()));
  });

  test('a run whose last items are all set aside ends; it goes on from what it kept', async () => {
    const kept = new Map<string, PartialResult>();
    const cache: ShardCache = {
      get: async (key) => kept.get(key),
      put: async (key, part) => void kept.set(key, part),
    };
    const first = await run({ cache, control: new RunControl({ stopped: ['A.5-3', 'A.3-1'] }) });
    expect(first.items.map(({ status }) => status)).toEqual(['partial', 'partial']);
    const second = await run({ cache, control: new RunControl({ stopped: ['A.5-3/b'] }) });
    expect(second.items.map(({ status }) => status)).toEqual(['partial', 'measured']);
    const third = await run({ cache });
    expect(third.timings).toMatchObject({ cached: 13, computed: 3 });
    expect(withoutTimings(third)).toEqual(withoutTimings(await run()));
  });

  test('a cache that cannot be read costs the resumption, never the run', async () => {
    const cache: ShardCache = {
      get: () => Promise.reject(Object.assign(new Error('storage went away'), { name: 'AbortError' })),
      put: () => Promise.reject(new Error('storage went away')),
    };
    expect(withoutTimings(await run({ cache }))).toEqual(withoutTimings(await run()));
  });

  test('whatever is moved, set aside and resumed, and however many work: the same report', async () => {
    const whole = withoutTimings(await run());
    const act = fc.oneof(
      fc.record({ arrange: fc.shuffledSubarray([...names]) }),
      fc.record({ stop: fc.shuffledSubarray([...names], { minLength: 1 }) }),
      fc.record({ resume: fc.shuffledSubarray([...names], { minLength: 1 }) }),
    );
    const acts = fc.dictionary(fc.integer({ min: 1, max: 16 }).map(String), act);
    await fc.assert(
      fc.asyncProperty(acts, fc.integer({ min: 1, max: 4 }), async (chosen, width) => {
        const control = new RunControl();
        let number = 0;
        const runner = () =>
          countingRunner(async () => {
            const one = chosen[String(++number)];
            if (one && 'arrange' in one) control.arrange(one.arrange);
            if (one && 'stop' in one) control.stop(one.stop);
            if (one && 'resume' in one) control.resume(one.resume);
            await Promise.resolve();
          });
        const cache = new Map<string, PartialResult>();
        const kept: ShardCache = {
          get: async (key) => cache.get(key),
          put: async (key, part) => void cache.set(key, part),
        };
        const executor = () => new SeveralRunners(Array.from({ length: width }, runner));
        const first = await run({ executor: executor(), control, cache: kept });
        for (const item of first.items) {
          const before = whole.items.find(({ id }) => id === item.id)!;
          if (item.status === 'measured') expect(item).toEqual(before);
          else expect(item.status).toBe('partial');
        }
        expect(withoutTimings(await run({ executor: executor(), cache: kept }))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is told of the queue', () => {
  test('amounts of the items add up, and each is done when its turn is over', async () => {
    let now = 0;
    const control = new RunControl({ order: ['A.3-1'] });
    const progress: Progress[] = [];
    const executor = new InProcessExecutor(countingRunner(() => void (now += 1000)));
    await run({ executor, control, now: () => now, onProgress: (one) => progress.push(one) });
    for (const one of progress) {
      expect(one.items.reduce((sum, item) => sum + item.done, 0)).toBeCloseTo(one.done, 9);
      expect(one.items.reduce((sum, item) => sum + item.shards, 0)).toBe(one.shards);
      expect(one.items[0].indicator).toBe('A.3-1');
    }
    // 4 samples a second: 2 pieces of the first item are done, 22 of its samples and 30 of the others are left.
    const early = progress.find(({ done, rate }) => done === 8 && rate === 4)!;
    const left = early.items.map(({ part, secondsLeft }) => [part, secondsLeft]);
    expect(left).toEqual([
      [null, 5.5],
      ['a', 12.5],
      ['b', 13],
      ['c', 11.5],
    ]);
    expect(early.secondsLeft).toBe(13);
    expect(
      progress.at(-1)!.items.every(({ state, secondsLeft }) => state === 'done' && secondsLeft === 0),
    ).toBe(true);
  });

  test('the parts of A.5-3 are its attacks, the accuracy before them, and the self-checks', () => {
    const a53 = indicators.find(({ id }) => id === 'A.5-3')!;
    const info = { kind: 'image', classes: 10, shape: [1, 8, 8], range: [0, 1] } as const;
    const given = { attacks: ['fgsm', 'pgd'], epsilons: [0, 0.1] };
    const selection = { order: 'file', indices: [0, 1, 2], of: 3 } as const;
    const shards = a53.shards(a53.resolve(given, info), info, selection);
    expect([...new Set(shards.map(({ part }) => part))]).toEqual(['clean', 'fgsm', 'pgd', 'checks']);
  });
});
