import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/document/report.ts';
import { openSite, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const file = fileURLToPath(new URL('../fixtures/reports/stealing.json', import.meta.url));
const [item] = (JSON.parse(readFileSync(file, 'utf8')) as Report).items;

test.each([
  { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  { locale: 'zh-CN', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
])('a stolen model is read against the number of queries ($locale)', async (options) => {
  const { page, trouble } = await site.visit(options);
  await page.locator('input[type=file]').first().setInputFiles(file);
  const panel = page.locator('section[aria-labelledby="item-A.1-4"]');
  await panel.locator('figure').waitFor();
  expect(Number.parseFloat(await panel.locator('header .value').innerText())).toBeCloseTo(
    100 * item.value!,
    0,
  );
  const cells = await panel.locator('tbody tr').first().locator('td').allInnerTexts();
  const { points } = item.curves.find(
    ({ sampler, measure }) => sampler === 'random' && measure === 'fidelity',
  )!;
  const last = points.at(-1)!;
  expect(Number.parseFloat(cells[0])).toBe(last.x);
  expect(Number.parseFloat(cells[1])).toBeCloseTo(100 * last.y, 0);
  const shown = panel.locator('select');
  for (const value of await shown
    .locator('option')
    .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))) {
    await shown.selectOption(value);
    const title = await shown.locator('option:checked').innerText();
    await panel.locator('figure').getByText(title, { exact: true }).first().waitFor();
  }
  const { violations } = await new AxeBuilder({ page })
    .include('section[aria-labelledby="item-A.1-4"]')
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.viewport.width);
  expect(trouble).toEqual([]);
});
