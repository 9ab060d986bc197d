import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';

/** Files of tests that run in Chromium itself. */
const inBrowser = (name: string, files: string, testTimeout: number): TestProjectInlineConfiguration => ({
  plugins: [svelte()],
  publicDir: 'public',
  resolve: {
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  test: {
    name,
    include: [files],
    testTimeout,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findChromium(), args: chromiumArguments },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        // TensorFlow.js as pages get it: the file that Node would take comes without gradients.
        resolve: {
          alias: [
            {
              find: /^@tensorflow\/(tfjs-[a-z-]+)$/,
              replacement: `${import.meta.dirname}/node_modules/@tensorflow/$1/dist/index.js`,
            },
          ],
        },
        test: {
          name: 'unit',
          setupFiles: ['test/support/each-file.ts'],
          // Files of one thread share their modules: half the time goes into loading them otherwise.
          isolate: false,
          // As many as there are cores: Vitest would leave one of them idle.
          maxWorkers: '100%',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 30_000,
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
      inBrowser('browser', 'test/browser/**/*.test.ts', 120_000),
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A page waits more than it computes: two files at a time use two cores well.
          maxWorkers: 2,
          expect: { poll: { timeout: 20_000 } },
          // Two browsers and their workers share the cores: a page that was late once gets a second chance, what is wrong has none.
          retry: 1,
        },
      },
      {
        test: {
          name: 'long',
          environment: 'node',
          include: ['test/long/*.test.ts'],
          testTimeout: 3_600_000,
          fileParallelism: false,
        },
      },
      inBrowser('long-browser', 'test/long/browser/*.test.ts', 3_600_000),
    ],
  },
});
