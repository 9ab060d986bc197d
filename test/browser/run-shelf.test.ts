import { afterEach, expect, test } from 'vitest';
import { RunShelf } from '../../src/app/lab/runs/shelf.ts';
import type { KeptRun } from '../../src/app/lab/runs/types.ts';
import type { Report } from '../../src/document/report.ts';
import golden from '../fixtures/golden/report.json';

const report = golden as unknown as Report;
const run = (id: string, name = ''): KeptRun => ({
  id,
  name,
  note: '',
  origin: 'here',
  started: '2026-01-01T00:00:00.000Z',
  subject: null,
  form: null,
});

let shelf: RunShelf;
let number = 0;
const fresh = (limits?: ConstructorParameters<typeof RunShelf>[1]) =>
  (shelf = new RunShelf(`shelf-${Date.now()}-${number++}`, limits));
afterEach(() => shelf.close());

test('what is kept comes back, checked like a file; renaming keeps the report', async () => {
  fresh();
  expect(await shelf.keep(run('a'), report)).toEqual({ gone: [], trouble: null });
  expect(await shelf.keep(run('b'), null)).toEqual({ gone: [], trouble: null });
  await shelf.keep(run('a', 'named'), null);
  expect((await shelf.list()).map(({ id, name }) => [id, name])).toEqual([
    ['a', 'named'],
    ['b', ''],
  ]);
  expect(await shelf.report('a')).toEqual(report);
  expect(await shelf.report('b')).toBeNull();
  await shelf.forget('a');
  expect((await shelf.list()).map(({ id }) => id)).toEqual(['b']);
  expect(await shelf.report('a')).toBeNull();
});

test('the oldest make room, by number and by size, and never the one that is kept now', async () => {
  fresh({ runs: 2, total: Infinity, one: Infinity });
  for (const id of ['a', 'b']) await shelf.keep(run(id), report);
  expect(await shelf.keep(run('c'), report)).toEqual({ gone: ['a'], trouble: null });
  const size = JSON.stringify(report).length;
  fresh({ runs: 100, total: size * 5, one: Infinity });
  await shelf.keep(run('a'), report);
  for (let at = 0; at < 6; at++) await shelf.keep(run(`more-${at}`), report);
  const left = (await shelf.list()).map(({ id }) => id);
  expect(left).not.toContain('a');
  expect(left.at(-1)).toBe('more-5');
});

test('a report that is too large is not kept, and one sentence says so', async () => {
  fresh({ runs: 10, total: Infinity, one: 100 });
  expect(await shelf.keep(run('a'), report)).toEqual({ gone: [], trouble: { id: 'run.keep-too-large' } });
});

test('storage that is forbidden or full costs the keeping alone', async () => {
  fresh();
  const { open } = indexedDB;
  const refuse = (name: string) => () => {
    throw new DOMException('no', name);
  };
  try {
    IDBFactory.prototype.open = refuse('SecurityError');
    expect(await shelf.keep(run('a'), report)).toMatchObject({ trouble: { id: 'run.keep-forbidden' } });
    expect(await shelf.list()).toEqual([]);
    IDBFactory.prototype.open = refuse('QuotaExceededError');
    expect(await shelf.keep(run('a'), report)).toMatchObject({ trouble: { id: 'run.keep-full' } });
  } finally {
    IDBFactory.prototype.open = open;
  }
  expect(await shelf.keep(run('a'), report)).toEqual({ gone: [], trouble: null });
});
