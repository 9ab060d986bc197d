import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** What the simplest of web servers know. */
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface HostOptions {
  folder: string;
  /** Where the page lies, with `/` at both ends. */
  base?: string;
  /** Sent with every file; a plain host sends none. */
  headers?: Record<string, string>;
}

/**
 * A plain static host: files and their types, no policy, no caching rules. It can be stopped and started again at the same
 * address, cut a transfer off, and hand out another folder.
 */
export class Host {
  folder: string;
  headers: Record<string, string>;
  readonly base: string;
  /** Paths below the base that were asked for, with the range where one was named. */
  readonly asked: { path: string; range?: string }[] = [];
  /** Bytes after which the connection breaks, asked for each request. */
  cutAfter: (path: string) => number | undefined = () => undefined;
  #server: Server | undefined;
  #port = 0;

  constructor({ folder, base = '/', headers = {} }: HostOptions) {
    this.folder = folder;
    this.base = base;
    this.headers = headers;
  }

  get port(): number {
    return this.#port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}${this.base}`;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
    this.#server = undefined;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (!pathname.startsWith(this.base)) return void response.writeHead(404).end();
    const path = pathname.slice(this.base.length) || 'index.html';
    const { range } = request.headers;
    this.asked.push({ path, ...(range ? { range } : {}) });
    const file = join(this.folder, path);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return void response.writeHead(404, this.headers).end();
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(from ? 206 : 200, {
      ...this.headers,
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size - from,
      ...(from ? { 'Content-Range': `bytes ${from}-${found.size - 1}/${found.size}` } : {}),
    });
    this.#send(file, from, response, this.cutAfter(path));
  }

  #send(file: string, from: number, response: ServerResponse, cut: number | undefined): void {
    let sent = 0;
    createReadStream(file, { start: from })
      .on('data', (chunk) => {
        sent += chunk.length;
        if (cut !== undefined && sent > cut) response.destroy();
      })
      .on('error', () => response.destroy())
      .pipe(response);
  }
}
