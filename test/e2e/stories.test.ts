import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { text, type Language, type MessageId, type MessageValues } from '../../src/messages/index.ts';
import '../support/languages.ts';
import { ended, openSite, quick, startRun, visitAndStart, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** The page's words in a language, as a person looks for them. */
const wordsIn = (language: Language) => (id: MessageId, values?: MessageValues) =>
  text({ id, values }, language);

const go = (page: Page, screen: string) => page.locator(`nav [data-screen="${screen}"]`).first().click();

const languages = [
  ['en', { locale: 'en-US' }, /^ε 0\.\d+, accuracy \d+% \(\d+ to \d+\)$/],
  [
    'zh',
    { locale: 'zh-CN', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    /^ε 0\.\d+，准确率 ?\d+%（\d+ ?(?:–|至|到) ?\d+）$/,
  ],
] as const;

describe.each(languages)('in %s', (language, options, place) => {
  const t = wordsIn(language);

  test('first visit to first curve', async () => {
    const { page, trouble } = await site.visit(options);
    const card = page.locator('article[data-target=digits-cnn]');
    const title = (await card.getByRole('heading').textContent()) ?? '';
    // What others measured is there before anything is computed.
    await card.locator('svg').first().waitFor();
    await card.getByRole('button', { name: t('app.run-now-label', { title }) }).click();
    await page.locator('[data-phase=running]').waitFor();
    const curve = page.locator('figure path, figure polyline').first();
    await curve.waitFor({ state: 'attached' });
    expect(await ended(page)).toBe('done');
    expect(await page.locator('[data-phase=done]').first().innerText()).toContain(t('app.phase-done'));
    expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('scrub and read: the point in words, the samples with it, and one of them', async () => {
    const { page, trouble } = await visitAndStart(site, quick, options);
    expect(await ended(page)).toBe('done');
    await go(page, 'explore');
    const scrubber = page.getByRole('slider', { name: t('explore.scrub-epsilon') });
    const said = () => scrubber.getAttribute('aria-valuetext');
    const fallen = () =>
      page.locator('[role=gridcell]').evaluateAll((all) => all.map((one) => one.textContent));
    await scrubber.focus();
    await page.keyboard.press('Home');
    const first = { said: await said(), cells: await fallen() };
    await page.keyboard.press('ArrowRight');
    await expect.poll(said).toMatch(place);
    await page.keyboard.press('End');
    await expect.poll(said).not.toBe(first.said);
    await expect.poll(fallen).not.toEqual(first.cells);
    const cell = page.locator('[role=gridcell][tabindex="0"]');
    expect(await cell.count()).toBe(1);
    await cell.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('view.sample='));
    const sample = page.locator('#explore-sample');
    await sample.locator('canvas').first().waitFor();
    await sample.getByText(t('shell.panel-got')).click();
    await sample.getByText(t('explore.got-definition')).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('train, attack, compare', async () => {
    const { page, trouble } = await site.visit({ locale: options.locale, hash: '#screen=train' });
    await page.locator('#train-network li').first().waitFor();
    await page.locator('#train-data select').selectOption('breast-cancer');
    await page.getByRole('radio', { name: t('train.recipe-regularised'), exact: true }).check();
    await page.getByRole('button', { name: t('train.start') }).click();
    await page.locator('[data-training=ended]').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: t('train.to-plan') }).click();
    await startRun(page);
    expect(await ended(page)).toBe('done');
    await go(page, 'start');
    await page.locator('article[data-target=breast-cancer-mlp-overfit] .plan').click();
    await startRun(page);
    await page.locator('#run-list tbody tr').nth(1).waitFor();
    expect(await ended(page)).toBe('done');
    for (const box of await page.locator('#run-list input[type=checkbox]').all()) await box.check();
    const panel = page.locator('#run-compare');
    await expect.poll(() => panel.locator('tbody .verdict').count()).toBeGreaterThan(4);
    await panel.getByText(t('run.compare-read')).waitFor({ state: 'attached' });
    expect(trouble).toEqual([]);
  });
});
