import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the lab as `npm start` does, and waits for the address it prints. */
async function start(...options: string[]): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [script, ...options]);
  running.push(child);
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /http:\/\/[\d.]+:\d+\//.exec(said)?.[0];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  return { child, address };
}

test('serves the lab with the right types, takes the next port when one is taken, and stops when told', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const { child, address } = await start('--port', String(port));
  taken.close();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(address).not.toContain(`:${port}/`);
  const html = await (await fetch(address)).text();
  expect(html).toContain('Content-Security-Policy');
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)?.[1];
  const type = async (path: string) => (await fetch(address + path)).headers.get('content-type');
  expect(await type(script!)).toContain('text/javascript');
  expect(await type('models/index.json')).toContain('application/json');
  expect(await type('models/digits-cnn.onnx')).toBe('application/octet-stream');
  expect(await (await fetch(`${address}THIRD-PARTY-NOTICES.txt`)).text()).toContain('onnxruntime-web');
  for (const outside of ['..%2f..%2fpackage.json', '%2e%2e/package.json', 'nothing.js', 'assets/', '%00'])
    expect((await fetch(address + outside)).status, outside).toBe(404);
  expect((await fetch(address, { method: 'POST' })).status).toBe(405);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('an option that makes no sense is answered by the usage', async () => {
  await expect(start('--port', 'x')).rejects.toThrow('ended with 2');
  await expect(start('--wrong')).rejects.toThrow('ended with 2');
});
