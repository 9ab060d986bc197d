import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { states, visitStates } from '../../scripts/screens/states.mjs';
import { openSite, type Site, type VisitOptions } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** What `seen` complains of, on all screens together. */
async function everywhere(
  options: VisitOptions,
  seen: (page: Page, name: string) => Promise<unknown[]>,
): Promise<unknown[]> {
  const complaints: unknown[] = [];
  const { page, trouble } = await site.visit({ reducedMotion: 'reduce', ...options });
  const visited: string[] = [];
  await visitStates(page, site.address, async (name) => {
    complaints.push(...(await seen(page, name)));
    visited.push(name);
  });
  expect(visited).toEqual(states.map(({ name }) => name));
  expect(trouble).toEqual([]);
  return complaints;
}

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

describe('every screen', () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  /** What a theme can break; the rest is the same in all of them. */
  const themed = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } as const;

  test.each([
    ['light, English', { colorScheme: 'light' }, { type: 'tag', values: rules }],
    ['dark, Chinese', { colorScheme: 'dark', locale: 'zh-CN' }, themed],
    ['high contrast', { contrast: 'more' }, themed],
  ] as const)('is free of axe’s complaints: %s', async (_, options, runOnly) => {
    const complaints = await everywhere(options, async (page, name) => {
      const { violations } = await new AxeBuilder({ page })
        .options({ runOnly: { ...runOnly, values: [...runOnly.values] } })
        .analyze();
      return violations.map(({ id, nodes }) => [
        name,
        id,
        ...nodes.map(({ target }) => target.join(' ')).slice(0, 3),
      ]);
    });
    expect(complaints).toEqual([]);
  });

  test.each([
    ['stretched by 40 %', '&lang=x-pseudo', 'en-US'],
    ['in Chinese', '', 'zh-CN'],
  ])('keeps its layout with texts %s, at 320 pixels and on a projector', async (_, lang, locale) => {
    const { page } = await site.visit({ locale, reducedMotion: 'reduce' });
    const worded = states.map((state) =>
      state.hash === undefined ? state : { ...state, hash: `${state.hash || '#v=1'}${lang}` },
    );
    const complaints: unknown[] = [];
    await visitStates(
      page,
      site.address,
      async (name) => {
        for (const [width, height] of [
          [320, 640],
          [1280, 720],
        ]) {
          await page.setViewportSize({ width, height });
          // Charts are drawn anew at their new size.
          await page.waitForTimeout(250);
          for (const what of [...(await sideways(page)), ...(await cut(page))])
            complaints.push([name, width, what]);
        }
      },
      worded,
    );
    expect(complaints).toEqual([]);
  });
});

/** The tree that assistive tools see, without what differs from run to run. */
const tree = async (page: Page, of: string) =>
  (await page.locator(of).first().ariaSnapshot())
    .replace(/\d+(?:[.,]\d+)*/g, '#')
    .replace('# min # sec', '# sec');

test('assistive tools see the run, the scrubber and the grid as before', async () => {
  const { page } = await site.visit({ reducedMotion: 'reduce' });
  await visitStates(
    page,
    site.address,
    async (name) => {
      if (name === 'run') await expect(await tree(page, 'main')).toMatchFileSnapshot('./trees/run.yml');
      if (name !== 'explore') return;
      const scrubber = page.locator('[data-lesson="explore.scrubber"] input').first();
      expect(await scrubber.getAttribute('aria-valuetext')).toMatch(
        /^ε 0\.\d+, accuracy \d+% \(\d+ to \d+\)$/,
      );
      // What a sample is taken for comes with its pictures, page by page of the worker's answers.
      await expect.poll(() => tree(page, '[role=grid]'), { timeout: 30_000 }).not.toMatch(/has fallen"/);
      await expect(await tree(page, '[data-lesson="explore.scrubber"]')).toMatchFileSnapshot(
        './trees/scrubber.yml',
      );
      await expect(await tree(page, '[role=grid]')).toMatchFileSnapshot('./trees/grid.yml');
    },
    states.filter(({ name }) => ['plan', 'run', 'explore'].includes(name)),
  );
});
