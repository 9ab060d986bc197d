/** Base64 (RFC 4648) of bytes. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  const CHUNK = 0x8000;
  for (let i = 0; i < bytes.length; i += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary);
}

/**
 * Bytes of a base64 text.
 * @throws RangeError when the text is not base64.
 */
export function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new RangeError('not base64', { cause });
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Yes/no values as base64, eight to a byte, least significant bit first; the last byte is filled with zeros. */
export function packBits(values: ArrayLike<boolean | number>): string {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) if (values[i]) bytes[i >> 3] |= 1 << (i & 7);
  return toBase64(bytes);
}

/**
 * The bytes of `packBits`, eight of its `count` values in each.
 * @throws RangeError when the text is not base64 of exactly that many values, or the filling is not zero.
 */
export function packedBits(text: string, count: number): Uint8Array {
  const bytes = fromBase64(text);
  const spare = bytes.length * 8 - count;
  if (spare < 0 || spare > 7 || (spare > 0 && bytes[bytes.length - 1] >> (8 - spare) !== 0)) {
    throw new RangeError(`not ${count} packed bits`);
  }
  return bytes;
}

/** Value `i` of packed bits. */
export const bitAt = (bytes: Uint8Array, i: number): boolean => ((bytes[i >> 3] >> (i & 7)) & 1) === 1;

/**
 * The first `count` values of `packBits`.
 * @throws RangeError as `packedBits`.
 */
export function unpackBits(text: string, count: number): boolean[] {
  const bytes = packedBits(text, count);
  return Array.from({ length: count }, (_, i) => bitAt(bytes, i));
}

/** Bits that whole numbers from 0 to `largest` need each; at least one. */
export const widthOf = (largest: number): number => Math.max(1, 32 - Math.clz32(largest));

/** Whole numbers below 2^width as base64, `width` bits each, least significant bit first; the last byte is filled with zeros. */
export function packNumbers(values: ArrayLike<number>, width: number): string {
  const bytes = new Uint8Array(Math.ceil((values.length * width) / 8));
  for (let i = 0, at = 0; i < values.length; i++)
    for (let bit = 0; bit < width; bit++, at++) if ((values[i] >>> bit) & 1) bytes[at >> 3] |= 1 << (at & 7);
  return toBase64(bytes);
}

/**
 * The `count` values of `packNumbers`.
 * @throws RangeError when the text is not base64 of exactly that many numbers of 1 … 31 bits, or the filling is not zero.
 */
export function unpackNumbers(text: string, count: number, width: number): Int32Array {
  if (!Number.isInteger(width) || width < 1 || width > 31) throw new RangeError(`no width: ${width}`);
  const bytes = packedBits(text, count * width);
  const values = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i++)
    for (let bit = 0; bit < width; bit++, at++) if (bitAt(bytes, at)) values[i] |= 1 << bit;
  return values;
}

/** Float32 values as base64 of their little-endian bytes. */
export function packFloats(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return toBase64(new Uint8Array(view.buffer));
}

/**
 * Float32 values of `packFloats`.
 * @throws RangeError when the text is not base64 of whole values.
 */
export function unpackFloats(text: string): Float32Array {
  const bytes = fromBase64(text);
  if (bytes.length % 4 !== 0) throw new RangeError('not packed float32 values');
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
