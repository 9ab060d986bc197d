import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { buildPage, page } from './build-page.mjs';
import { serve } from './serve.mjs';

const usage = `npm start [-- --port N] [-- --host]

  --port N   port to serve on; the next free one when it is taken (default 4173)
  --host     serve the local network too, for a classroom; without it this machine alone
`;

function options() {
  try {
    const { values } = parseArgs({
      options: { host: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const port = Number(values.port ?? 4173);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new Error(`--port ${values.port} is no port`);
    return { ...values, port };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const { host, port: wanted, help } = options();
if (help) {
  console.log(usage);
  process.exit(0);
}

console.log('Building the lab (a few seconds, only after changes) …');
await buildPage();
const { server, port } = await serve(page, { host: host ? '0.0.0.0' : '127.0.0.1', port: wanted });

const addresses = host
  ? Object.values(networkInterfaces())
      .flat()
      .filter((entry) => entry?.family === 'IPv4')
      .map((entry) => entry.address)
  : ['127.0.0.1'];
console.log('Touchstone 试金石 is ready; stop it with Ctrl+C:');
for (const address of addresses) console.log(`  http://${address}:${port}/`);
if (host)
  console.log(
    'Other machines reach it at the addresses that are not 127.0.0.1. Over plain http everything works there but installing\n' +
      'and offline use, which browsers allow only over https or on this machine itself (docs/hosting.md).',
  );

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
    process.exit(0);
  });
