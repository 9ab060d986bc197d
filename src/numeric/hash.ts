import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

type Hashable = Uint8Array | string | ArrayBufferView;

const encoder = new TextEncoder();

function bytesOf(data: Hashable): Uint8Array {
  if (typeof data === 'string') return encoder.encode(data);
  if (data instanceof Uint8Array) return data;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * SHA-256 as 64 hex digits; texts as UTF-8, number arrays as their little-endian memory. From a library, because
 * `crypto.subtle` is missing on plain http.
 */
export function sha256Hex(...parts: readonly Hashable[]): string {
  const hasher = new Sha256();
  for (const part of parts) hasher.update(part);
  return hasher.hex();
}

/** SHA-256 of data that comes in pieces; how it was cut does not matter. */
export class Sha256 {
  readonly #state = sha256.create();

  update(data: Hashable): this {
    this.#state.update(bytesOf(data));
    return this;
  }

  /** The hash so far as 64 hex digits; ends the hasher. */
  hex(): string {
    return bytesToHex(this.#state.digest());
  }
}

/** Files that were hashed, as long as somebody holds them. */
const known = new WeakMap<Uint8Array, string>();

/** `sha256Hex` of a file's bytes, which must not change afterwards: reckoned once. */
export function fileHash(bytes: Uint8Array): string {
  const hash = known.get(bytes) ?? sha256Hex(bytes);
  known.set(bytes, hash);
  return hash;
}

/** Bytes that are hashed in one go: some ten milliseconds. */
const slice = 1 << 20;

/** The same without holding up the thread: a large model takes seconds. By the host, or, on plain http, in slices. */
export async function fileHashAside(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes.length <= slice || known.has(bytes)) return fileHash(bytes);
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const hash = subtle
    ? bytesToHex(new Uint8Array(await subtle.digest('SHA-256', bytes)))
    : await inSlices(bytes);
  known.set(bytes, hash);
  return hash;
}

async function inSlices(bytes: Uint8Array): Promise<string> {
  const hasher = new Sha256();
  for (let at = 0; at < bytes.length; at += slice) {
    hasher.update(bytes.subarray(at, at + slice));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return hasher.hex();
}
