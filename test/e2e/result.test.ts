import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/document/report.ts';
import { ended, openSite, quick, savedReport, type Site } from '../support/page.ts';
import { begin } from '../support/plan.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

let kept: Promise<string> | undefined;
/** Where the report of a finished run was saved: one run for all tests that open it. */
const reportFile = () =>
  (kept ??= (async () => {
    const { page } = await site.visit({ hash: quick });
    await begin(page);
    await ended(page);
    return (await savedReport(page)).path;
  })());

const projector = { width: 1280, height: 720 };

async function chartIsOnScreen(page: Page): Promise<void> {
  const box = await page.locator('figure [role=application]').first().boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box!.y + box!.height).toBeLessThanOrEqual(projector.height);
}

test('a projector shows the curve during and after a run', async () => {
  const hash = '#target=digits-cnn&samples=100&iterations=20';
  const { page } = await site.visit({ locale: 'zh-CN', hash, viewport: projector });
  await begin(page);
  await page.locator('figure [role=application] svg path').first().waitFor();
  await chartIsOnScreen(page);
  await ended(page);
  await chartIsOnScreen(page);
});

test('keyboards go on at the new heading when a step takes their button away', async () => {
  const { page } = await site.visit({ hash: quick });
  await page.locator('button.primary.big:not([disabled])').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-phase]').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await ended(page);
});

test('a run cancelled at once promises no further points', async () => {
  const hash = `${quick.replace('samples=40', 'samples=500').replace('iterations=5', 'iterations=400')}`;
  const { page } = await site.visit({ hash });
  await begin(page);
  await page.locator('[data-phase=running]').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await ended(page)).toBe('cancelled');
  expect(await page.locator('main').innerText()).not.toMatch(/arrive in a moment|Curves grow/);
});

test('rows of a table name their units and leave out what tables do not have', async () => {
  const { page, trouble } = await site.visit({
    hash: '#target=breast-cancer-mlp&attacks=fgsm,pgd&iterations=5&samples=40',
  });
  await begin(page);
  await ended(page);
  const shown = await page.locator('main').innerText();
  expect(shown).toContain('Change (standard deviations)');
  expect(shown).not.toMatch(/^Difference$|Success in stored form/m);
  expect(trouble).toEqual([]);
});

test('a report that was tampered with is shown or refused in a sentence, and the page goes on', async () => {
  const path = await reportFile();
  const text = await readFile(path, 'utf8');
  const tampered: ((report: Report) => unknown)[] = [
    (report) => (report.items[0].warnings as unknown[]).push({ id: 'constructor' }),
    (report) => Object.assign(report.timings, { started: 'yesterday' }),
    (report) =>
      report.items.forEach(({ curves }) =>
        curves.forEach(({ points }) => (points as unknown[]).push(points[0])),
      ),
    (report) => (report.items as unknown[]).push(report.items[0]),
  ];
  for (const tamper of tampered) {
    const report = JSON.parse(text) as Report;
    tamper(report);
    const changed = path.replace('.json', '-changed.json');
    await writeFile(changed, JSON.stringify(report));
    const { page, trouble } = await site.visit();
    await page.locator('input[type=file]').setInputFiles(changed);
    await page.locator('[data-phase=opened], .trouble').first().waitFor();
    await page.getByRole('button', { name: '中文' }).first().click();
    await page.locator('html[lang=zh-CN]').waitFor();
    expect(await page.locator('main').innerText()).not.toContain('出现了意外问题');
    expect(trouble, String(tamper)).toEqual([]);
  }
});

test('a report opened from its file says that its figures are not recomputed', async () => {
  const { page } = await site.visit();
  await page.locator('input[type=file]').setInputFiles(await reportFile());
  await page.getByText('touchstone verify report.json').waitFor();
});
