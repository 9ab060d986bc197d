import { deflateSync } from 'fflate';
import { crc32 } from '../../src/datasets/formats/crc32.ts';
import { ascii } from './data-files.ts';

/** One entry as a hostile or an honest archive claims it. */
export interface Claimed {
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
  /** The size the directory claims; the real one when left out. */
  readonly size?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Unix mode, as in the upper half of the external attributes. */
  readonly mode?: number;
  readonly crc?: number;
  /** Stands at the place of the entry before it, and shares its bytes. */
  readonly overlaps?: boolean;
}

/** Bytes of numbers of 2, 4 or 8 bytes, little endian. */
function numbers(...values: readonly [bytes: 2 | 4 | 8, value: number][]): Uint8Array {
  const out = values.flatMap(([bytes, value]) =>
    Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256),
  );
  return Uint8Array.from(out);
}

/** A zip written byte by byte, so that it can claim anything; with `zip64` its sizes and places are 64-bit ones. */
export function zipFile(entries: readonly Claimed[], zip64 = false): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  let before = 0;
  const add = (to: Uint8Array[], ...parts: readonly Uint8Array[]) => to.push(...parts);
  const length = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.length, 0);
  for (const entry of entries) {
    const name = typeof entry.name === 'string' ? ascii(entry.name) : entry.name;
    const body = entry.stored ? entry.bytes : deflateSync(entry.bytes);
    const method = entry.method ?? (entry.stored ? 0 : 8);
    const flags = entry.flags ?? 0x800;
    const crc = entry.crc ?? crc32(entry.bytes);
    const size = entry.size ?? entry.bytes.length;
    const common = numbers([2, flags], [2, method], [4, 0], [4, crc]);
    const place = entry.overlaps ? before : at;
    if (!entry.overlaps) {
      const local = [
        numbers([4, 0x04034b50], [2, 45]),
        common,
        numbers([4, body.length], [4, size], [2, name.length], [2, 0]),
        name,
        body,
      ];
      before = at;
      at += length(local);
      add(pieces, ...local);
    }
    const extra = zip64
      ? numbers([2, 1], [2, 24], [8, size], [8, body.length], [8, place])
      : new Uint8Array(0);
    const small = (value: number) => (zip64 ? 0xffffffff : value);
    add(
      directory,
      numbers([4, 0x02014b50], [2, 0x0300 + 45], [2, 45]),
      common,
      numbers([4, small(body.length)], [4, small(size)], [2, name.length], [2, extra.length], [2, 0]),
      numbers([2, 0], [2, 0], [4, (entry.mode ?? 0o100644) * 65536], [4, small(place)]),
      name,
      extra,
    );
  }
  const size = length(directory);
  const end64 = numbers(
    ...([
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, entries.length],
      [8, entries.length],
      [8, size],
      [8, at],
    ] as [2 | 4 | 8, number][]),
  );
  const locator = numbers([4, 0x07064b50], [4, 0], [8, at + size], [4, 1]);
  const many = zip64 ? 0xffff : entries.length;
  const end = numbers(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, many],
      [2, many],
      [4, zip64 ? 0xffffffff : size],
      [4, zip64 ? 0xffffffff : at],
      [2, 0],
    ] as [2 | 4 | 8, number][]),
  );
  const all = [...pieces, ...directory, ...(zip64 ? [end64, locator] : []), end];
  const out = new Uint8Array(length(all));
  let to = 0;
  for (const part of all) {
    out.set(part, to);
    to += part.length;
  }
  return out;
}
