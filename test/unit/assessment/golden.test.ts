import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assessment/assess.ts';
import { mergeReports } from '../../../src/assessment/merge.ts';
import { parsePlan, resolvePlan } from '../../../src/assessment/plan.ts';
import { prepareSubject } from '../../../src/assessment/subject.ts';
import { verify } from '../../../src/assessment/verify.ts';
import { loadBundled } from '../../../src/datasets/bundled.ts';
import { readReport } from '../../../src/document/read.ts';
import type { Report } from '../../../src/document/report.ts';
import { toText } from '../../../src/document/text.ts';
import { indicators } from '../../../src/indicators/index.ts';
import { realExecutor } from '../../support/assessment/real.ts';
import { fetchPublic } from '../../support/public-files.ts';

const folder = new URL('../../fixtures/golden/', import.meta.url);
const bytes = async (name: string) => new Uint8Array(await readFile(new URL(name, folder)));

const subject = prepareSubject({
  model: await bytes('means.onnx'),
  target: null,
  dataset: await loadBundled('digits', fetchPublic),
});
const plan = resolvePlan(
  parsePlan(JSON.parse(new TextDecoder().decode(await bytes('plan.json')))),
  subject.info,
  indicators,
);
const run = (shard?: { index: number; of: number }) =>
  assess(plan, subject, { registry: indicators, executor: realExecutor(), shard, host: 'test' });
const figures = (report: Report) => toText({ ...report, timings: undefined });
const filed = (report: Report) => readReport(new TextEncoder().encode(toText(report)));

/** After a wanted change of figures: `node scripts/golden.mjs`. */
describe('the golden report', async () => {
  const golden = readReport(await bytes('report.json'));

  test('is what an assessment gives, to the last digit', async () => {
    const report = await run();
    expect(figures(report)).toBe(figures(golden));
    expect(filed(report).items).toEqual(golden.items);
  });

  test('is what four merged shards give', async () => {
    const parts = [];
    for (const index of [2, 4, 1, 3]) parts.push(filed(await run({ index, of: 4 })));
    expect(parts.map(({ items }) => items[0].status)).toEqual(Array(4).fill('partial'));
    expect(figures(mergeReports(parts, indicators))).toBe(figures(golden));
  });

  test('is verified, and a figure changed by hand is found', async () => {
    const options = { registry: indicators, executor: realExecutor(), host: 'test' };
    expect(await verify(golden, subject, options)).toEqual([]);
    const [first, ...others] = golden.items;
    const { falls, ...earlier } = first.details;
    expect(falls).toBeDefined();
    const early = { ...golden, items: [{ ...first, details: earlier }, ...others] };
    expect(await verify(early, subject, options)).toEqual([]);
    const changed = { ...golden, items: [{ ...first, value: (first.value ?? 0) + 0.01 }, ...others] };
    expect((await verify(changed, subject, options)).map(({ place }) => place)).toEqual(['items[0].value']);
  });

  test('names no file and no folder', async () => {
    expect(toText(golden)).not.toMatch(/\.onnx|\.csv|\.json|[/\\](work|home|tmp|Users)[/\\]/);
  });
});
