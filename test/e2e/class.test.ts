import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/document/report.ts';
import { toText } from '../../src/document/text.ts';
import { madeReport, withItem } from '../support/reports.ts';
import { openSite, type Site } from '../support/page.ts';

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await openSite();
  folder = await mkdtemp(join(tmpdir(), 'touchstone-class-'));
});
afterAll(() => site.close());

/** A class's files as page and terminal write them: each of another seed and moment. */
async function files(count: number): Promise<{ paths: string[]; reports: Report[] }> {
  const reports = Array.from({ length: count }, (_, seed) => {
    const made = madeReport({ seed, strength: seed === 7 ? 0.05 : 0.4 });
    const started = `2026-03-02T08:${String(seed).padStart(2, '0')}:00.000Z`;
    const host = seed % 2 ? 'node v20.20.2 linux x64' : 'Mozilla/5.0';
    const report = { ...made, timings: { ...made.timings, started, host } };
    return seed === 5 ? withItem(report, 'A.5-3', (item) => ({ ...item, status: 'partial' })) : report;
  });
  const paths = await Promise.all(
    reports.map(async (report, at) => {
      const path = join(folder, `student ${at}.json`);
      await writeFile(path, toText(report));
      return path;
    }),
  );
  return { paths, reports };
}

test('forty files of a class on one chart; what is wrong with others is said, and nothing leaves', async () => {
  const { page, trouble } = await site.visit({ hash: '#screen=class' });
  const { paths, reports } = await files(42);
  const wrong = join(folder, 'notes.json');
  await writeFile(wrong, '{"hello": 1}');
  const input = page.locator('main input[type=file]');
  await input.setInputFiles([wrong, ...paths.slice(0, 3)]);
  await page.getByText('notes.json: ').waitFor();
  await expect.poll(() => page.locator('#class-table tbody tr').count()).toBe(3);
  await input.setInputFiles([...paths.slice(2)]);
  await page.getByText('student 2 is the same result as student 2').waitFor();
  await expect.poll(() => page.locator('#class-table tbody tr').count()).toBe(39);
  expect(await page.getByText('Only 40 files fit').innerText()).toContain('student 40.json, student 41.json');
  await input.setInputFiles([paths[41]]);
  await expect.poll(() => page.locator('#class-table tbody tr').count()).toBe(40);

  const row = page.locator('#class-table tbody tr').filter({ has: page.locator('.badge') });
  expect((await row.allInnerTexts()).join('\n')).toMatch(/partial[\s\S]*outlier: below/);
  const values = await page.locator('#class-table tbody td.numbers:nth-child(2)').allInnerTexts();
  const shown = values.map((text) => Number.parseFloat(text));
  expect(shown).toEqual([...shown].sort((a, b) => b - a));
  const held = reports.filter((_, at) => at !== 40).map(({ items }) => items[0].value!);
  expect(shown[0]).toBeCloseTo(Math.max(...held) * 100, 1);

  await page.getByRole('button', { name: 'Next file' }).click();
  const picked = page.getByLabel('File that stands out');
  const first = await picked.inputValue();
  expect(await page.locator('#class-table tr.picked').count()).toBe(1);
  await page.getByRole('button', { name: 'Next file' }).click();
  expect(await picked.inputValue()).not.toBe(first);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save table as CSV' }).click(),
  ]);
  const lines = (await readFile((await download.path())!, 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(41);
  expect(lines.slice(1).every((line) => line.startsWith('student '))).toBe(true);

  const { violations } = await new AxeBuilder({ page: page as never }).include('main').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  expect(trouble).toEqual([]);
});

test('another plan stands apart and says in what; names are changed here only', async () => {
  const { page } = await site.visit({ hash: '#screen=class' });
  const { paths, reports } = await files(3);
  const [report] = reports;
  const other = join(folder, 'other plan.json');
  const indicators = report.plan.indicators.map((one) =>
    one.id === 'A.5-3' ? { ...one, parameters: { ...one.parameters, iterations: 50 } } : one,
  );
  await writeFile(other, toText({ ...report, plan: { ...report.plan, indicators } }));
  await page.locator('main input[type=file]').setInputFiles([...paths, other]);
  await page.getByText('Group B differs from group A in: plan (A.5-3.iterations)').waitFor();
  await page.getByLabel('Name: other plan').fill('Han Meimei');
  await page.getByRole('button', { name: 'Take Han Meimei away' }).waitFor();
  expect(await page.evaluate(() => location.href)).not.toContain('Han');
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('Han');
});
