import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createServer, type ViteDevServer } from 'vite';
import { fileURLToPath } from 'node:url';

/** A server of the gallery of charts: every example of `test/charts`, live. */
export async function serveCharts(port = 0): Promise<{ server: ViteDevServer; address: string }> {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    plugins: [svelte()],
    server: { port, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const { port: used } = server.httpServer!.address() as { port: number };
  return { server, address: `http://localhost:${used}/bench/charts/index.html` };
}
