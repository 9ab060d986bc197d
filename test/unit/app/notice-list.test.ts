import { expect, test } from 'vitest';
import { causeOf, withNotice, type Notice } from '../../../src/app/state/notice-list.ts';
import { UserError } from '../../../src/messages/index.ts';

const fresh = (id: number, what = 'x') => ({
  id,
  kind: 'error' as const,
  message: { id: 'app.unexpected' as const, values: { what } },
  cause: undefined,
  at: id,
});

test('the newest comes first; the same again is counted and unread once more', () => {
  let list: readonly Notice[] = [];
  list = withNotice(list, fresh(1));
  list = withNotice(list, fresh(2, 'y')).map((notice) => ({ ...notice, read: true }));
  list = withNotice(list, fresh(3));
  expect(list.map(({ id, times, read }) => [id, times, read])).toEqual([
    [3, 2, false],
    [2, 1, true],
  ]);
});

test('another kind of the same words is another notice, and the list has an end', () => {
  const both = withNotice(withNotice([], fresh(1)), { ...fresh(2), kind: 'warning' });
  expect(both).toHaveLength(2);
  let list: readonly Notice[] = [];
  for (let id = 0; id < 150; id++) list = withNotice(list, fresh(id, String(id)));
  expect(list).toHaveLength(100);
  expect(list[0].id).toBe(149);
});

test('a cause is the chain of errors behind, outermost first, with stacks', () => {
  const inner = new TypeError('buffer is detached');
  const text = causeOf(new UserError('app.busy', {}, { cause: inner }))!;
  expect(text.indexOf('TypeError: buffer is detached')).toBeGreaterThan(0);
  expect(text).toContain('notice-list.test');
  expect(causeOf(undefined)).toBeUndefined();
  expect(causeOf('plain words')).toBe('plain words');
  const loop = new Error('round');
  loop.cause = loop;
  expect(causeOf(loop)!.match(/Error: round/g)).toHaveLength(5);
});
