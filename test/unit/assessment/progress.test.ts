import { expect, test } from 'vitest';
import { ProgressMeter } from '../../../src/assessment/progress.ts';

test('amount, rate and time left follow the work', () => {
  let now = 0;
  const meter = new ProgressMeter(4, 40, () => now);
  meter.skip(10);
  expect(meter.read()).toMatchObject({ done: 10, total: 40, shardsDone: 1, rate: null, secondsLeft: null });
  const shards = [{}, {}, {}];
  meter.start(shards[0], 10);
  now = 2000;
  meter.update(shards[0], 0.5);
  expect(meter.read()).toMatchObject({ done: 15, rate: 2.5, secondsLeft: 10 });
  meter.finish(shards[0]);
  now = 4000;
  expect(meter.read()).toMatchObject({ done: 20, rate: 2.5, shardsDone: 2 });
});

test('a shard that goes back to the queue takes its share back', () => {
  const meter = new ProgressMeter(1, 10, () => 0);
  const shard = {};
  meter.start(shard, 10);
  meter.update(shard, 0.8);
  meter.update(shard, 0.3);
  expect(meter.read().done).toBe(8);
  meter.drop(shard);
  expect(meter.read().done).toBe(0);
});

test('the rate forgets what is long past', () => {
  let now = 0;
  const meter = new ProgressMeter(2, 200, () => now);
  const [slow, fast] = [{}, {}];
  meter.start(slow, 100);
  for (now = 10_000; now <= 100_000; now += 10_000) {
    meter.update(slow, now / 1_000_000);
    meter.read();
  }
  meter.start(fast, 100);
  for (; now <= 140_000; now += 10_000) {
    meter.update(fast, (now - 100_000) / 50_000);
    meter.read();
  }
  expect(meter.read().rate).toBeGreaterThan(1);
});
