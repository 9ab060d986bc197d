import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budget, fewest, largest, secondsOf, sizes } from '../../../src/app/learn/pace.ts';
import { answered, readProgress, shown } from '../../../src/app/learn/progress.ts';

const time = (high: number) => ({ low: high, middle: high, high });
const speed = (forward: number, gradient: number, overhead: number, workers: number) => ({
  pace: { forward: time(forward), gradient: time(gradient), engine: 'wasm' as const },
  overhead,
  workers,
});

test('a plan costs its passes, shared by the workers, on top of their start', () => {
  const amount = { shards: 4, samples: 100, forwards: 1000, gradients: 2000 };
  const alone = secondsOf(amount, speed(1, 2, 3, 1));
  const two = secondsOf(amount, speed(1, 2, 3, 2));
  expect(alone - 3).toBeCloseTo(2 * (two - 3), 9);
  expect(alone).toBeGreaterThanOrEqual(3 + 5);
});

describe('the number of samples', () => {
  test('is the plan’s own where that ends in time, and nothing else is asked for', async () => {
    const asked: number[] = [];
    const found = await largest(sizes(200), async (samples) => (asked.push(samples), budget));
    expect(found).toEqual({ samples: 200, seconds: budget });
    expect(asked).toEqual([200]);
  });

  test('is the largest that ends in time, whatever part of the cost is fixed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: fewest, max: 1000 }),
        fc.double({ min: 0.001, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 25, noNaN: true }),
        async (planned, perSample, fixed) => {
          const seconds = (samples: number) => fixed + samples * perSample;
          const found = await largest(sizes(planned), async (samples) => seconds(samples));
          const fitting = sizes(planned).filter((samples) => seconds(samples) <= budget);
          expect(found.samples).toBe(fitting.at(-1) ?? sizes(planned)[0]);
          expect(found.seconds).toBe(seconds(found.samples));
        },
      ),
    ));

  test('is one that people would choose', () => {
    expect(sizes(25)).toEqual([10, 15, 20, 25]);
    expect(sizes(8)).toEqual([8]);
    expect(sizes(73)).toEqual([10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 73]);
  });
});

describe('progress', () => {
  test('is what it was told', () => {
    const progress = shown(answered(answered(readProgress(null), 'a', 'x'), 'a', 'x'), 'a', 3);
    expect(progress).toEqual({ done: { a: ['x'] }, at: { a: 3 } });
    expect(readProgress(JSON.stringify(progress))).toEqual(progress);
  });

  test.each(['', '[]', '{', '3', '{"done":3,"at":[]}', '{"done":{"a":"x"},"at":{"a":-1,"b":"2"}}'])(
    'of another form is none: %s',
    (text) => expect(readProgress(text)).toEqual({ done: {}, at: {} }),
  );
});
