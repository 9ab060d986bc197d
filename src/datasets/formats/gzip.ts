import { Gunzip } from 'fflate';
import { UserError } from '../../messages/index.ts';
import { DECODED_LIMIT, DEFLATE_RATIO } from '../limits.ts';
import { crc32 } from './crc32.ts';
import type { SourceFile } from './types.ts';

const PIECE = 65_536;
/** Bytes at the beginning that hold any format's header, or nearly always do. */
const HEADER = 1024;
/** Header and trailer of a gzip file. */
const SHORTEST = 18;

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/**
 * Expands a gzip file piece by piece. As soon as the header inside is there, `promised` tells from it how long the whole is;
 * where it cannot, the limit is 1 GiB. Not one byte more than that is kept, so a bomb costs what its header admits to.
 * @throws UserError when the file is broken, ends early, or expands beyond what it may.
 */
export function gunzip(
  { name, bytes }: SourceFile,
  promised: (head: Uint8Array) => number | undefined,
): Uint8Array {
  if (bytes.length < SHORTEST) throw new UserError('datasets.gzip-broken', { name });
  const pieces: Uint8Array[] = [];
  let whole: Uint8Array | undefined;
  let length = 0;
  let members = 0;
  let asked = false;
  const keep = (piece: Uint8Array): void => {
    if (length + piece.length > (whole?.length ?? DECODED_LIMIT))
      throw new UserError('datasets.gzip-bomb', { name });
    if (whole) whole.set(piece, length);
    else pieces.push(piece);
    length += piece.length;
    if (whole || asked || length < HEADER) return;
    asked = true;
    const begun = join(pieces, length);
    const size = promised(begun);
    if (size === undefined) return;
    if (size > bytes.length * DEFLATE_RATIO) throw new UserError('datasets.lying-header', { name });
    if (size < length) throw new UserError('datasets.gzip-bomb', { name });
    whole = new Uint8Array(size);
    whole.set(begun);
    pieces.length = 0;
  };
  const stream = new Gunzip();
  let finished = false;
  stream.ondata = (piece, final) => {
    if (piece.length > 0) keep(piece);
    finished ||= final;
  };
  stream.onmember = () => {
    members++;
  };
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('datasets.gzip-broken', { name }, { cause });
  }
  const result = whole ? whole.subarray(0, length) : join(pieces, length);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const intact =
    members > 1 || (trailer.getUint32(0, true) === crc32(result) && trailer.getUint32(4, true) === length);
  if (!finished || !intact) throw new UserError('datasets.gzip-broken', { name });
  return result;
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const result = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
