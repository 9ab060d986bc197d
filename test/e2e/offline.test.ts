import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { page as built } from '../../scripts/build-page.mjs';
import { finishPage } from '../../scripts/finish-page.mjs';
import { Host } from '../support/host.ts';
import { ended, figures, openSite, quick, savedReport, type Site } from '../support/page.ts';

let site: Site;
let host: Host;
const folders: string[] = [];

beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => {
  await site?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  host = await new Host({ folder: built }).start();
  return () => host.stop();
});

/** A first visit that may keep the page; `trouble` gathers failed requests, errors and requests to elsewhere. */
async function visit(): Promise<{ page: Page; context: BrowserContext; trouble: string[] }> {
  const context = await site.browser.newContext({ locale: 'en-US' });
  const trouble: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // What a page was still asking for when it was left.
    if (why !== 'net::ERR_ABORTED') trouble.push(`${why}: ${request.url()}`);
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(host.address) && !request.url().startsWith('blob:'))
      trouble.push(`left: ${request.url()}`);
  });
  await page.goto(host.address);
  return { page, context, trouble };
}

const mark = (page: Page, kind: string) =>
  page.locator(`[data-offline=${kind}]`).waitFor({ timeout: 60_000 });

async function openAt(page: Page, hash: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(host.address + hash);
}

async function runQuickPlan(page: Page): Promise<string[]> {
  await openAt(page, quick);
  await page.getByRole('button', { name: 'Start the run' }).click();
  expect(await ended(page)).toBe('done');
  return figures(page);
}

/** The same page as another version: what it says in its title differs. */
async function otherVersion(title: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-version-'));
  folders.push(folder);
  cpSync(built, folder, { recursive: true });
  const file = join(folder, 'index.html');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/<title>.*<\/title>/, `<title>${title}</title>`));
  await finishPage(folder);
  return folder;
}

const versionOf = (page: Page) => page.locator('meta[name=touchstone-version]').getAttribute('content');

describe('without a network', () => {
  test('after ✓ the server may be gone: before and after a reload the lab opens, runs and saves', async () => {
    const { page, context, trouble } = await visit();
    await page.getByText(/ready for offline: \d+ of \d+ MB/).waitFor();
    expect(await page.locator('[data-offline]').innerText()).not.toContain('✓');
    await mark(page, 'ready');
    expect(await page.locator('[data-offline]').innerText()).toContain('✓');

    // An optional engine is kept from its first use on, and counts before the next ✓.
    const engine = () => host.asked.filter(({ path }) => /asyncify.*\.wasm$/.test(path));
    expect(engine()).toEqual([]);
    await page.evaluate(() => {
      const channel = new BroadcastChannel('touchstone engine');
      channel.postMessage('webgpu');
      channel.close();
    });
    await mark(page, 'loading');
    await mark(page, 'ready');
    expect(engine()).toHaveLength(1);
    await host.stop();
    const address = host.address + engine()[0].path;
    expect(await page.evaluate(async (url) => (await fetch(url)).status, address)).toBe(200);

    // Not reloaded yet: chunks, models and workers that were not needed so far.
    await page.evaluate((hash) => (location.hash = hash), quick);
    await page.getByRole('button', { name: 'Start the run' }).click();
    expect(await ended(page)).toBe('done');
    const shown = await figures(page);
    expect(shown.length).toBeGreaterThan(2);

    await context.setOffline(true);
    expect(await runQuickPlan(page)).toEqual(shown);
    expect((await savedReport(page)).text).toContain('"schemaVersion"');
    await mark(page, 'ready');
    expect(trouble).toEqual([]);
    await context.close();
  });
});

describe('keeping', () => {
  test('a broken connection costs no more than what was on its way: the file goes on where it broke', async () => {
    host.cutAfter = (path) => (path.endsWith('.wasm') ? 6_000_000 : undefined);
    const { page, context } = await visit();
    await page.locator('[data-offline=loading] .attention').waitFor({ timeout: 30_000 });
    await page.locator('[data-offline]').click();
    expect(await page.getByRole('dialog').innerText()).toContain('The connection broke');
    host.cutAfter = () => undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await mark(page, 'ready');
    const wasm = host.asked.filter(({ path }) => path.endsWith('.wasm'));
    expect(wasm.at(-1)?.range).toMatch(/^bytes=[1-9]\d{6,}-$/);
    await context.close();
  });

  test('no room left is said in a sentence', async () => {
    const context = await site.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(host.address).origin,
      quotaSize: 4_000_000,
    });
    await page.goto(host.address);
    await page.locator('[data-offline=loading] .attention').waitFor({ timeout: 30_000 });
    await page.locator('[data-offline]').click();
    expect(await page.getByRole('dialog').innerText()).toContain('no room left');
    await context.close();
  });
});

describe('a newer version', () => {
  test('is fetched whole beside the old one and waits for a click', async () => {
    const { page, context, trouble } = await visit();
    await mark(page, 'ready');
    const first = await versionOf(page);
    host.folder = await otherVersion('The next version');

    // On its way: the old one stays whole, and its own files are what it gets.
    host.cutAfter = (path) => (path === '' || path === 'index.html' ? 10 : undefined);
    await page.reload();
    await mark(page, 'ready');
    await expect.poll(() => host.asked.some(({ path }) => path === 'sw.js')).toBe(true);
    await page.waitForTimeout(1500);
    expect(await versionOf(page)).toBe(first);
    await host.stop();
    await page.reload();
    await mark(page, 'ready');
    await host.start();
    host.cutAfter = () => undefined;

    await page.reload();
    await mark(page, 'update-waiting');
    expect(await versionOf(page)).toBe(first);
    // Neither a reload nor closing every tab switches.
    await page.close();
    const again = await context.newPage();
    await again.goto(host.address);
    await mark(again, 'update-waiting');
    expect(await versionOf(again)).toBe(first);
    const other = await context.newPage();
    await other.goto(host.address);
    await mark(other, 'update-waiting');

    // Nor may a click while something goes on here.
    await openAt(again, quick.replace('iterations=5', 'iterations=2000'));
    await again.getByRole('button', { name: 'Start the run' }).click();
    await again.locator('[data-phase=running]').waitFor();
    await mark(again, 'update-waiting');
    await again.locator('[data-offline]').click();
    const change = again.getByRole('button', { name: 'Switch to the new version' });
    expect(await change.isDisabled()).toBe(true);
    expect(await again.getByRole('dialog').innerText()).toContain('Switching waits until it has ended');
    await again.keyboard.press('Escape');
    await again.getByRole('button', { name: 'Cancel' }).click();
    expect(await ended(again)).toBe('cancelled');

    await again.locator('[data-offline]').click();
    await change.click();
    await expect.poll(() => again.title()).not.toBe('');
    await mark(again, 'ready');
    expect(await versionOf(again)).not.toBe(first);
    // The other tab keeps its version and its files until it is left.
    expect(await versionOf(other)).toBe(first);
    expect(await again.evaluate(async () => (await caches.keys()).length)).toBe(3);
    await host.stop();
    await other.evaluate((hash) => (location.hash = hash), quick);
    await other.getByRole('button', { name: 'Start the run' }).click();
    expect(await ended(other)).toBe('done');
    await other.close();
    await again.reload();
    await mark(again, 'ready');
    await expect.poll(() => again.evaluate(async () => (await caches.keys()).length)).toBe(2);
    expect(trouble.filter((text) => !/index\.html|sw\.js|\/$/.test(text))).toEqual([]);
    await context.close();
  });
});
