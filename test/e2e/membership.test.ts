import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/document/report.ts';
import { openSite, type Site, type VisitOptions } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const file = fileURLToPath(new URL('../fixtures/reports/membership.json', import.meta.url));
const { items } = JSON.parse(readFileSync(file, 'utf8')) as Report;
const lira = items[0].roc!.find(({ attack, defence }) => attack === 'lira' && defence === undefined)!;

async function opened(options?: VisitOptions) {
  const visit = await site.visit(options);
  await visit.page.locator('input[type=file]').first().setInputFiles(file);
  await visit.page.locator('#explorer-A\\.1-2').waitFor();
  return visit;
}

const panel = (page: Page) => page.locator('section[aria-labelledby="item-A.1-2"]');
const explorer = (page: Page) => page.locator('section[aria-labelledby="explorer-A.1-2"]');

/** Where the ring on the curve and the line among the scores are drawn, and the counts of the table. */
async function places(page: Page) {
  const figures = explorer(page).locator('figure');
  const ring = figures.nth(0).locator('svg [transform][stroke*="--gold"], svg [transform][style*="--gold"]');
  const line = figures.nth(1).locator('svg line[stroke*="--gold"], svg line[style*="--gold"]');
  const cells = await explorer(page).locator('tbody td').allInnerTexts();
  return {
    ring: await ring.last().getAttribute('transform'),
    line: await line.last().getAttribute('x1'),
    counts: cells.map((text) => Number(text.replace(/\D/g, ''))),
  };
}

/** TP, FN, FP, TN at a point of the curve. */
function countsAt(step: number): number[] {
  const { members, nonMembers } = lira.counts;
  const [hits, alarms] = [lira.points[step].tpr * members, lira.points[step].fpr * nonMembers].map(
    Math.round,
  );
  return [hits, members - hits, alarms, nonMembers - alarms];
}

test('two models that were attacked are compared on one chart', async () => {
  const { page, trouble } = await opened();
  const other = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const changed = { ...other, seed: other.seed + 1 };
  await page.locator('nav [data-screen=start]').first().click();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'other.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(changed)),
    });
  await page.locator('nav [data-screen=report][aria-current=step]').first().waitFor();
  await page.locator('nav [data-screen=run]').first().click();
  await page.locator('#run-list tbody tr').nth(1).waitFor();
  for (const box of await page.locator('#run-list input[type=checkbox]').all()) await box.check();
  const overlay = page.locator('#run-compare section');
  await overlay.getByLabel('Attack', { exact: true }).selectOption('lira');
  const areas = await overlay.locator('tbody td:nth-of-type(3)').allInnerTexts();
  expect(areas).toHaveLength(2);
  for (const area of areas) expect(Number.parseFloat(area)).toBeCloseTo(lira.auc.value, 3);
  const row = page
    .locator('#run-compare tbody tr')
    .filter({ hasText: /^AUC of the attack: .*LiRA/ })
    .first();
  expect(Number.parseFloat(await row.locator('td').first().innerText())).toBeCloseTo(lira.auc.value, 3);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const { violations } = await new AxeBuilder({ page }).include('#run-compare').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('the threshold moves point, line and counts together, by keys and as a number', async () => {
  const { page, trouble } = await opened();
  await explorer(page).getByLabel('Attack', { exact: true }).selectOption('lira');
  const slider = explorer(page).getByRole('slider', { name: 'Threshold' });
  await slider.focus();
  await page.keyboard.press('Home');
  const first = await places(page);
  expect(first.counts).toEqual(countsAt(0));
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowRight');
  const seventh = await places(page);
  expect(seventh.counts).toEqual(countsAt(6));
  expect(seventh.ring).not.toBe(first.ring);

  const middle = lira.points.length >> 1;
  const field = explorer(page).getByLabel('Threshold as a number');
  await field.fill(String(lira.points[middle].threshold));
  await field.press('Enter');
  await expect.poll(async () => (await places(page)).counts).toEqual(countsAt(middle));
  const then = await places(page);
  expect(then.ring).not.toBe(seventh.ring);
  expect(then.line).not.toBe(seventh.line);
  expect(await slider.inputValue()).toBe(String(middle));

  await field.fill('high');
  await field.press('Enter');
  await explorer(page).getByText('Type a number').waitFor();
  expect(await places(page)).toEqual(then);
  expect(trouble).toEqual([]);
});

test('defences are overlaid, and a record opens with its shadows', async () => {
  const { page, trouble } = await opened();
  await panel(page).getByText('Nothing is judged from these figures').waitFor();
  const names = () => explorer(page).locator('figure').first().getByRole('button', { name: /defence|probability/ }); // prettier-ignore
  expect(await names().count()).toBe(0);
  await explorer(page).getByRole('radio', { name: 'Defences' }).check();
  await expect.poll(() => names().count()).toBe(2);
  await panel(page)
    .getByRole('button', { name: /^Show φ of row/ })
    .first()
    .press('Enter');
  await panel(page)
    .getByRole('img', { name: /^φ of row \d+: mean/ })
    .waitFor();
  expect(trouble).toEqual([]);
});

test.each([
  { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  { locale: 'zh-CN', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
])('everybody can use it, also on a telephone ($locale)', async (options) => {
  const { page } = await opened(options);
  await panel(page)
    .getByRole('button', { name: /^(Show φ of row|展开第)/ })
    .first()
    .click();
  const { violations } = await new AxeBuilder({ page }).include('section[aria-labelledby="item-A.1-2"]').analyze(); // prettier-ignore
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.viewport.width);
});
