import { inflateSync } from 'fflate';
import { UserError } from '../../messages/index.ts';
import { DECODED_LIMIT, DEFLATE_RATIO, ENTRY_LIMIT } from '../limits.ts';
import { crc32 } from './crc32.ts';
import { shown } from './shown.ts';
import type { SourceFile } from './types.ts';

/**
 * Zip archives (PKWARE APPNOTE 6.3.10, with Zip64), read by the directory at their end: entries stored or deflated. Everything
 * that a directory claims is checked before anything is expanded: entries may not overlap, so that an archive cannot expand
 * to more than its own bytes can hold; names may not leave the archive; nothing is a link, encrypted or itself an archive.
 */

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const COMMENT_LIMIT = 65_535;
const ENCRYPTED = 1 | (1 << 6);
const UTF8 = 1 << 11;
const UNIX = 3;
const LINK = 0xa000;
const FILE_TYPE = 0xf000;

export interface ZipEntry {
  /** Path inside the archive, with `/` between folders. */
  readonly name: string;
  /** Expanded size in bytes. */
  readonly size: number;
  /** The content, expanded and checked against its CRC. @throws UserError when it is damaged. */
  read(): Uint8Array;
}

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the directory lies and how many entries it says it has. */
interface Directory {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

const broken = (name: string): UserError => new UserError('datasets.zip-broken', { name });

/** A 64-bit size or place; beyond 2^53 nothing real is. */
function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
}

function endOf(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - END_SIZE - COMMENT_LIMIT);
  for (let at = view.byteLength - END_SIZE; at >= first; at--) {
    const ends = at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength;
    if (ends && view.getUint32(at, true) === END) return at;
  }
  return undefined;
}

function directoryOf(name: string, view: DataView): Directory {
  if (view.byteLength < END_SIZE) throw broken(name);
  const end = endOf(view);
  if (end === undefined) throw broken(name);
  let count = view.getUint16(end + 10, true);
  let size = view.getUint32(end + 12, true);
  let start = view.getUint32(end + 16, true);
  let limit = end;
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    const locator = end - 20;
    if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
      const at = uint64(view, locator + 8);
      if (at + 56 > locator || view.getUint32(at, true) !== END64) throw broken(name);
      count = uint64(view, at + 32);
      size = uint64(view, at + 40);
      start = uint64(view, at + 48);
      limit = at;
    }
  }
  if (start + size > limit || count * 46 > size) throw broken(name);
  if (count > ENTRY_LIMIT) throw new UserError('datasets.zip-entries', { name, count, limit: ENTRY_LIMIT });
  return { start, size, count };
}

/** Names without the flag of UTF-8 come from any code page: UTF-8 and GB 18030 are tried, the rest is latin. */
const encodings = ['utf-8', 'gb18030'].map((label) => new TextDecoder(label, { fatal: true }));
const latin = new TextDecoder('latin1');

function decodedName(bytes: Uint8Array, flags: number): string {
  for (const decoder of flags & UTF8 ? encodings.slice(0, 1) : encodings) {
    try {
      return decoder.decode(bytes);
    } catch {
      continue;
    }
  }
  return latin.decode(bytes);
}

function checkName(name: string, entry: string): void {
  const leaves = entry.split(/[/\\]/).includes('..');
  if (leaves || /^[/\\]|^[a-zA-Z]:|\\|\0/.test(entry))
    throw new UserError('datasets.zip-path', { name, entry: shown(entry) });
}

interface Claim {
  readonly entry: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
}

/** Sizes and place of an entry; 64-bit ones stand in its extra field. */
function sizesOf(name: string, view: DataView, at: number, extra: number, extraSize: number) {
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  for (let field = extra; field + 4 <= extra + extraSize;) {
    const id = view.getUint16(field, true);
    const length = view.getUint16(field + 2, true);
    let from = field + 4;
    if (id === 1) {
      for (let i = 0; i < sizes.length; i++) {
        if (sizes[i] !== 0xffffffff) continue;
        if (from + 8 > field + 4 + length || from + 8 > view.byteLength) throw broken(name);
        sizes[i] = uint64(view, from);
        from += 8;
      }
    }
    field += 4 + length;
  }
  const [size, packed, local] = sizes;
  return { size, packed, local };
}

function claimsOf({ name, bytes }: SourceFile): Claim[] {
  const view = viewOf(bytes);
  const { start, size, count } = directoryOf(name, view);
  const claims: Claim[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > start + size || view.getUint32(at, true) !== DIRECTORY) throw broken(name);
    const flags = view.getUint16(at + 8, true);
    const nameSize = view.getUint16(at + 28, true);
    const extraSize = view.getUint16(at + 30, true);
    const next = at + 46 + nameSize + extraSize + view.getUint16(at + 32, true);
    if (next > start + size) throw broken(name);
    const entry = decodedName(bytes.subarray(at + 46, at + 46 + nameSize), flags);
    checkName(name, entry);
    const values = { name, entry: shown(entry) };
    const mode = view.getUint32(at + 38, true) >>> 16;
    const unix = view.getUint8(at + 5) === UNIX;
    if (unix && (mode & FILE_TYPE) === LINK) throw new UserError('datasets.zip-link', values);
    if (flags & ENCRYPTED) throw new UserError('datasets.zip-encrypted', values);
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8) throw new UserError('datasets.zip-method', values);
    const sizes = sizesOf(name, view, at, at + 46 + nameSize, extraSize);
    if (!entry.endsWith('/')) claims.push({ entry, method, crc: view.getUint32(at + 16, true), ...sizes });
    at = next;
  }
  checkClaims(name, claims, start);
  return claims;
}

/** No two entries share bytes, none claims more than deflate can hold, and together they stay within the limit. */
function checkClaims(name: string, claims: readonly Claim[], directory: number): void {
  const bomb = () => new UserError('datasets.zip-bomb', { name });
  let total = 0;
  let free = 0;
  for (const { method, packed, size, local } of [...claims].sort((a, b) => a.local - b.local)) {
    if (local < free) throw bomb();
    free = local + 30 + packed;
    if (free > directory) throw broken(name);
    if (method === 0 ? size !== packed : size > packed * DEFLATE_RATIO) throw bomb();
    total += size;
  }
  if (total > DECODED_LIMIT) {
    const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
    throw new UserError('datasets.too-much', {
      name,
      size: megabytes(total),
      limit: megabytes(DECODED_LIMIT),
    });
  }
}

function contentOf(name: string, bytes: Uint8Array, claim: Claim): Uint8Array {
  const { entry, method, crc, packed, size, local } = claim;
  const damaged = (cause?: unknown) =>
    new UserError('datasets.zip-entry-broken', { name, entry: shown(entry) }, { cause });
  const view = viewOf(bytes);
  if (view.getUint32(local, true) !== LOCAL) throw damaged();
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw damaged();
  const body = bytes.subarray(start, start + packed);
  let content = body;
  if (method === 8) {
    try {
      // One byte more than is claimed: what does not end where it says is seen by its length.
      content = inflateSync(body, { out: new Uint8Array(size + 1) });
    } catch (cause) {
      throw damaged(cause);
    }
  }
  if (content.length !== size || crc32(content) !== crc) throw damaged();
  if (isZip(content)) throw new UserError('datasets.zip-nested', { name, entry: shown(entry) });
  return content;
}

/**
 * The files of an archive, in the order of its directory; each is expanded when it is read.
 * @throws UserError when the archive is damaged, a bomb, encrypted, or holds what it may not.
 */
export function zipEntries(file: SourceFile): ZipEntry[] {
  const claims = claimsOf(file);
  const names = new Set(claims.map(({ entry }) => entry));
  if (names.size < claims.length) throw broken(file.name);
  return claims.map((claim) => ({
    name: claim.entry,
    size: claim.size,
    read: () => contentOf(file.name, file.bytes, claim),
  }));
}
