import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/messages/index.ts';
import { abortError } from '../../../src/workers/errors.ts';
import { FatalWorkerError, type Link, type LinkListener } from '../../../src/workers/link.ts';
import { Pool, type PoolOptions } from '../../../src/workers/pool.ts';

/** What a fake worker does with a task: a value to answer after `ms`, or trouble. */
type Task = { value: number; ms?: number; trouble?: 'crash' | 'hang' | 'throw' | 'fatal'; deaf?: boolean };

class FakeWorkers {
  alive = 0;
  started = 0;
  mostAtOnce = 0;
  readonly order: number[] = [];
  readonly tries = new Map<number, number>();
  readonly paused: boolean[] = [];
  /** Trouble happens on the first `troubles` tries of a task. */
  troubles = Infinity;
  openFails = 0;
  start: 'fatal' | 'died' | 'hang' | 'user' = 'fatal';
  busy = 0;

  #noStart(): Promise<void> {
    if (this.start === 'user') return Promise.reject(new UserError('workers.crashed', { tries: 7 }));
    return this.start === 'fatal'
      ? Promise.reject(new FatalWorkerError('no start'))
      : new Promise(() => undefined);
  }

  spawn = (listener: LinkListener): Link<Task, number> => {
    this.alive++;
    this.started++;
    let ended = false;
    const waiting = new Map<number, (error: Error) => void>();
    const deaf = new Set<number>();
    const heartbeat = setInterval(() => listener.alive(), 100);
    const fails = this.openFails-- > 0;
    if (fails && this.start === 'hang') clearInterval(heartbeat);
    if (fails && this.start === 'died') setTimeout(() => listener.died(new Error('gone')), 50);
    return {
      ready: fails ? this.#noStart() : Promise.resolve(),
      run: (id, task) => {
        this.order.push(task.value);
        this.busy++;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.busy);
        const tries = (this.tries.get(task.value) ?? 0) + 1;
        this.tries.set(task.value, tries);
        const trouble = tries <= this.troubles ? task.trouble : undefined;
        if (task.deaf) deaf.add(id);
        return new Promise<number>((resolve, reject) => {
          waiting.set(id, reject);
          if (trouble === 'hang') clearInterval(heartbeat);
          else
            setTimeout(() => {
              if (ended) return;
              if (trouble === 'crash') return listener.died(new Error('boom'));
              if (trouble === 'throw') return reject(new UserError('workers.crashed', { tries: 9 }));
              if (trouble === 'fatal') return reject(new FatalWorkerError('device lost'));
              listener.progress(id, 0.5);
              resolve(task.value * 10);
            }, task.ms ?? 10);
        }).finally(() => this.busy--);
      },
      cancel: (id) => {
        if (!deaf.has(id)) waiting.get(id)?.(abortError());
      },
      pause: (on) => this.paused.push(on),
      end: () => {
        ended = true;
        this.alive--;
        clearInterval(heartbeat);
      },
    };
  };
}

const poolOf = (fake: FakeWorkers, options: Partial<PoolOptions<Task, number>> = {}) =>
  new Pool<Task, number>({ size: 2, spawn: fake.spawn, silence: 1000, grace: 200, ...options });

/** Outcome of a promise under fake time, without an unhandled rejection on the way. */
const outcomes = async (...promises: Promise<unknown>[]) => {
  const settled = Promise.allSettled(promises);
  await vi.advanceTimersByTimeAsync(60_000);
  return settled;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('queue', () => {
  test.each([1, 2, 5])('%i workers give every task its own result, in the order asked', async (size) => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size });
    const tasks = Array.from({ length: 12 }, (_, value) => ({ value, ms: 10 + ((value * 7) % 5) * 10 }));
    const results = await outcomes(...tasks.map((task) => pool.run(task)));
    expect(results).toEqual(tasks.map(({ value }) => ({ status: 'fulfilled', value: value * 10 })));
    expect(fake.order).toEqual(tasks.map(({ value }) => value));
    expect(fake.mostAtOnce).toBe(Math.min(size, 12));
    expect(fake.started).toBe(size);
    pool.close();
    expect(fake.alive).toBe(0);
  });

  test('workers start only when there is work for them', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 8 });
    await outcomes(pool.run({ value: 1 }));
    expect(fake.started).toBe(1);
  });

  test('progress reaches the task it belongs to', async () => {
    const seen: [number, number][] = [];
    const pool = poolOf(new FakeWorkers());
    await outcomes(
      ...[1, 2, 3].map((value) => pool.run({ value }, { progress: (done) => seen.push([value, done]) })),
    );
    expect(seen.sort()).toEqual([1, 2, 3].map((value) => [value, 0.5]));
  });

  test('a limit keeps to the first workers', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 4 });
    pool.limit(1);
    await outcomes(...[1, 2, 3].map((value) => pool.run({ value })));
    expect(fake.started).toBe(1);
  });
});

describe('trouble', () => {
  test.each(['crash', 'hang', 'fatal'] as const)('a %s gives the task to a fresh worker', async (trouble) => {
    const fake = new FakeWorkers();
    fake.troubles = 2;
    const pool = poolOf(fake);
    const [bad, good] = await outcomes(pool.run({ value: 1, trouble }), pool.run({ value: 2 }));
    expect(bad).toEqual({ status: 'fulfilled', value: 10 });
    expect(good).toEqual({ status: 'fulfilled', value: 20 });
    expect(fake.tries.get(1)).toBe(3);
    expect(fake.started).toBe(4);
    pool.close();
    expect(fake.alive).toBe(0);
  });

  test.each(['crash', 'hang', 'fatal'] as const)(
    'after three times %s the task fails, the rest goes on',
    async (trouble) => {
      const fake = new FakeWorkers();
      const pool = poolOf(fake, { size: 1 });
      const [bad, ...good] = await outcomes(
        pool.run({ value: 1, trouble }),
        pool.run({ value: 2 }),
        pool.run({ value: 3 }),
      );
      const { reason } = bad as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(UserError);
      expect(reason).toMatchObject({ id: 'workers.crashed', values: { tries: 3 } });
      expect(reason.cause).toBeInstanceOf(Error);
      expect(good.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled']);
      expect(fake.tries.get(1)).toBe(3);
    },
  );

  test('a long step with a heartbeat is no hang', async () => {
    const fake = new FakeWorkers();
    const [outcome] = await outcomes(poolOf(fake).run({ value: 1, ms: 20_000 }));
    expect(outcome).toEqual({ status: 'fulfilled', value: 10 });
    expect(fake.started).toBe(1);
  });

  test('an error of the task itself is passed on at once and not repeated', async () => {
    const fake = new FakeWorkers();
    const [outcome] = await outcomes(poolOf(fake).run({ value: 1, trouble: 'throw' }));
    expect((outcome as PromiseRejectedResult).reason).toMatchObject({
      id: 'workers.crashed',
      values: { tries: 9 },
    });
    expect(fake.tries.get(1)).toBe(1);
  });

  test.each(['fatal', 'died', 'hang'] as const)(
    'warming up tries again after %s and then says so',
    async (how) => {
      const fake = new FakeWorkers();
      fake.start = how;
      fake.openFails = 2;
      expect(await outcomes(poolOf(fake).warmUp())).toMatchObject([{ status: 'fulfilled' }]);
      expect(fake.started).toBe(3);
      fake.openFails = 3;
      const pool = poolOf(fake);
      const [outcome] = await outcomes(pool.warmUp());
      expect((outcome as PromiseRejectedResult).reason).toMatchObject({
        id: 'workers.crashed',
        values: { tries: 3 },
      });
      expect(pool.alive).toBe(0);
    },
  );

  test('what opening says about the input is passed on when warming up', async () => {
    const fake = new FakeWorkers();
    fake.start = 'user';
    fake.openFails = 1;
    const pool = poolOf(fake);
    const [outcome] = await outcomes(pool.warmUp());
    expect((outcome as PromiseRejectedResult).reason).toMatchObject({ values: { tries: 7 } });
    expect(fake.started).toBe(1);
    expect(pool.alive).toBe(0);
  });

  test('a later worker that cannot start costs a try, not the task', async () => {
    const fake = new FakeWorkers();
    fake.start = 'user';
    fake.openFails = 1;
    const [outcome] = await outcomes(poolOf(fake).run({ value: 1 }));
    expect(outcome).toEqual({ status: 'fulfilled', value: 10 });
    expect(fake.started).toBe(2);
  });
});

describe('cancel and pause', () => {
  test('a waiting task is taken out, a running one asked to stop; the worker stays', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 1 });
    const cancel = new AbortController();
    const both = [1, 2].map((value) => pool.run({ value, ms: 5000 }, { signal: cancel.signal }));
    const other = pool.run({ value: 3 });
    setTimeout(() => cancel.abort(), 1000);
    const results = await outcomes(...both, other);
    expect(results.slice(0, 2).map((outcome) => (outcome as PromiseRejectedResult).reason.name)).toEqual([
      'AbortError',
      'AbortError',
    ]);
    expect(results[2].status).toBe('fulfilled');
    expect(fake.order).toEqual([1, 3]);
    expect(fake.started).toBe(1);
  });

  test('a worker whose step is long is ended and replaced', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 1 });
    const cancel = new AbortController();
    const slow = pool.run({ value: 1, ms: 50_000, deaf: true }, { signal: cancel.signal });
    const next = pool.run({ value: 2 });
    setTimeout(() => cancel.abort(), 1000);
    const results = await outcomes(slow, next);
    expect((results[0] as PromiseRejectedResult).reason.name).toBe('AbortError');
    expect(results[1]).toEqual({ status: 'fulfilled', value: 20 });
    expect(fake.started).toBe(2);
    expect(fake.tries.get(1)).toBe(1);
  });

  test('a signal that already fired starts nothing', async () => {
    const fake = new FakeWorkers();
    await expect(poolOf(fake).run({ value: 1 }, { signal: AbortSignal.abort() })).rejects.toThrow(
      'cancelled',
    );
    expect(fake.started).toBe(0);
  });

  test('while paused nothing starts and workers are told; resuming goes on', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 1 });
    const first = pool.run({ value: 1, ms: 100 });
    const second = pool.run({ value: 2 });
    pool.pause();
    await vi.advanceTimersByTimeAsync(5000);
    expect(fake.order).toEqual([1]);
    expect(fake.paused).toEqual([true]);
    pool.resume();
    expect((await outcomes(first, second)).map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
    ]);
    expect(fake.paused).toEqual([true, false]);
  });

  test('closing rejects whatever waits or runs and leaves no worker', async () => {
    const fake = new FakeWorkers();
    const pool = poolOf(fake, { size: 1 });
    const both = [1, 2].map((value) => pool.run({ value, ms: 5000 }));
    await vi.advanceTimersByTimeAsync(10);
    pool.close();
    const results = await outcomes(...both);
    expect(results.map((outcome) => (outcome as PromiseRejectedResult).reason.name)).toEqual([
      'AbortError',
      'AbortError',
    ]);
    expect(fake.alive).toBe(0);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
    await expect(pool.run({ value: 3 })).rejects.toThrow('cancelled');
  });
});
