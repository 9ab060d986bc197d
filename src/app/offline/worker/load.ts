import type { ListedFile, LoadTrouble, Release } from '../types.ts';
import type { Keep } from './keep.ts';

/** Fetches one of the page's own files. */
export type FetchFile = (path: string, options: RequestInit) => Promise<Response>;

export class LoadError extends Error {
  readonly trouble: LoadTrouble;

  constructor(trouble: LoadTrouble, options?: ErrorOptions) {
    super(trouble.kind, options);
    this.trouble = trouble;
  }
}

/** A broken connection costs at most this much of a large file again. */
const pieceBytes = 2 ** 21;

/** Names with a hash of their content in them never change what they mean, so the browser's own cache may answer. */
const isHashed = (path: string) => /-[\w-]{8}\.\w+$/.test(path);

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const sizeOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** Brings single files of a version from the server into the keep, checked by size and hash. */
export class FileLoader {
  readonly #keep: Keep;
  readonly #fetch: FetchFile;

  constructor(keep: Keep, fetch: FetchFile) {
    this.#keep = keep;
    this.#fetch = fetch;
  }

  /**
   * Afterwards the file is held, and is exactly the listed one.
   * @param progress Called with the bytes of this file that are here.
   * @throws LoadError
   */
  async load(
    { version }: Release,
    file: ListedFile,
    progress: (bytes: number) => void = () => undefined,
  ): Promise<void> {
    const first: RequestCache = isHashed(file.path) ? 'default' : 'no-cache';
    // Second without any cache on the way: a stale copy is no reason to give up.
    for (const cache of [first, 'reload'] as const) {
      const got = await this.#whole(version, file, cache, progress);
      if (got && (await sha256(got.content)) === file.sha256) {
        await this.#write(file, () => this.#keep.put(version, file, got.content, got.headers));
        return this.#keep.dropPieces(version, file);
      }
      await this.#keep.dropPieces(version, file);
    }
    throw new LoadError({ kind: 'mixed', path: file.path });
  }

  async #whole(
    version: string,
    file: ListedFile,
    cache: RequestCache,
    progress: (bytes: number) => void,
  ): Promise<{ content: Uint8Array<ArrayBuffer>; headers: Headers } | undefined> {
    let pieces = await this.#keep.pieces(version, file);
    if (pieces.length && sizeOf(pieces) === file.bytes)
      return { content: joined(pieces), headers: new Headers() };
    const response = await this.#request(file, cache, sizeOf(pieces));
    if (response.status >= 500) throw new LoadError({ kind: 'interrupted' });
    if (!response.ok) return undefined;
    if (pieces.length && !goesOnAt(response, sizeOf(pieces))) {
      await this.#keep.dropPieces(version, file);
      pieces = [];
    }
    await this.#read(version, file, response, pieces, progress);
    return { content: joined(pieces), headers: response.headers };
  }

  async #request(file: ListedFile, cache: RequestCache, from: number): Promise<Response> {
    // Some hosts answer `index.html` by sending the browser to the folder.
    const path = file.path === 'index.html' ? '' : file.path;
    const rest: RequestInit = from ? { headers: { Range: `bytes=${from}-` }, cache: 'no-store' } : { cache };
    try {
      return await this.#fetch(path, rest);
    } catch (cause) {
      throw new LoadError({ kind: 'interrupted' }, { cause });
    }
  }

  /** Adds what comes to `pieces`; large files are put aside piece by piece, so that a broken connection can go on there. */
  async #read(
    version: string,
    file: ListedFile,
    response: Response,
    pieces: Uint8Array<ArrayBuffer>[],
    progress: (bytes: number) => void,
  ): Promise<void> {
    const reader = response.body?.getReader();
    if (!reader) return;
    let waiting: Uint8Array<ArrayBuffer>[] = [];
    let size = sizeOf(pieces);
    const aside = async () => {
      const piece = joined(waiting);
      waiting = [];
      if (file.bytes > pieceBytes)
        await this.#write(file, () => this.#keep.putPiece(version, file, pieces.length, piece));
      pieces.push(piece);
    };
    for (;;) {
      const part = await reader.read().catch(async (cause: unknown) => {
        if (waiting.length) await aside();
        throw new LoadError({ kind: 'interrupted' }, { cause });
      });
      if (part.done) break;
      waiting.push(part.value);
      size += part.value.length;
      progress(Math.min(size, file.bytes));
      // Longer than listed: another file, whose rest nobody needs.
      if (size > file.bytes) return reader.cancel();
      if (sizeOf(waiting) >= pieceBytes) await aside();
    }
    pieces.push(...waiting);
  }

  async #write(file: ListedFile, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      const full = cause instanceof Error && cause.name === 'QuotaExceededError';
      throw new LoadError(
        full ? { kind: 'storage-full', needed: file.bytes } : { kind: 'unexpected', text: String(cause) },
        { cause },
      );
    }
  }
}

/** The answer holds the rest of a file from this byte on. */
function goesOnAt(response: Response, from: number): boolean {
  return (
    response.status === 206 && (response.headers.get('content-range') ?? '').startsWith(`bytes ${from}-`)
  );
}
