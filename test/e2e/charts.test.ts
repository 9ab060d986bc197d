import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, openSite, quick, visitAndStart, type Site, type Visit } from '../support/page.ts';

let site: Site;
let visit: Visit;
beforeAll(async () => {
  site = await openSite();
  visit = await visitAndStart(site, quick);
  await ended(visit.page);
});
afterAll(() => site.close());

/** The chart's file behind a button of its export menu. */
async function saved(page: Page, name: string): Promise<Buffer> {
  const menu = page.locator('.export').first();
  await menu.locator('summary').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    menu.getByRole('button', { name }).click(),
  ]);
  return readFile(await download.path());
}

/** Computed colours of every line of a chart, the grid included. */
const strokes = (chart: Locator): Promise<string[]> =>
  chart
    .locator('svg path, svg line')
    .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).stroke))])
    .then((found) => found.filter((stroke) => stroke !== 'none'));

test('under the page’s own policy a chart is saved as picture and as numbers', async () => {
  const { page, trouble } = visit;
  const svg = (await saved(page, 'Picture (SVG)')).toString('utf8');
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number);
  const png = await saved(page, 'Picture (PNG)');
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
  const csv = (await saved(page, 'Numbers (CSV)')).toString('utf8');
  expect(csv.startsWith('\uFEFF')).toBe(true);
  expect(csv.trim().split('\r\n').slice(1).map((line) => Number(line.split(',')[0]))).toEqual([0, 0.0625, 0.125]); // prettier-ignore
  expect(trouble).toEqual([]);
});

test('printed, every line is black, white or grey, and the table stands below', async () => {
  const { page } = visit;
  const figure = page.locator('figure').filter({ has: page.getByRole('application') }).first(); // prettier-ignore
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const lines = await strokes(figure);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^rgb\((\d+), \1, \1\)$/);
  expect(await figure.locator('tbody tr').count()).toBe(3);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
});

test('with forced colours curves take the system’s, and dash or marker tells them apart', async () => {
  const { page } = visit;
  const chart = page.getByRole('application').first();
  const before = await strokes(chart);
  await page.emulateMedia({ forcedColors: 'active' });
  const lines = await strokes(chart);
  const text = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('p'));
    probe.style.color = 'CanvasText';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  expect(lines).toContain(text);
  expect(lines.length).toBeLessThan(before.length);
  await page.emulateMedia({ forcedColors: 'none' });
});
