import type { ListedFile, Release } from '../types.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
};

/** Headers of the host that stay: with them a page that was isolated stays so. */
const hostHeaders = [
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
];

/**
 * The versions of the page on this machine: one cache each, with the version's list inside, and one entry elsewhere that
 * names the version the page is opened in. Written by one service worker; a version is served only when it is whole.
 */
export class Keep {
  readonly #caches: CacheStorage;
  readonly #scope: string;
  readonly #policy: string;
  #releases: Promise<Release[]> | undefined;

  /** @param scope The page's folder as an address, with its closing `/`. */
  constructor(caches: CacheStorage, scope: string, policy: string) {
    this.#caches = caches;
    this.#scope = scope;
    this.#policy = policy;
  }

  #name(version: string): string {
    return `touchstone ${this.#scope} ${version}`;
  }

  #address(path: string): string {
    return this.#scope + path;
  }

  #open(version: string): Promise<Cache> {
    return this.#caches.open(this.#name(version));
  }

  /** Starts a version: from now on its list is known. */
  async begin(release: Release): Promise<void> {
    const cache = await this.#open(release.version);
    await cache.put(this.#address('.release'), new Response(JSON.stringify(release)));
    this.#releases = undefined;
  }

  /** All versions of which something is held. */
  async releases(): Promise<readonly Release[]> {
    this.#releases ??= this.#readReleases();
    return this.#releases;
  }

  async #readReleases(): Promise<Release[]> {
    const start = this.#name('');
    const names = (await this.#caches.keys()).filter(
      (name) => name.startsWith(start) && name !== this.#name('current'),
    );
    const lists = await Promise.all(
      names.map(async (name) => (await this.#caches.open(name)).match(this.#address('.release'))),
    );
    const found = await Promise.all(lists.map((list) => list?.json() as Promise<Release> | undefined));
    return found.filter((release): release is Release => release !== undefined);
  }

  async current(): Promise<string | null> {
    const held = await (await this.#open('current')).match(this.#address('.current'));
    return held ? held.text() : null;
  }

  async setCurrent(version: string): Promise<void> {
    await (await this.#open('current')).put(this.#address('.current'), new Response(version));
  }

  /** Paths of a version that are held. */
  async held(version: string): Promise<ReadonlySet<string>> {
    const requests = await (await this.#open(version)).keys();
    return new Set(requests.map(({ url }) => url.slice(this.#scope.length)));
  }

  async file(version: string, path: string): Promise<Response | undefined> {
    return (await this.#open(version)).match(this.#address(path));
  }

  /** @param host The host's headers; of them only those on isolation stay. */
  async put(
    version: string,
    file: ListedFile,
    content: Uint8Array<ArrayBuffer>,
    host: Headers,
  ): Promise<void> {
    const ending = /\.(\w+)$/.exec(file.path)?.[1] ?? '';
    const headers = new Headers({
      'content-type': types[ending] ?? 'application/octet-stream',
      'content-length': String(content.length),
      'content-security-policy': this.#policy,
      'x-content-type-options': 'nosniff',
    });
    for (const name of hostHeaders) {
      const value = host.get(name);
      if (value) headers.set(name, value);
    }
    await (await this.#open(version)).put(this.#address(file.path), new Response(content, { headers }));
  }

  /** The beginning of a file that was cut off, in pieces. */
  async pieces(version: string, file: ListedFile): Promise<Uint8Array<ArrayBuffer>[]> {
    const cache = await this.#open(version);
    const found: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      const piece = await cache.match(this.#pieceAddress(file, found.length));
      if (!piece) return found;
      found.push(new Uint8Array(await piece.arrayBuffer()));
    }
  }

  async putPiece(version: string, file: ListedFile, index: number, content: Uint8Array<ArrayBuffer>) {
    await (await this.#open(version)).put(this.#pieceAddress(file, index), new Response(content));
  }

  async dropPieces(version: string, file: ListedFile): Promise<void> {
    const cache = await this.#open(version);
    for (let index = 0; await cache.delete(this.#pieceAddress(file, index)); index++);
  }

  #pieceAddress(file: ListedFile, index: number): string {
    return this.#address(`.pieces/${file.sha256}/${index}`);
  }

  async forget(version: string): Promise<void> {
    await this.#caches.delete(this.#name(version));
    this.#releases = undefined;
  }
}
