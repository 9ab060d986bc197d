import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colourRules } from '../support/axe.ts';
import { openSite, quick, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const heading = (page: Page) => page.locator('#app h1').first().waitFor();
const hash = (page: Page) => page.evaluate(() => location.hash);

/** The plan of `quick` stands and can be changed. */
async function onPlan(hashOfPage = quick) {
  const visit = await site.visit({ hash: hashOfPage });
  await visit.page.locator('button.primary.big:not([disabled])').first().waitFor();
  return visit;
}

async function keep(page: Page, settings: object): Promise<void> {
  await page.evaluate((kept) => localStorage.setItem('touchstone-settings', JSON.stringify(kept)), settings);
  await page.reload();
  await heading(page);
}

describe('themes', () => {
  test.each([
    ['light', 'light', 'en-US', 'light', {}],
    ['dark', 'light', 'zh-CN', 'dark', colourRules],
    ['contrast', 'light', 'zh-CN', 'contrast-light', colourRules],
    ['contrast', 'dark', 'en-US', 'contrast-dark', colourRules],
  ] as const)(
    'axe finds nothing in shell and dialogs: %s on a %s system, %s',
    async (theme, scheme, locale, shown, rules) => {
      const { page, trouble } = await site.visit({ locale, colorScheme: scheme, hash: '#target=nope' });
      await heading(page);
      await keep(page, { theme });
      expect(await page.locator('html').getAttribute('data-theme')).toBe(shown);
      const check = async (part: string) => {
        const { violations } = await new AxeBuilder({ page }).options(rules).include(part).analyze();
        expect(violations.map(({ id, nodes }) => `${part} ${id}: ${nodes[0].html}`)).toEqual([]);
      };
      await page.locator('.trouble').first().waitFor();
      await check('html');
      for (const key of ['?', 's', 'm']) {
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        for (const fold of await page.locator('[role=dialog] summary').all()) await fold.click();
        await check('[role=dialog]');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.getByRole('button', { name: /^(Display|显示)$/ }).click();
      await page.getByRole('dialog').waitFor();
      await check('[role=dialog]');
      expect(trouble).toEqual([]);
    },
  );

  test('the chosen theme is there with the first pixel after a reload, whatever the system has', async () => {
    const { page } = await site.visit({ colorScheme: 'light' });
    await heading(page);
    await page.getByRole('button', { name: 'Display' }).click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.keyboard.press('Escape');
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('#app > *')) return;
        (window as { seen?: string }).seen = document.documentElement.dataset.theme;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await heading(page);
    expect(await page.evaluate(() => (window as { seen?: string }).seen)).toBe('dark');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(19, 18, 16)',
    );
  });
});

describe('room', () => {
  test.each([
    [320, 640, ''],
    [390, 844, ''],
    [1280, 720, ''],
    [320, 640, '&lang=x-pseudo'],
    [1280, 720, '&lang=x-pseudo'],
  ])('nothing overflows or lies on each other at %i×%i %s', async (width, height, more) => {
    const { page } = await site.visit({ viewport: { width, height }, hash: quick + more });
    await page.locator('button.primary:not([disabled])').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const overlaps = await page.evaluate(() => {
      const all = [...document.querySelectorAll('header button, header .name, header .target > *')].filter(
        (one) => !one.closest('nav') && one.getClientRects().length,
      );
      const boxes = all.map((one) => one.getBoundingClientRect());
      return boxes.flatMap((a, i) =>
        boxes
          .slice(0, i)
          .flatMap((b, j) =>
            all[i].contains(all[j]) || all[j].contains(all[i])
              ? []
              : a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
                ? [`${all[i].textContent?.trim()} on ${all[j].textContent?.trim()}`]
                : [],
          ),
      );
    });
    expect(overlaps).toEqual([]);
    if (more) expect(await page.locator('h1').first().innerText()).toMatch(/^\[.*\]$/s);
  });

  test('under a finger every control of the shell has 44 px, with a mouse 24', async () => {
    for (const [touch, least] of [
      [true, 44],
      [false, 24],
    ] as const) {
      const { page } = await site.visit({
        viewport: { width: 390, height: 844 },
        hasTouch: touch,
        isMobile: touch,
        hash: quick,
      });
      await page.locator('button.primary:not([disabled])').first().waitFor();
      const small = await page.locator('header button').evaluateAll(
        (all, size) =>
          all
            .map((one) => one.getBoundingClientRect())
            .filter(({ width, height }) => width && (height < size || width < 24))
            .map(({ width, height }) => `${width}×${height}`),
        least,
      );
      expect(small).toEqual([]);
    }
  });

  test('presenter mode at 1280×720: larger type, fewer controls, the whole navigation in sight', async () => {
    const { page } = await site.visit({ viewport: { width: 1280, height: 720 } });
    await heading(page);
    const size = () =>
      page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector('h1')!).fontSize));
    const [before, controls] = [await size(), await page.locator('header button:visible').count()];
    await page.keyboard.press('p');
    expect(await size()).toBeGreaterThan(before * 1.2);
    expect(await page.locator('header button:visible').count()).toBeLessThan(controls);
    const nav = await page.locator('nav ol').evaluate((row) => row.scrollWidth - row.clientWidth);
    expect(nav).toBeLessThanOrEqual(0);
    expect(await page.locator('header').evaluate((one) => one.clientHeight)).toBeLessThanOrEqual(72);
    await page.reload();
    await heading(page);
    expect(await page.locator('html[data-presenter]').count()).toBe(1);
  });
});

describe('keys', () => {
  test('are heard on the page, not in fields, not while an input method composes, and can be switched off', async () => {
    const { page } = await onPlan();
    const dialog = page.getByRole('dialog');
    const samples = page.getByRole('spinbutton', { name: /^Samples/ });
    await samples.focus();
    await page.keyboard.press('?');
    await page.evaluate(() => {
      for (const more of [{ isComposing: true }, { keyCode: 229 }])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, ...more }));
    });
    await page.waitForTimeout(200);
    expect(await dialog.count()).toBe(0);
    await samples.blur();
    await page.keyboard.press('?');
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Undo an edit of the plan');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Display' }).click();
    await page.getByRole('switch', { name: 'Keyboard shortcuts' }).uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('?');
    await page.waitForTimeout(200);
    expect(await dialog.count()).toBe(0);
  });

  test('edits of the plan are taken back and done again, by keys and buttons; address and fields follow', async () => {
    const { page, trouble } = await onPlan();
    const samples = page.getByRole('spinbutton', { name: /^Samples/ });
    await samples.fill('7');
    await expect.poll(() => hash(page)).toContain('samples=7&');
    await samples.fill('70');
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('9');
    await expect.poll(() => hash(page)).toMatch(/samples=70.*seed=9/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => hash(page)).toMatch(/samples=70.*seed=3/);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Control+z');
    await expect.poll(() => hash(page)).toMatch(/samples=40.*seed=3/);
    expect(await samples.inputValue()).toBe('40');
    expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    await page.keyboard.press('Control+Shift+Z');
    await page.keyboard.press('Control+y');
    await expect.poll(() => hash(page)).toMatch(/samples=70.*seed=9/);
    expect(await page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('9');
    expect(trouble).toEqual([]);
  });
});

describe('links', () => {
  test('what is on show is shared: the link opens the same plan, and nothing starts', async () => {
    const { page, trouble } = await onPlan();
    await page.keyboard.press('s');
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    await expect.poll(() => page.url()).toBe(link);
    expect(link).toMatch(/#v=1&target=digits-cnn&.*seed=3/);
    expect(await page.getByRole('img', { name: 'QR code of the link' }).count()).toBe(1);
    const other = await onPlan(new URL(link).hash);
    expect(await other.page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('3');
    expect(await other.page.locator('[data-phase]').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('a reduced page lacks what was ticked, and whoever has it can show everything', async () => {
    const { page } = await onPlan();
    await page.keyboard.press('s');
    await page.locator('[role=dialog] summary').click();
    await page.getByRole('dialog').getByLabel('Plan: seed').check();
    await page.getByRole('dialog').getByLabel('Learn', { exact: true }).check();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    expect(await hash(page)).not.toContain('hide');
    const reduced = (await onPlan(new URL(link).hash)).page;
    expect(await reduced.getByLabel('Seed').count()).toBe(0);
    expect(await reduced.locator('nav').innerText()).not.toContain('Learn');
    await reduced.getByRole('button', { name: 'Show everything' }).click();
    await reduced.getByRole('spinbutton', { name: 'Seed' }).waitFor();
    expect(await hash(reduced)).not.toContain('hide');
  });

  test('settings too long for a link become a file, and the file does what the link would', async () => {
    const { page } = await onPlan();
    const epsilons = Array.from({ length: 150 }, (_, at) => String(at / 1000 + 1e-9 * at)).join(', ');
    await page.getByLabel(/^Strengths/).fill(epsilons);
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('11');
    await expect.poll(() => hash(page)).not.toContain('seed');
    expect((await hash(page)).length).toBeLessThanOrEqual(2000);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('s');
    await page.getByText('Save them as a file').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save settings as a file' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const fresh = await site.visit();
    await heading(fresh.page);
    await fresh.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: download.suggestedFilename(),
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      });
    await fresh.page.getByRole('spinbutton', { name: 'Seed' }).waitFor();
    expect(await fresh.page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('11');
    expect((await fresh.page.getByLabel(/^Strengths/).inputValue()).split(',')).toHaveLength(150);
    expect(fresh.trouble).toEqual([]);
  });

  test('a newer lab’s link and one that is too long are said in one sentence', async () => {
    const newer = await site.visit({ hash: '#v=2&target=digits-cnn' });
    await newer.page.getByText('made by a newer version of the lab').waitFor();
    const long = await site.visit({ hash: `#v=1&target=digits-cnn&hide=${'a'.repeat(2100)}` });
    await long.page.getByText('longer than a link of the lab can be').waitFor();
    expect(await long.page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Which model shall be tested?',
    );
  });
});

describe('messages', () => {
  test('stay until they are taken away, open to the raw cause, and are counted until read', async () => {
    const { page } = await site.visit({ hash: '#target=nope' });
    await page.getByRole('button', { name: 'Messages, 1 not read yet' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('listitem').innerText()).toContain('nope');
    await dialog.getByText('The raw cause').click();
    expect(await dialog.locator('pre').innerText()).toMatch(/UserError: .*nope[\s\S]*at /);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    expect(await dialog.getByRole('listitem').count()).toBe(1);
    await dialog.getByRole('button', { name: 'Remove this message' }).click();
    expect(await dialog.getByRole('listitem').count()).toBe(0);
  });
});
