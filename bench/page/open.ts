import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import type { EngineChoice } from '../../src/graph/engine.ts';
import { checkout, sharedFolder } from '../measure.ts';

export interface BenchPage {
  work(side: 'touchstone' | 'tfjs', repeats: number): Promise<readonly number[]>;
  agreement(): Promise<number>;
  /** Which engine the reference LeNet gets in this browser, and why. */
  choice(): Promise<Pick<EngineChoice, 'engine' | 'reason' | 'milliseconds' | 'agreement'>>;
  close(): Promise<void>;
}

/** A page in headless Chromium with one worker that measures both sides. */
export async function openBenchPage(): Promise<BenchPage> {
  const shared = sharedFolder();
  const server = await createServer({
    configFile: false,
    root: join(checkout, 'bench/page'),
    cacheDir: join(checkout, 'node_modules/.vite-bench'),
    logLevel: 'error',
    server: { port: 0, fs: { allow: [checkout] } },
    resolve: {
      conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
    },
    optimizeDeps: {
      exclude: ['onnxruntime-web'],
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients.js',
        '@tensorflow/tfjs-backend-wasm',
      ],
    },
    plugins: [
      {
        name: 'shared-files',
        configureServer: ({ middlewares }) => {
          middlewares.use('/shared', (request, response) => {
            createReadStream(join(shared, decodeURIComponent(request.url ?? '')))
              .on('error', () => response.writeHead(404).end())
              .pipe(response);
          });
        },
      },
    ],
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'ask' in window);
  const ask = (request: unknown) =>
    page.evaluate((r) => (window as unknown as { ask(request: unknown): Promise<unknown> }).ask(r), request);
  return {
    work: async (side, repeats) => (await ask({ side, repeats })) as number[],
    agreement: async () => (await ask({})) as number,
    choice: async () => (await ask({ choice: true })) as Awaited<ReturnType<BenchPage['choice']>>,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
