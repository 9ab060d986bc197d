import { describe, expect, test } from 'vitest';
import type { ItemProgress, Progress } from '../../../src/assessment/progress.ts';
import { Announcer } from '../../../src/app/components/run/announcer.ts';
import { groupsOf, leftInWords } from '../../../src/app/components/run/words.ts';
import { nearestFile } from '../../../src/app/components/class/series.ts';
import { classReport, curveOf } from '../../../src/assessment/class-spread.ts';
import { Turns } from '../../../src/app/lab/runs/turns.ts';
import { goldenReport } from '../../support/reports.ts';

const item = (part: string | null, state: ItemProgress['state'], done = 0): ItemProgress => ({
  indicator: 'A.5-3',
  part,
  state,
  done,
  total: 10,
  shardsDone: 0,
  shards: 1,
  rate: null,
  secondsLeft: null,
});
const progress = (...items: ItemProgress[]): Progress => ({
  done: 5,
  total: 20,
  shardsDone: 1,
  shards: 2,
  rate: 1,
  secondsLeft: 15,
  items,
});

describe('the status line', () => {
  test('speaks at most every ten seconds, and at each finished item at once', () => {
    const announcer = new Announcer();
    const going = progress(item('fgsm', 'going'), item('pgd', 'waiting'));
    const half = progress(item('fgsm', 'done', 10), item('pgd', 'going'));
    expect(announcer.tell('loading', null, 0)).toBeNull();
    expect(announcer.tell('running', going, 1000)).toBeNull();
    expect(announcer.tell('running', going, 10_999)).toBeNull();
    expect(announcer.tell('running', going, 11_000)).toEqual({
      kind: 'progress',
      share: 0.25,
      secondsLeft: 15,
    });
    expect(announcer.tell('running', going, 20_000)).toBeNull();
    expect(announcer.tell('running', half, 20_100)).toMatchObject({
      kind: 'done',
      items: [{ part: 'fgsm' }],
    });
    expect(announcer.tell('running', half, 20_200)).toBeNull();
    expect(announcer.tell('running', half, 30_100)).toMatchObject({ kind: 'progress' });
    expect(announcer.tell('paused', half, 30_200)).toEqual({ kind: 'paused' });
    expect(announcer.tell('paused', half, 60_000)).toBeNull();
    expect(announcer.tell('done', half, 60_001)).toEqual({ kind: 'ended', phase: 'done' });
  });

  test('says nothing of a run that was over, or of items that were done, when it was first seen', () => {
    expect(new Announcer().tell('done', null, 0)).toBeNull();
    expect(new Announcer().tell('running', progress(item('fgsm', 'done', 10)), 0)).toBeNull();
  });
});

test('time left in words of both languages', () => {
  const words = [0, 4, 32, 61, 125, 7200].map((seconds) => leftInWords(seconds, 'en'));
  expect(words).toEqual([
    'a moment',
    '4 seconds',
    '30 seconds',
    'about one minute',
    'about 2 minutes',
    'about one hour'.replace('one hour', '2 hours'),
  ]);
  expect(leftInWords(125, 'zh')).toBe('约 2 分钟');
});

test('an indicator is what its parts are', () => {
  const [group] = groupsOf([item('fgsm', 'done', 10), item('pgd', 'waiting', 2), item('checks', 'stopped')]);
  expect(group.whole).toMatchObject({ part: null, state: 'waiting', done: 12, total: 30 });
  expect(groupsOf([item('fgsm', 'done'), item('pgd', 'stopped')])[0].whole.state).toBe('stopped');
  expect(groupsOf([item('fgsm', 'done'), item('pgd', 'done')])[0].whole.state).toBe('done');
});

test('the file whose line is nearest to the pointer', () => {
  const report = classReport(goldenReport());
  const choice = { item: 'A.5-3', attack: 'worst-case', kind: 'envelope' } as const;
  const lower = {
    ...report,
    items: report.items.map((one) => ({
      ...one,
      curves: one.curves.map((curve) => ({
        ...curve,
        points: curve.points.map((point) => ({ ...point, y: point.y / 2 })),
      })),
    })),
  };
  const entries = [
    { id: 'upper', report },
    { id: 'lower', report: lower },
  ];
  const [, point] = curveOf(entries[0], choice)!.points;
  expect(nearestFile(entries, choice, point.x, point.y, 0.05)).toBe('upper');
  expect(nearestFile(entries, choice, point.x, point.y / 2 + 0.01, 0.05)).toBe('lower');
  expect(nearestFile(entries, choice, point.x, 1, 0.05)).toBeNull();
});

describe('turns', () => {
  test('one run at a time; the others in an order that can be changed; a withdrawn one never begins', async () => {
    const turns = new Turns();
    const begun: number[] = [];
    const ends = new Map<number, () => void>();
    const ask = (run: number) =>
      turns.take(run, async () => {
        begun.push(run);
        await new Promise<void>((end) => ends.set(run, end));
      });
    const first = ask(1);
    const [second, third, fourth] = [ask(2), ask(3), ask(4)];
    expect([turns.going, turns.waiting]).toEqual([1, [2, 3, 4]]);
    turns.arrange([4, 2]);
    expect(turns.waiting).toEqual([4, 2, 3]);
    expect(turns.withdraw(2)).toBe(true);
    expect(turns.withdraw(1)).toBe(false);
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    ends.get(1)!();
    await first;
    const fifth = ask(5);
    await Promise.resolve();
    expect(begun).toEqual([1, 4]);
    ends.get(4)!();
    await fourth;
    await Promise.resolve();
    ends.get(3)!();
    await third;
    await Promise.resolve();
    ends.get(5)!();
    await fifth;
    expect(begun).toEqual([1, 4, 3, 5]);
    expect(turns.going).toBeNull();
  });

  test('a run that fails gives its turn on', async () => {
    const turns = new Turns();
    const failed = turns.take(1, () => Promise.reject(new Error('no')));
    const next = turns.take(2, async () => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
