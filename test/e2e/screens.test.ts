import { AxeBuilder } from '@axe-core/playwright';
import type { RunOptions } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { states, visitStates } from '../../scripts/screens/states.mjs';
import { colourRules } from '../support/axe.ts';
import { openSite, type Site, type Visit } from '../support/page.ts';

let site: Site;
/** One profile for all: what the first language computes is in storage for the others. */
let visit: Visit;
beforeAll(async () => {
  site = await openSite();
  visit = await site.visit({ reducedMotion: 'reduce' });
});
afterAll(() => site.close());

/** Pixels by which the page can be scrolled sideways, and what sticks out. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over <= 0) return [];
    return [...document.querySelectorAll('main *, header *')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .filter((element) => {
        for (let at = element.parentElement; at; at = at.parentElement)
          if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return false;
        return true;
      })
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.className} +${over}`);
  });

/** Words of buttons and headings that are cut off. */
const cut = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main button, main h1, main h2, main h3, main legend')]
      .filter((element) => element.offsetParent !== null && element.clientWidth > 1)
      .filter(
        (element) =>
          element.scrollWidth > element.clientWidth + 2 &&
          getComputedStyle(element).overflowX !== 'visible' &&
          getComputedStyle(element).textOverflow !== 'ellipsis',
      )
      .map((element) => `${element.tagName} ${element.innerText.slice(0, 40)}`),
  );

const allRules: RunOptions = {
  runOnly: {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
};

/** What axe's rules find on the screen in a theme. */
async function axe(page: Page, theme: string, rules: RunOptions) {
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme);
  const { violations } = await new AxeBuilder({ page }).options(rules).analyze();
  return violations.map(({ id, nodes }) => [
    theme,
    id,
    ...nodes.map(({ target }) => target.join(' ')).slice(0, 3),
  ]);
}

/** What sticks out or is cut off, on a small telephone and on a projector. */
async function layout(page: Page): Promise<unknown[]> {
  const complaints: unknown[] = [];
  for (const [width, height] of [
    [320, 640],
    [1280, 720],
  ]) {
    await page.setViewportSize({ width, height });
    // Charts are drawn anew at their new size.
    await page.waitForTimeout(250);
    for (const what of [...(await sideways(page)), ...(await cut(page))]) complaints.push([width, what]);
  }
  return complaints;
}

/** The tree that assistive tools see, without what differs from run to run. */
const tree = async (page: Page, of: string) =>
  (await page.locator(of).first().ariaSnapshot())
    .replace(/\d+(?:[.,]\d+)*/g, '#')
    .replace('# min # sec', '# sec');

/** What assistive tools meet where figures move; the rest of the tree is text. */
async function trees(page: Page, name: string): Promise<void> {
  if (name === 'run') await expect(await tree(page, 'main')).toMatchFileSnapshot('./trees/run.yml');
  if (name !== 'explore') return;
  const scrubber = page.locator('[data-lesson="explore.scrubber"] input').first();
  expect(await scrubber.getAttribute('aria-valuetext')).toMatch(/^ε 0\.\d+, accuracy \d+% \(\d+ to \d+\)$/);
  // What a sample is taken for comes with its pictures, page by page of the worker's answers.
  await expect.poll(() => tree(page, '[role=grid]'), { timeout: 30_000 }).not.toMatch(/has fallen"/);
  await expect(await tree(page, '[data-lesson="explore.scrubber"]')).toMatchFileSnapshot(
    './trees/scrubber.yml',
  );
  await expect(await tree(page, '[role=grid]')).toMatchFileSnapshot('./trees/grid.yml');
}

/** What `seen` complains of, on all screens together. */
async function everywhere(lang: string, seen: (page: Page, name: string) => Promise<unknown[]>) {
  const { page, trouble } = visit;
  const complaints: unknown[] = [];
  const visited: string[] = [];
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  await visitStates(
    page,
    site.address,
    async (name) => {
      for (const what of await seen(page, name)) complaints.push([name, what]);
      visited.push(name);
    },
    states.map((state) =>
      state.hash === undefined ? state : { ...state, hash: `${state.hash || '#v=1'}&lang=${lang}` },
    ),
  );
  expect(visited).toEqual(states.map(({ name }) => name));
  expect(trouble).toEqual([]);
  return complaints;
}

describe('every screen', () => {
  test('in English: axe finds nothing in light and high contrast, assistive tools see figures as before', async () => {
    const complaints = await everywhere('en', async (page, name) => {
      const found = await axe(page, 'light', allRules);
      await trees(page, name);
      await page.emulateMedia({ contrast: 'more' });
      found.push(...(await axe(page, 'contrast-light', colourRules)));
      await page.emulateMedia({ contrast: 'no-preference' });
      return found;
    });
    expect(complaints).toEqual([]);
  });

  test('in Chinese: axe finds nothing in dark', async () => {
    const complaints = await everywhere('zh', async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toMatch(/^zh/);
      await page.emulateMedia({ colorScheme: 'dark' });
      const found = await axe(page, 'dark', colourRules);
      await page.emulateMedia({ colorScheme: 'light' });
      return found;
    });
    expect(complaints).toEqual([]);
  });

  test('with texts stretched by 40 % the layout holds at 320 pixels and on a projector', async () => {
    const complaints = await everywhere('x-pseudo', async (page) => {
      expect(await page.locator('nav').first().innerText()).toMatch(/\[.+\]/s);
      return layout(page);
    });
    expect(complaints).toEqual([]);
  });
});
