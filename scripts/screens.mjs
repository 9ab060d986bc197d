// Takes the pictures of docs/screens: every screen in both languages, light and dark, wide and narrow.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { buildPage, page as folder } from './build-page.mjs';
import { chromiumArguments, findChromium } from './chromium.mjs';
import { visitStates } from './screens/states.mjs';
import { serve } from './serve.mjs';

const out = fileURLToPath(new URL('../docs/screens', import.meta.url));

const views = [
  { name: 'en-light', locale: 'en-US', colorScheme: 'light', viewport: { width: 1280, height: 720 } },
  { name: 'zh-dark', locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 1280, height: 720 } },
  { name: 'zh-narrow', locale: 'zh-CN', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];

await buildPage({ logLevel: 'error' });
const { server, port } = await serve(folder, { port: 0 });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const { name, ...options } of views) {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await visitStates(page, `http://127.0.0.1:${port}/`, async (state) => {
    // What is computed on demand (samples, pictures) has come once nothing moves for a while.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(out, `${state}-${name}.jpg`), type: 'jpeg', quality: 72 });
    console.log(`${state}-${name}`);
  });
  await context.close();
}
await browser.close();
server.closeAllConnections();
server.close();
