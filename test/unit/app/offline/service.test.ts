import { beforeEach, describe, expect, test } from 'vitest';
import { Keep } from '../../../../src/app/offline/worker/keep.ts';
import { OfflineService } from '../../../../src/app/offline/worker/service.ts';
import type { Holdings, Release } from '../../../../src/app/offline/types.ts';
import { sha256 } from '../../../../scripts/folder.mjs';
import { FakeCaches } from '../../../support/caches.ts';

const scope = 'https://host.test/lab/';

/** A server with the files of one version; what is asked for is written down. */
class FakeServer {
  files: Record<string, string> = {};
  readonly asked: string[] = [];
  /** Breaks the connection once, after this many bytes. */
  breakAt: number | undefined;
  ranges = true;

  fetch = async (path: string, options: RequestInit): Promise<Response> => {
    const name = path || 'index.html';
    const range = new Headers(options.headers).get('range');
    this.asked.push(range ? `${name} ${range}` : name);
    if (!(name in this.files)) return new Response('', { status: 404 });
    const whole = new TextEncoder().encode(this.files[name]);
    const from = range && this.ranges ? Number(/\d+/.exec(range)?.[0]) : 0;
    const headers = from
      ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` }
      : undefined;
    return new Response(this.#body(whole.subarray(from)), { status: from ? 206 : 200, headers });
  };

  #body(bytes: Uint8Array<ArrayBuffer>): BodyInit {
    const cut = this.breakAt;
    if (cut === undefined || bytes.length <= cut) return bytes;
    this.breakAt = undefined;
    let sent = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= cut) return controller.error(new TypeError('network'));
        controller.enqueue(bytes.slice(sent, Math.min(cut, sent + 100_000)));
        sent += 100_000;
      },
    });
  }
}

function releaseOf(version: string, publicVersion: string, files: Record<string, string>): Release {
  return {
    version,
    publicVersion,
    files: Object.entries(files).map(([path, text]) => ({
      path,
      bytes: new TextEncoder().encode(text).length,
      sha256: sha256(text),
      ...(path.includes('engine') ? { engine: 'webgpu' } : {}),
    })),
  };
}

const large = 'x'.repeat(5_000_000);
const filesOf = (version: string) => ({
  'index.html': `page ${version}`,
  'assets/app-12345678.js': 'the same in both',
  [`assets/own-${version.repeat(8)}.js`]: `only in ${version}`,
  'assets/engine-12345678.wasm': 'engine',
  'models/a.onnx': `model ${version}`,
});

let caches: FakeCaches;
let server: FakeServer;
let keep: Keep;
const service = (version: string, files = filesOf(version)) =>
  new OfflineService(keep, releaseOf(version, `public-${version}`, files), server.fetch);
const quiet = () => undefined;
const textOf = async (response: Response | undefined) => response && response.text();

beforeEach(() => {
  caches = new FakeCaches();
  server = new FakeServer();
  keep = new Keep(caches as unknown as CacheStorage, scope, 'the policy');
});

describe('keeping a version', () => {
  test('everything but optional engines, each file checked, and opened in it from then on', async () => {
    server.files = filesOf('a');
    const a = service('a');
    expect(await a.answer('', null)).toBeUndefined();
    const seen: Holdings[] = [];
    expect(await a.load((holdings) => seen.push(holdings))).toBeUndefined();
    expect(server.asked).not.toContain('assets/engine-12345678.wasm');
    const { total, loaded, newestWhole, current } = await a.holdings();
    expect([loaded, newestWhole, current]).toEqual([total, true, 'a']);
    const amounts = seen.map((holdings) => holdings.loaded);
    expect(amounts).toEqual([...amounts].sort((x, y) => x - y));
    expect(new Set(seen.map((holdings) => holdings.total)).size).toBe(1);
    const page = await a.answer('', null);
    expect(page?.headers.get('content-security-policy')).toBe('the policy');
    expect(page?.headers.get('content-type')).toMatch('text/html');
    expect(await textOf(page)).toBe('page a');
  });

  test('a wrong file stops it, is not kept, and the page is not opened in the version', async () => {
    server.files = { ...filesOf('a'), 'models/a.onnx': 'model x' };
    const a = service('a');
    expect(await a.load(quiet)).toEqual({ kind: 'mixed', path: 'models/a.onnx' });
    expect((await a.holdings()).current).toBeNull();
    expect(await keep.file('a', 'models/a.onnx')).toBeUndefined();
    server.files = filesOf('a');
    expect(await a.load(quiet)).toBeUndefined();
    expect((await a.holdings()).current).toBe('a');
  });

  test.each([
    [true, /^large\.bin bytes=[1-9]\d+-$/],
    [false, /^large\.bin bytes=[1-9]\d+-$/],
  ])('a broken transfer goes on where it broke (host with ranges: %s)', async (ranges, request) => {
    const files = { 'index.html': 'page', 'large.bin': large };
    server.files = files;
    server.ranges = ranges;
    server.breakAt = 3_000_000;
    const a = service('a', files as never);
    expect(await a.load(quiet)).toEqual({ kind: 'interrupted' });
    expect(await a.load(quiet)).toBeUndefined();
    expect(server.asked.at(-1)).toMatch(request);
    expect(await textOf(await keep.file('a', 'large.bin'))).toBe(large);
    const pieces = [...(await keep.held('a'))].filter((path) => path.startsWith('.pieces'));
    expect(pieces).toEqual([]);
  });

  test('without room it says so and gives the room back', async () => {
    const files = { 'index.html': 'page', 'large.bin': large };
    server.files = files;
    caches.quota = 3_000_000;
    const a = service('a', files as never);
    expect(await a.load(quiet)).toMatchObject({ kind: 'storage-full' });
    await a.giveUp();
    expect(caches.used).toBe(0);
  });

  test('several pages asking at once load it once', async () => {
    server.files = filesOf('a');
    const a = service('a');
    await Promise.all([a.load(quiet), a.load(quiet), a.load(quiet)]);
    expect(new Set(server.asked).size).toBe(server.asked.length);
  });
});

describe('an optional engine', () => {
  test('is kept when it is first asked for, and belongs to the whole from then on', async () => {
    server.files = filesOf('a');
    const a = service('a');
    await a.load(quiet);
    const before = (await a.holdings()).total;
    expect(await textOf(await a.answer('assets/engine-12345678.wasm', null))).toBe('engine');
    expect((await a.holdings()).total).toBe(before + 'engine'.length);
    server.files = filesOf('b');
    const b = service('b');
    await b.load(quiet);
    expect(await textOf(await keep.file('b', 'assets/engine-12345678.wasm'))).toBe('engine');
  });
});

describe('two versions', () => {
  let b: OfflineService;
  beforeEach(async () => {
    server.files = filesOf('a');
    await service('a').load(quiet);
    server.files = filesOf('b');
    server.asked.length = 0;
    b = service('b');
  });

  test('the newer one is fetched beside the old one, without what is the same, and waits', async () => {
    await b.load(quiet);
    expect(server.asked).not.toContain('assets/app-12345678.js');
    expect(await b.holdings()).toMatchObject({
      newest: 'b',
      newestWhole: true,
      current: 'a',
      currentWhole: true,
    });
    expect(await textOf(await b.answer('', null))).toBe('page a');
    await b.take();
    expect(await textOf(await b.answer('', null))).toBe('page b');
  });

  test('an unfinished one is never opened', async () => {
    server.files = { ...filesOf('b'), 'index.html': 'page x' };
    expect(await b.load(quiet)).toMatchObject({ kind: 'mixed' });
    await b.take();
    expect(await textOf(await b.answer('', null))).toBe('page a');
    await b.giveUp();
    expect((await keep.releases()).map(({ version }) => version)).toEqual(['a']);
  });

  test('each page gets the files of its own version, before and after the switch', async () => {
    await b.load(quiet);
    for (const opened of ['a', 'b']) {
      if (opened === 'b') await b.take();
      for (const version of ['a', 'b']) {
        const model = await b.answer('models/a.onnx', `public-${version}`);
        expect(await textOf(model)).toBe(`model ${version}`);
        const chunk = await b.answer(`assets/own-${version.repeat(8)}.js`, null);
        expect(await textOf(chunk)).toBe(`only in ${version}`);
      }
      expect(await b.answer('models/a.onnx', 'public-other')).toBeUndefined();
    }
  });

  test('a file of the old version that is gone is not replaced by the new one', async () => {
    await b.load(quiet);
    await caches.held.get(`touchstone ${scope} a`)?.delete(`${scope}models/a.onnx`);
    const answer = await b.answer('models/a.onnx', 'public-a');
    expect(answer?.type).toBe('error');
  });

  test('the old one goes when no page uses it any more, and stays while one does not say', async () => {
    await b.load(quiet);
    await b.take();
    await b.tidy(undefined);
    await b.tidy(new Set(['a', 'b']));
    expect((await keep.releases()).length).toBe(2);
    await b.tidy(new Set(['b']));
    expect((await keep.releases()).map(({ version }) => version)).toEqual(['b']);
  });
});
