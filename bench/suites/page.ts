import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { buildPage, page as folder } from '../../scripts/build-page.mjs';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { releaseOf } from '../../scripts/finish-page.mjs';
import { serve } from '../../scripts/serve.mjs';
import { median } from '../measure.ts';
import { framesDuring, isScript, longestTask, sumOf, watchTransfers } from '../page-visit.ts';

const rounds = 5;
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const MB = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

interface Lab {
  readonly address: string;
  readonly browser: Browser;
}

/** A first visit: nothing is cached, and no offline copy is made unless asked for. */
async function firstVisit(
  { browser, address }: Lab,
  visit: (page: Page, context: BrowserContext) => Promise<void>,
  serviceWorkers: 'allow' | 'block' = 'block',
): Promise<void> {
  const context = await browser.newContext({ locale: 'en-US', serviceWorkers });
  const page = await context.newPage();
  await page.goto(address);
  await visit(page, context);
  await context.close();
}

const firstView = (page: Page) => page.locator('[data-target]').first().waitFor();

async function sizes(lab: Lab, print: (line: string) => void): Promise<void> {
  const context = await lab.browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
  const transfers = watchTransfers(context);
  const page = await context.newPage();
  await page.goto(lab.address);
  await firstView(page);
  const before = transfers.all().map(({ url }) => url);
  await transfers.ended();
  const view = transfers.all().filter(({ url }) => before.includes(url));
  const scripts = view.filter(isScript);
  print(
    `Script before the first view: ${kB(sumOf(scripts, 'compressed'))} compressed, ${scripts.length} files`,
  );
  print(`Everything before the first view: ${kB(sumOf(view, 'compressed'))} compressed`);
  await page.goto(`${lab.address}${quick}`);
  await startRun(page);
  await page.locator('[data-phase=done]').first().waitFor({ timeout: 120_000 });
  await transfers.ended();
  const all = transfers.all();
  print(
    `A visit with a run to its end: ${MB(sumOf(all, 'compressed'))} compressed, ${MB(sumOf(all, 'bytes'))} as files, ${all.length} files`,
  );
  await context.close();
  const { files } = releaseOf(folder);
  const needed = files.filter(({ engine }) => !engine);
  const content = needed.map(({ path }) => readFileSync(join(folder, path)));
  const size = content.reduce((sum, bytes) => sum + bytes.length, 0);
  const compressed = content.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  print(
    `Full first visit, everything kept for offline use: ${MB(compressed)} compressed, ${MB(size)} as files, ${needed.length} files`,
  );
}

const quick = '#target=digits-cnn&attacks=fgsm,pgd&epsilons=0,0.0625,0.125&iterations=5&samples=60&seed=3';

async function startRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the run' }).click();
}

/** From the click that starts a run until a curve of that run is drawn: of a small file's data, and of data that are drawn first. */
async function firstCurves(lab: Lab, print: (line: string) => void): Promise<void> {
  for (const target of ['digits-cnn', 'signs-cnn']) await firstCurve(lab, target, print);
}

async function firstCurve(lab: Lab, target: string, print: (line: string) => void): Promise<void> {
  const fromClick: number[] = [];
  const fromVisit: number[] = [];
  const toView: number[] = [];
  for (let round = 0; round < rounds; round++)
    await firstVisit(lab, async (page) => {
      const start = await page.evaluate(() => performance.timeOrigin);
      await firstView(page);
      toView.push((await page.evaluate(() => performance.timeOrigin + performance.now())) - start);
      await liveCurve(page, target);
      const { clicked, drawn } = await page.evaluate(
        () => (window as unknown as { curve: { clicked: number; drawn: number } }).curve,
      );
      fromClick.push(drawn - clicked);
      fromVisit.push(drawn);
    });
  const tell = (what: string, times: readonly number[]) =>
    print(
      `${target}: ${what}: ${(median(times) / 1000).toFixed(2)} s (${(Math.min(...times) / 1000).toFixed(2)}–${(Math.max(...times) / 1000).toFixed(2)})`,
    );
  tell('First view after opening the address', toView);
  tell('First curve after the click that starts it', fromClick);
  tell('First curve after opening the address', fromVisit);
}

/** Starts a bundled model's run with one click, and waits for a line of its chart; notes both moments in the page. */
async function liveCurve(page: Page, target: string): Promise<void> {
  await page.evaluate(() => {
    const curve = { clicked: 0, drawn: 0 };
    Object.assign(window, { curve });
    addEventListener('click', () => (curve.clicked = performance.now()), { capture: true });
    const look = () => {
      const live = document.querySelector('[data-phase=running], [data-phase=done], [data-phase=loading]');
      const paths = live ? document.querySelectorAll<SVGPathElement>('main figure svg path') : [];
      // A line through several points; markers, legends and axes are smaller or no paths.
      if ([...paths].some((path) => path.getBBox().width > 60)) curve.drawn = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.locator(`[data-target=${target}] button.primary`).click();
  await page.waitForFunction(() => (window as unknown as { curve: { drawn: number } }).curve.drawn > 0);
}

async function mainThread(lab: Lab, print: (line: string) => void): Promise<void> {
  const longest: { work: number; clock: number }[] = [];
  for (let round = 0; round < rounds; round++)
    await firstVisit(lab, async (page) => {
      await page.goto('about:blank');
      await page.goto(`${lab.address}${quick.replace('iterations=5', 'iterations=40')}`);
      await page.getByRole('button', { name: 'Start the run' }).waitFor();
      longest.push(
        await longestTask(page, async () => {
          await startRun(page);
          await page.locator('[data-phase=done]').first().waitFor({ timeout: 120_000 });
        }),
      );
    });
  const of = (key: 'work' | 'clock') => longest.map((one) => one[key]);
  print(
    `Longest task of the page's own thread during a run: ${median(of('work')).toFixed(1)} ms of work (largest of ${rounds} runs ${Math.max(...of('work')).toFixed(1)}), ${median(of('clock')).toFixed(1)} ms by the clock`,
  );
}

/** Walks the first scrubber of Explore up and down by keys, as fast as frames come. */
async function scrubbing(lab: Lab, print: (line: string) => void): Promise<void> {
  await firstVisit(lab, async (page) => {
    await page.goto('about:blank');
    await page.goto(`${lab.address}${quick.replace('60', '200')}`);
    await startRun(page);
    await page.locator('[data-phase=done]').first().waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Explore', exact: true }).first().click();
    const scrubber = page.locator('main input[type=range]').first();
    const there = await scrubber.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (!there) return print('Scrubbing: Explore shows no scrubber, so there is nothing to measure');
    await scrubber.focus();
    const walk = async () => {
      for (let i = 0; i < 40; i++)
        for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft'])
          await page.keyboard.press(key);
    };
    await walk();
    const { perSecond, slowest } = await framesDuring(page, walk);
    print(`Scrubbing: ${perSecond.toFixed(1)} frames per second, slowest frame ${slowest.toFixed(1)} ms`);
    const { work } = await longestTask(page, walk);
    print(`Longest task of the page's own thread while scrubbing: ${work.toFixed(1)} ms of work`);
  });
}

/** What a first visit costs and how it feels, in headless Chromium on the built page. */
export async function run(print: (line: string) => void): Promise<void> {
  await buildPage({ logLevel: 'error' });
  const { server, port } = await serve(folder, { port: 0 });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const lab = { address: `http://127.0.0.1:${port}/`, browser };
  try {
    for (const part of [sizes, firstCurves, mainThread, scrubbing]) await part(lab, print);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
