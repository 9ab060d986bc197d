import { createSocket, type Socket as Udp } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { page as built } from '../../scripts/build-page.mjs';
import { Host } from '../support/host.ts';
import type { Tries } from '../support/outward.ts';
import { openSite, quick, type Site } from '../support/page.ts';
import { tryFrom } from '../support/reaching.ts';

let site: Site;
let host: Host;
let elsewhere: Elsewhere;

/** Another machine, which hears everything that reaches it. */
class Elsewhere {
  readonly requests: string[] = [];
  readonly sockets: Socket[] = [];
  packets = 0;
  readonly #http: Server;
  readonly #udp: Udp = createSocket('udp4');

  constructor() {
    this.#http = createServer((request, response) => {
      this.requests.push(request.url ?? '');
      const type = /\.js$/.test(request.url ?? '') ? 'text/javascript' : 'text/plain';
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': type }).end('');
    });
    this.#http.on('connection', (socket: Socket) => this.sockets.push(socket));
    this.#http.on('upgrade', (request, socket) => {
      this.requests.push(request.url ?? '');
      socket.destroy();
    });
    this.#udp.on('message', () => this.packets++);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => this.#udp.bind(0, '127.0.0.1', resolve));
    return this;
  }

  get target(): { http: string; stun: number } {
    const { port } = this.#http.address() as AddressInfo;
    return { http: `http://127.0.0.1:${port}/`, stun: this.#udp.address().port };
  }

  /** Bytes of any kind, also such as were no request. */
  get bytes(): number {
    return this.sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
    this.#udp.close();
  }
}

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  host = await new Host({ folder: built }).start();
  elsewhere = await new Elsewhere().start();
  return async () => {
    elsewhere.stop();
    await host.stop();
  };
});

const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A first visit on a host without headers, with a long run on: page, its worker and the workers of that. */
async function firstVisit(): Promise<Page> {
  const context = await site.browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(`${host.address}${quick.replace('iterations=5', 'iterations=2000')}`);
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.locator('[data-phase=running]').waitFor();
  return page;
}

/** Whatever was tried, nothing came. */
async function expectSilence(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(elsewhere.requests).toEqual([]);
  expect(elsewhere.bytes).toBe(0);
  expect(elsewhere.packets).toBe(0);
}

const reached = (tries: Tries) =>
  Object.entries(tries).filter(([, how]) => /^(reached|open|\[object)/.test(how));

describe('the content policy', () => {
  test('stands in the page word for word, first of all', async () => {
    const html = await (await fetch(host.address)).text();
    const head = html.slice(html.indexOf('<head>') + 6).trimStart();
    expect(head.startsWith('<meta http-equiv="Content-Security-Policy"')).toBe(true);
    expect(/content="([^"]*)"/.exec(head)?.[1].replaceAll('&#39;', "'")).toBe(policy);
  });

  test('without it nearly every way leads out: what the other tests try does arrive', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${host.address}models/index.json`);
    const tries = await tryFrom(page, elsewhere.target);
    expect(reached(tries).length).toBeGreaterThan(1);
    const ways = new Set(elsewhere.requests);
    for (const way of ['fetch', 'xhr', 'websocket', 'eventsource', 'beacon', 'cache', 'image.png', 'form'])
      expect(ways, way).toContain(`/${way}`);
    for (const way of ['module.js', 'nested.js', 'blob-fetch', 'element.js', 'frame', 'prefetch'])
      expect(ways, way).toContain(`/${way}`);
    expect(elsewhere.packets).toBeGreaterThan(0);
    await context.close();
  });

  test('on a first visit to a host without headers, page, worker and nested workers reach nobody', async () => {
    const page = await firstVisit();
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    const workers = page.workers();
    const names = await Promise.all(workers.map((worker) => worker.evaluate(() => self.name)));
    expect(names).toContain('touchstone lab');
    expect(names).toContain('touchstone shard');
    for (const worker of workers) {
      const tries = await tryFrom(worker, elsewhere.target);
      expect(Object.keys(tries)).toEqual(
        expect.arrayContaining([
          'fetch',
          'xhr',
          'websocket',
          'eventsource',
          'import',
          'blob worker fetching',
        ]),
      );
      expect(reached(tries)).toEqual([]);
    }
    const tries = await tryFrom(page, elsewhere.target);
    expect(Object.keys(tries).length).toBeGreaterThan(18);
    expect(reached(tries)).toEqual([]);
    await expectSilence();
    await page.context().close();
  });

  test('the service worker, which no policy of the page binds, is closed by itself', async () => {
    const context = await site.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const coming = context.waitForEvent('serviceworker');
    await page.goto(host.address);
    const worker = await coming;
    const state = () =>
      worker.evaluate(() => (self as unknown as ServiceWorkerGlobalScope).registration.active?.state);
    await expect.poll(state).toBe('activated');
    const tries = await tryFrom(worker, elsewhere.target);
    expect(Object.keys(tries)).toEqual(
      expect.arrayContaining([
        'fetch',
        'websocket',
        'eventsource',
        'webtransport',
        'importScripts',
        'cache.add',
      ]),
    );
    expect(reached(tries)).toEqual([]);
    const ends = await worker.evaluate(async (http) => {
      const scope = self as unknown as ServiceWorkerGlobalScope;
      const attempts = [
        () => Object.getOwnPropertyDescriptor(scope, 'fetch')?.value(http),
        () => Reflect.deleteProperty(scope, 'fetch') && scope.fetch(http),
        () => Object.defineProperty(scope, 'fetch', { value: () => 'other' }),
        () => scope.clients.openWindow(http),
        () => scope.registration.showNotification('x', { icon: http }),
      ].map(async (attempt) => attempt());
      return (await Promise.allSettled(attempts)).map((end) => end.status === 'fulfilled' && end.value);
    }, elsewhere.target.http);
    expect(ends).toEqual([false, false, false, false, false]);
    await expectSilence();
    await context.close();
  });
});
