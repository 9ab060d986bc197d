import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, openSite, startRun, type Site } from '../support/page.ts';

const runs = 50;
const settled = 10;
const plan = '#target=digits-cnn&attacks=fgsm,pgd&epsilons=0,0.125&iterations=5&samples=60&seed=1';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** Resident memory of the page's own process, its workers included, in MB. */
async function resident(browser: CDPSession): Promise<number> {
  const { processInfo } = (await browser.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  const kilobytes = pages.map(({ id }) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
  );
  return Math.max(...kilobytes) / 1000;
}

/** What scripts of the page's thread hold, after collecting garbage, in MB. */
async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
}

/** The median of five: garbage is collected when the engine likes. */
const level = (levels: readonly number[], around: number): number =>
  levels.slice(around - 5, around).sort((a, b) => a - b)[2];

async function planAnother(page: Page, seed: number): Promise<void> {
  await page.getByRole('button', { name: 'Plan', exact: false }).first().click();
  await page.getByLabel('Seed').fill(String(seed));
  await page.getByLabel('Seed').blur();
  await startRun(page);
  // The head speaks of the new run before its end can be waited for.
  await page
    .locator('main h1')
    .filter({ hasText: `${seed}. ` })
    .waitFor();
}

test('50 runs in the page leave no worker, and memory stays where it was', async () => {
  const { page, context } = await site.visit({ hash: plan });
  await page.getByRole('button', { name: 'Start the run' }).waitFor();
  const session = await context.newCDPSession(page);
  const browser = await site.browser.newBrowserCDPSession();
  const workers = () => page.workers().length;
  const [sizes, heaps, threads]: number[][] = [[], [], []];
  for (let run = 1; run <= runs; run++) {
    if (run === 1) await startRun(page);
    else await planAnother(page, run);
    expect(await ended(page)).toBe('done');
    // Removed, so that what is measured is not the reports that a person keeps.
    if (run > 1) {
      await page.getByRole('button', { name: new RegExp(`^More for ${run - 1}\\. `) }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
    }
    await expect.poll(workers, { timeout: 20_000 }).toBeLessThanOrEqual(threads[0] ?? Infinity);
    threads.push(workers());
    heaps.push(await heap(session));
    sizes.push(await resident(browser));
  }
  const report = (name: string, levels: readonly number[]) =>
    `${name}: ${level(levels, settled).toFixed(0)} MB after ${settled} runs, ${level(levels, runs).toFixed(0)} MB after ${runs}`;
  console.log(
    `${report('resident', sizes)}; ${report('heap of the page', heaps)}; workers ${threads[0]} → ${threads.at(-1)}`,
  );
  expect(threads.at(-1)).toBe(threads[0]);
  expect(level(heaps, runs)).toBeLessThanOrEqual(level(heaps, settled) * 1.2);
  expect(level(sizes, runs)).toBeLessThanOrEqual(level(sizes, settled) * 1.15);
});
