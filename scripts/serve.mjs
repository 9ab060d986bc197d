import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { policy } from './policy.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
};

/** The file a request asks for, or undefined for one outside `folder`. */
function fileOf(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://x').pathname);
  } catch {
    return undefined;
  }
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  return file.startsWith(normalize(folder + sep)) && !path.includes('\0') ? file : undefined;
}

/** A request handler for the files of a folder, and nothing else. */
export function filesOf(folder) {
  return async (request, response) => {
    const end = (status) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${status}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405);
    const file = fileOf(folder, request.url ?? '/');
    const found = file && (await stat(file).catch(() => undefined));
    if (!found?.isFile()) return end(404);
    const hashed = /-[\w-]{8}\.\w+$/.test(file);
    const tag = `"${found.size.toString(16)}-${Math.round(found.mtimeMs).toString(16)}"`;
    const headers = {
      'Content-Type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: tag,
      'X-Content-Type-Options': 'nosniff',
      // The page carries it too; sent with every file it binds the service worker and workers from the network as well.
      'Content-Security-Policy': policy,
    };
    if (request.headers['if-none-match'] === tag) return response.writeHead(304, headers).end();
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return response.end();
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
  };
}

/** Serves a folder on `port`, or, when that is taken, on one of the next twenty. Port 0 takes any free one. */
export async function serve(folder, { host = '127.0.0.1', port = 4173 } = {}) {
  const server = createServer(filesOf(folder));
  for (let tried = port; ; tried++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(tried, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return { server, port: server.address().port };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || tried >= port + 20) throw error;
    }
  }
}
