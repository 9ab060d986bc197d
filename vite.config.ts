import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { finishedPage, publicVersion } from './scripts/finish-page.mjs';
import { policy } from './scripts/policy.mjs';
import { sourceHash } from './scripts/source-hash.mjs';

/** The policy stands in the page itself, so that it holds wherever the files are served from. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
};

/** Chunks with an engine that most machines never use carry its name: `scripts/finish-page.mjs` knows them by it. */
const chunkFileNames = ({ name, moduleIds }: { name: string; moduleIds: string[] }) =>
  `assets/${moduleIds.some((id) => id.includes('/@tensorflow/')) ? 'tensorflow' : name}-[hash].js`;

export default defineConfig({
  root: 'src/app',
  base: './',
  publicDir: '../../public',
  plugins: [svelte(), contentPolicy, finishedPage()],
  define: {
    __TOUCHSTONE_BUILD__: JSON.stringify(sourceHash()),
    __TOUCHSTONE_PUBLIC__: JSON.stringify(publicVersion()),
  },
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es', rolldownOptions: { output: { chunkFileNames } } },
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { chunkFileNames } },
  },
});
