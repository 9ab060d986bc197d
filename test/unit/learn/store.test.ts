import { describe, expect, test } from 'vitest';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { lessonRunIds, lessonRuns } from '../../../src/app/learn/results.ts';
import { answersTo, Shelf } from '../../../src/app/learn/store.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { checkReport } from '../../../src/document/read.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { UserError } from '../../../src/messages/index.ts';
import { sha256Hex } from '../../../src/numeric/hash.ts';
import { loadTarget } from '../../../src/training/bundled.ts';
import { fetchPublic } from '../../support/public-files.ts';

const text = async (path: string) => JSON.parse(new TextDecoder().decode(await fetchPublic(path))) as never;

describe.each(lessonRunIds)('stored result %s', (id) => {
  test('is a whole report of its plan on its model as it is today', async () => {
    const list: { results: Record<string, { bytes: number; sha256: string }> } =
      await text('lessons/results.json');
    const bytes = await fetchPublic(`lessons/${id}.report.json`);
    expect(list.results[id]).toEqual({ bytes: bytes.length, sha256: sha256Hex(bytes) });
    expect(bytes.length, 'small enough to be loaded for one step').toBeLessThan(250_000);
    const report = checkReport(JSON.parse(new TextDecoder().decode(bytes)));
    const { card, bytes: model } = await loadTarget(lessonRuns[id].target, fetchPublic);
    const dataset = await loadBundled(card.dataset.id, fetchPublic);
    const subject = prepareSubject({ model, target: card.id, dataset });
    expect(report.model).toMatchObject({ target: card.id, sha256: card.sha256 });
    expect(report.data.sha256).toBe(dataset.sha256);
    const plan = parsePlan(JSON.parse(JSON.stringify(lessonRuns[id].plan)));
    expect(report.plan).toEqual(resolvePlan(plan, subject.info, indicators));
    expect(report.items.map(({ status }) => status)).toEqual(['measured']);
    expect(report.samples.count).toBe(lessonRuns[id].plan.samples);
  });
});

test('the list names no result that no lesson has', async () => {
  const list: { results: Record<string, unknown> } = await text('lessons/results.json');
  expect(Object.keys(list.results)).toEqual([...lessonRunIds]);
});

test('a file changed on the way is refused, and asked for again', async () => {
  let spoilt = true;
  const shelf = new Shelf(async (path) => {
    const bytes = await fetchPublic(path);
    return spoilt && path.endsWith('one-step.report.json') ? bytes.slice(1) : bytes;
  });
  await expect(shelf.report('one-step')).rejects.toThrow(UserError);
  spoilt = false;
  await expect(shelf.report('one-step')).resolves.toMatchObject({ schemaVersion: 1 });
});

test('every file is fetched once', async () => {
  const asked: string[] = [];
  const shelf = new Shelf((path) => {
    asked.push(path);
    return fetchPublic(path);
  });
  await Promise.all([shelf.report('curve'), shelf.report('curve'), shelf.report('one-step')]);
  await shelf.report('curve');
  expect(asked.sort()).toEqual([
    'lessons/curve.report.json',
    'lessons/one-step.report.json',
    'lessons/results.json',
  ]);
});

describe('a run of one’s own', () => {
  const shelf = new Shelf(fetchPublic);

  test('stands for the stored one with any number of samples, and whatever the order of its parts', async () => {
    const stored = await shelf.report('curve');
    const [{ id, parameters }] = stored.plan.indicators;
    const turned = Object.fromEntries(Object.entries(parameters).reverse());
    const own = {
      ...stored,
      plan: { ...stored.plan, samples: 40, indicators: [{ parameters: turned, id }] },
    };
    expect(answersTo(own, stored)).toBe(true);
  });

  test('does not where it is partial, of another plan or of another model', async () => {
    const stored = await shelf.report('curve');
    const { plan, model, items } = stored;
    expect(
      answersTo({ ...stored, items: items.map((item) => ({ ...item, status: 'partial' })) }, stored),
    ).toBe(false);
    expect(answersTo({ ...stored, plan: { ...plan, seed: 2 } }, stored)).toBe(false);
    expect(answersTo({ ...stored, model: { ...model, sha256: 'f'.repeat(64) } }, stored)).toBe(false);
    expect(answersTo(await shelf.report('curve-few'), stored)).toBe(false);
  });
});
