import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { InProcessExecutor } from '../../../src/assessment/in-process.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { defaultPlan, resolvePlan, type Plan, type Registry } from '../../../src/assessment/plan.ts';
import { differences, verify } from '../../../src/assessment/verify.ts';
import { readReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import { toText } from '../../../src/document/text.ts';
import { countingRunner, countingSubject, registry } from '../../support/assessment/counting.ts';

const subject = countingSubject();
const executor = () => new InProcessExecutor(countingRunner());

/** A report as it comes back from a file. */
async function filed(plan: Partial<Plan> = {}, shard?: { index: number; of: number }): Promise<Report> {
  const record = resolvePlan({ ...defaultPlan, samples: 23, ...plan }, subject.info, registry);
  const report = await assess(record, subject, {
    registry,
    executor: executor(),
    shard,
    host: `test ${shard?.index ?? ''}`,
  });
  return readReport(new TextEncoder().encode(toText(report)));
}

const parts = (of: number, plan: Partial<Plan> = {}) =>
  Promise.all(Array.from({ length: of }, (_, index) => filed(plan, { index: index + 1, of })));

const textWithoutTimings = (report: Report) => toText({ ...report, timings: undefined });

describe('merging', () => {
  test.each([1, 2, 3, 7, 40])('%i shards give exactly the unsharded report', async (of) => {
    const plan: Partial<Plan> = { thresholds: ['A.5-3>=0.3'], order: 'random', seed: 9 };
    const whole = await filed(plan);
    const merged = mergeReports((await parts(of, plan)).reverse(), registry);
    expect(textWithoutTimings(merged)).toBe(textWithoutTimings(whole));
    expect(whole.items[0].status).toBe('met');
  });

  test('a part says so, and meets nothing', async () => {
    const [part] = await parts(2, { thresholds: ['A.5-3>=0'] });
    expect(part.shard).toEqual({ index: 1, of: 2 });
    expect(part.items.map(({ status }) => status)).toEqual(['partial', 'partial']);
    expect(part.judgement[0].outcome).toBe('undecided');
  });

  test('keeps the label of a stretch in file order once', async () => {
    const merged = mergeReports(await parts(3), registry);
    expect(merged.items[0].warnings.map(({ id }) => id)).toEqual([
      'assessment.first-in-file',
      'assessment.class-mix',
    ]);
  });

  test('an item that failed in a part has failed', async () => {
    const [first, second] = await parts(2);
    const failed = { ...first.items[0], status: 'error' as const, parts: undefined };
    const merged = mergeReports([{ ...first, items: [failed, first.items[1]] }, second], registry);
    expect(merged.items.map(({ status }) => status)).toEqual(['error', 'measured']);
  });

  const refused = async (change: (reports: Report[]) => Report[], sentence: RegExp) => {
    const changed = change(await parts(3));
    expect(() => mergeReports(changed, registry)).toThrowError(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(sentence) }),
    );
  };

  test('refuses what does not fit together', async () => {
    await refused(() => [], /nothing to merge/);
    await refused(([a, b]) => [a, b], /3\/3/);
    await refused(([a, b]) => [a, b, b], /2\/3 is given twice/);
    await refused(([a, b, c]) => [a, b, { ...c, seed: 8 }], /1 and 3 follow different plans/);
    await refused(([a, b, c]) => [a, b, { ...c, plan: { ...c.plan, offset: 1 } }], /different plans/);
    await refused(
      ([a, b, c]) => [a, { ...b, model: { ...b.model, sha256: 'f'.repeat(64) } }, c],
      /1 and 2 .* models/,
    );
    await refused(
      ([a, b, c]) => [a, { ...b, data: { ...b.data, sha256: 'f'.repeat(64) } }, c],
      /different data/,
    );
    await refused(
      ([a, b, c]) => [a, b, { ...c, versions: { ...c.versions, touchstone: '0.0.9' } }],
      /different versions/,
    );
    await refused(
      ([a, b, c]) => [a, b, { ...c, engine: { name: 'webgpu', agreement: 0 } }],
      /different engines/,
    );
    await refused(
      ([a, b, c]) => [a, b, { ...c, shard: { index: 3, of: 4 } }],
      /part of 3 and another a part of 4/,
    );
  });

  test('refuses billions of shards or samples without laying them out', async () => {
    await refused(
      ([a]) => [{ ...a, shard: { index: 2, of: 1e9 } }],
      /missing: 1\/1000000000, 3\/1000000000, .*21\/1000000000, …;/,
    );
    const claim = (count: number) => (reports: Report[]) =>
      reports.map((report) => ({
        ...report,
        samples: { ...report.samples, count, of: count, runs: [[0, count] as const] },
      }));
    await refused(claim(1.5e9), /samples\.count/);
  });

  test('refuses a plan whose pieces would fill the memory', () => {
    // Five thousand pieces for each sample.
    const wide: Registry = registry.map((indicator) => ({
      ...indicator,
      shards: (_parameters, _subject, { indices }) =>
        Array.from({ length: 5000 }, (_, at) => ({
          indicator: indicator.id,
          key: `${at}`,
          indices,
          settings: {},
        })),
    }));
    return parts(1).then(([part]) => {
      const runs = [[0, 10_000] as const];
      const claimed = { ...part, samples: { ...part.samples, count: 10_000, of: 10_000, runs } };
      expect(() => mergeReports([claimed], wide)).toThrowError(/50,000,000 samples .* 33,000,000/);
    });
  });

  test('refuses whole reports, and parts of two divisions', async () => {
    const whole = await filed();
    expect(() => mergeReports([whole], registry)).toThrowError(/not partial/);
    const [half] = await parts(2);
    const [, third] = await parts(3);
    expect(() => mergeReports([half, third], registry)).toThrowError(/part of 2 and another a part of 3/);
  });

  test('refuses pieces that are missing, doubled, strange or broken', async () => {
    const withParts = (
      report: Report,
      change: (parts: Record<string, unknown>) => Record<string, unknown>,
    ): Report => ({
      ...report,
      items: report.items.map((item, at) =>
        at === 0 ? { ...item, parts: change({ ...item.parts }) } : item,
      ),
    });
    await refused(([a, b, c]) => [withParts(a, () => ({})), b, c], /pieces of A\.5-3 are missing/);
    await refused(
      ([a, b, c]) => [withParts(a, (own) => ({ ...own, ...b.items[0].parts })), b, c],
      /in two reports/,
    );
    await refused(([a, b, c]) => [withParts(a, (own) => ({ ...own, x: {} })), b, c], /does not belong/);
    await refused(
      ([a, b, c]) => [withParts(a, (own) => ({ ...own, 0: { $: 'float99' } })), b, c],
      /cannot be read/,
    );
  });
});

describe('verifying', () => {
  const again = (report: Report, over = subject) =>
    verify(report, over, { registry, executor: executor(), host: 'elsewhere' });

  test('a true report agrees, whole or partial', async () => {
    expect(await again(await filed())).toEqual([]);
    expect(await again((await parts(2))[1])).toEqual([]);
    expect(await again(mergeReports(await parts(2), registry))).toEqual([]);
  });

  test('a changed figure is found', async () => {
    const report = await filed();
    const [first, ...others] = report.items;
    const found = await again({ ...report, items: [{ ...first, value: 0.99 }, ...others] });
    expect(found).toEqual([{ place: 'items[0].value', was: 0.99, now: first.value }]);
  });

  test('versions and timings are no difference', async () => {
    const report = await filed();
    expect(await again({ ...report, versions: { touchstone: '0.0.1', onnxruntimeWeb: '1.0.0' } })).toEqual(
      [],
    );
  });

  test('another model or other data cannot be compared', async () => {
    const report = await filed();
    await expect(
      again({ ...report, model: { ...report.model, sha256: 'e'.repeat(64) } }),
    ).rejects.toThrowError(/model/);
    await expect(again({ ...report, data: { ...report.data, sha256: 'e'.repeat(64) } })).rejects.toThrowError(
      /data/,
    );
  });

  test('places are named, and their number is limited', () => {
    expect(
      differences({ a: [1, { b: 2 }], c: 1 }, { a: [1, { b: 3 }], d: 1 }).map(({ place }) => place),
    ).toEqual(['a[1].b', 'c', 'd']);
    expect(differences(Array(100).fill(0), Array(100).fill(1), '', 20)).toHaveLength(20);
    expect(differences([1], { 0: 1 })).toHaveLength(1);
  });
});
