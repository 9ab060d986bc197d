// npm run gallery: every example of the chart kit, live, on this machine alone.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('./serve.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
});
const { address } = await module.serveCharts(5199);
console.log(`Charts: ${address} (Ctrl+C ends)`);
