/** The browser's caches as a map, as far as the lab uses them. */
export class FakeCaches {
  readonly held = new Map<string, Map<string, { bytes: Uint8Array<ArrayBuffer>; headers: Headers }>>();
  /** Bytes that fit in all; more is refused as a browser does. */
  quota = Infinity;

  get used(): number {
    return [...this.held.values()]
      .flatMap((cache) => [...cache.values()])
      .reduce((n, e) => n + e.bytes.length, 0);
  }

  keys = async (): Promise<string[]> => [...this.held.keys()];
  delete = async (name: string): Promise<boolean> => this.held.delete(name);

  open = async (name: string): Promise<Cache> => {
    const entries =
      this.held.get(name) ?? new Map<string, { bytes: Uint8Array<ArrayBuffer>; headers: Headers }>();
    this.held.set(name, entries);
    return {
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      match: async (url: string) => {
        const entry = entries.get(url);
        return entry && new Response(entry.bytes.slice(), { headers: entry.headers });
      },
      put: async (url: string, response: Response) => {
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (this.used + bytes.length > this.quota) throw new DOMException('full', 'QuotaExceededError');
        entries.set(url, { bytes, headers: response.headers });
      },
      delete: async (url: string) => entries.delete(url),
    } as unknown as Cache;
  };
}
