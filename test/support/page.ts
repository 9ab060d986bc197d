import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright';
import { onTestFinished, TestRunner } from 'vitest';
import { buildPage, page as folder } from '../../scripts/build-page.mjs';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

/** The built page, served, and a browser to look at it with. */
export interface Site {
  readonly address: string;
  readonly browser: Browser;
  /**
   * A fresh browser profile with a page that watches for trouble; `trouble` stays empty when all is well. It ends with the test that
   * asked for it: what a page goes on computing would take the time of the tests after it.
   */
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Part of the address after `#`. */
  readonly hash?: string;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, page errors, failed requests and requests to another origin. */
  readonly trouble: string[];
}

/** @param flags further arguments of the browser */
export async function openSite(flags: readonly string[] = []): Promise<Site> {
  await buildPage({ logLevel: 'error' });
  const { server, port } = await serve(folder, { port: 0 });
  const address = `http://127.0.0.1:${port}/`;
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumArguments, ...flags],
  });
  return {
    address,
    browser,
    async visit({ hash = '', ...options } = {}) {
      // Keeping the lab for offline use is tested where it is meant; elsewhere it would only cost time.
      const context = await browser.newContext({ locale: 'en-US', serviceWorkers: 'block', ...options });
      if (TestRunner.getCurrentTest()) onTestFinished(() => context.close());
      const trouble: string[] = [];
      const page = await context.newPage();
      watch(page, context, address, trouble);
      await page.goto(address + hash);
      return { page, context, trouble };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function watch(page: Page, context: BrowserContext, address: string, trouble: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`page: ${error.message}`));
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') trouble.push(`failed: ${request.url()}`);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data):/.test(url)) trouble.push(`left the origin: ${url}`);
  });
}

/** Presses the plan's button: a link by itself never starts work. */
export async function startRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Start the run|开始运行)$/ }).click();
}

/** Opens a link and starts its plan. */
export async function visitAndStart(site: Site, hash: string, options: VisitOptions = {}): Promise<Visit> {
  const visit = await site.visit({ ...options, hash });
  await startRun(visit.page);
  return visit;
}

/** Waits until the run on screen ended, and says how. */
export async function ended(page: Page): Promise<string> {
  const status = page.locator(
    '[data-phase=done],[data-phase=cancelled],[data-phase=failed],[data-phase=stopped]',
  );
  await status.waitFor({ timeout: 120_000 });
  return (await status.getAttribute('data-phase')) ?? '';
}

/** All figures on screen: names with their values and counts. */
export async function figures(page: Page): Promise<string[]> {
  return page
    .locator('.figure')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).innerText.replace(/\s+/g, ' ')));
}

/** The report as saved through the page's own button. */
export async function savedReport(page: Page): Promise<{ name: string; text: string; path: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Save report|保存报告/ }).click(),
  ]);
  const name = download.suggestedFilename();
  const path = join(await mkdtemp(join(tmpdir(), 'touchstone-saved-')), name);
  await download.saveAs(path);
  const { readFile } = await import('node:fs/promises');
  return { name, text: await readFile(path, 'utf8'), path };
}

/** A plan that ends within seconds. */
export const quick =
  '#target=digits-cnn&attacks=fgsm,pgd&epsilons=0,0.0625,0.125&iterations=5&samples=40&seed=3';
