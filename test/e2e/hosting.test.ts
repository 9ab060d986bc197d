import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page as built } from '../../scripts/build-page.mjs';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { checkReport } from '../../src/document/read.ts';
import { Host } from '../support/host.ts';
import { ended, figures, openSite, quick, savedReport, type Site } from '../support/page.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Console errors, page errors and requests that failed or went elsewhere than `address`. */
function watch(page: Page, address: string): string[] {
  const trouble: string[] = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('response', (response) => response.status() >= 400 && trouble.push(response.url()));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !/^(blob|data):/.test(request.url()))
      trouble.push(`left: ${request.url()}`);
  });
  return trouble;
}

async function run(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Start the run' }).click();
  expect(await ended(page)).toBe('done');
  return figures(page);
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

describe('a plain static host, in a folder below its root', () => {
  // Without these headers: offline.test.ts.
  test('with cross-origin isolation the lab runs, is kept, and runs again without the host', async () => {
    const host = await new Host({ folder: built, base: '/some/deep/path/', headers: isolation }).start();
    const context = await site.browser.newContext({ locale: 'en-US' });
    try {
      const page = await context.newPage();
      const trouble = watch(page, host.address);
      await page.goto(host.address + quick);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      const shown = await run(page);
      await page.locator('[data-offline=ready]').waitFor({ timeout: 60_000 });
      await host.stop();
      await page.goto('about:blank');
      await page.goto(host.address + quick);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(await run(page)).toEqual(shown);
      expect(trouble).toEqual([]);
    } finally {
      await context.close();
      await host.stop();
    }
  });
});

describe('plain http from another machine, as in a classroom', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [...chromiumArguments, '--host-resolver-rules=MAP classroom.test 127.0.0.1'],
    });
  });
  afterAll(() => browser?.close());

  test('the lab measures, hashes and saves; only offline use and installing are off, and it says why', async () => {
    const address = site.address.replace('127.0.0.1', 'classroom.test');
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const trouble = watch(page, address);
    await page.goto(address + quick);
    expect(
      await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator, Boolean(crypto.subtle)]),
    ).toEqual([false, false, false]);
    const shown = await run(page);
    expect(shown.length).toBeGreaterThan(2);
    const report = checkReport(JSON.parse((await savedReport(page)).text));
    const card = JSON.parse(readFileSync(join(built, 'models/digits-cnn.card.json'), 'utf8')) as {
      sha256: string;
    };
    expect(report.model.sha256).toBe(card.sha256);
    const mark = page.locator('[data-offline=unsupported]');
    expect(await mark.innerText()).not.toContain('✓');
    await mark.click();
    expect(await page.getByRole('dialog').innerText()).toContain('plain http from another machine');
    await page.keyboard.press('Escape');

    // Finished pieces are kept here too.
    await page.goto('about:blank');
    await page.goto(address + quick);
    await run(page);
    const again = checkReport(JSON.parse((await savedReport(page)).text));
    expect(again.timings.cached).toBeGreaterThan(0);
    expect(trouble).toEqual([]);
    await context.close();
  });
});

describe('index.html opened from a folder', () => {
  test('says in both languages how to start the lab', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(built, 'index.html')).href);
    for (const [lang, words] of [
      ['zh-CN', '试金石尚未启动'],
      ['en', 'Touchstone has not started'],
    ]) {
      const section = page.locator(`#unstarted section[lang=${lang}]`);
      await expect.poll(() => section.isVisible()).toBe(true);
      expect(await section.innerText()).toContain(words);
      expect(await section.innerText()).toContain('npm ci && npm start');
      expect(await section.innerText()).toContain('http://127.0.0.1:8000/');
    }
    await context.close();
  });

  test('from a server these words are gone once the lab stands, and without scripts they show', async () => {
    const context = await site.browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(site.address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('#unstarted').count()).toBe(0);
    await context.close();
    const plain = await site.browser.newContext({ javaScriptEnabled: false });
    const still = await plain.newPage();
    await still.goto(site.address);
    expect(await still.getByText('allow JavaScript').isVisible()).toBe(true);
    await plain.close();
  });
});

describe('installing', () => {
  test('the browser finds nothing amiss; names stand in both languages and every icon has its size', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(site.address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const session = await context.newCDPSession(page);
    const { errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? '') as {
      name: string;
      scope: string;
      start_url: string;
      icons: { src: string; sizes: string }[];
    };
    expect(manifest).toMatchObject({ name: '试金石 Touchstone', scope: './', start_url: './' });
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // Windows of this kind never install anything; a page in order has no other fault.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    const sizes = await page.evaluate(
      (icons) =>
        Promise.all(
          icons.map(async ({ src }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return `${image.naturalWidth}x${image.naturalHeight}`;
          }),
        ),
      manifest.icons.filter((icon) => icon.sizes !== 'any'),
    );
    expect(sizes).toEqual(manifest.icons.filter(({ sizes }) => sizes !== 'any').map(({ sizes }) => sizes));
    const types = await Promise.all(
      ['manifest.webmanifest', 'sw.js', 'icons/icon.svg', ''].map(async (path) => {
        const { headers } = await fetch(site.address + path);
        return [headers.get('content-type')?.split(';')[0], headers.get('cache-control')];
      }),
    );
    expect(types).toEqual([
      ['application/manifest+json', 'no-cache'],
      ['text/javascript', 'no-cache'],
      ['image/svg+xml', 'no-cache'],
      ['text/html', 'no-cache'],
    ]);
    await context.close();
  });
});
