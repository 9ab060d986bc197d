import { fromBase64, toBase64 } from '../numeric/bits.ts';

/** Number arrays that a packed value may hold, by the name they get. */
const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

type ArrayName = keyof typeof arrays;
type NumberArray = InstanceType<(typeof arrays)[ArrayName]>;

const special = { Infinity, '-Infinity': -Infinity, NaN, '-0': -0 } as const;

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of an array with the least significant byte first, whatever the machine does. */
function swapped(bytes: Uint8Array, width: number): Uint8Array {
  if (littleEndian || width === 1) return bytes;
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
}

function nameOf(value: ArrayBufferView): ArrayName {
  const found = (Object.keys(arrays) as ArrayName[]).find((name) => value instanceof arrays[name]);
  if (!found) throw new TypeError('no packed form for this kind of array');
  return found;
}

function packNumber(value: number): unknown {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : { $: Object.is(value, -0) ? '-0' : String(value) };
}

/**
 * A value as JSON that `unpack` restores exactly: number arrays become base64 of their little-endian bytes, numbers that JSON
 * lacks (±Infinity, NaN, −0) get a name. Plain objects, arrays, strings, numbers, booleans, null and Map-free data only;
 * absent (undefined) fields are left out.
 * @throws TypeError for anything else.
 */
export function pack(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return packNumber(value);
  if (Array.isArray(value)) return value.map(pack);
  if (ArrayBuffer.isView(value)) {
    const name = nameOf(value);
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { $: name, data: toBase64(swapped(bytes, arrays[name].BYTES_PER_ELEMENT)) };
  }
  if (
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  ) {
    if ('$' in value) throw new TypeError('a field may not be called $');
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return Object.fromEntries(entries.map(([key, entry]) => [key, pack(entry)]));
  }
  throw new TypeError(`no packed form for ${typeof value}`);
}

function unpackArray(name: ArrayName, data: unknown): NumberArray {
  const kind = arrays[name];
  if (typeof data !== 'string') throw new RangeError('packed array without data');
  const bytes = fromBase64(data);
  if (bytes.length % kind.BYTES_PER_ELEMENT !== 0) throw new RangeError('packed array is cut off');
  return new kind(swapped(bytes, kind.BYTES_PER_ELEMENT).buffer as ArrayBuffer);
}

/**
 * The value that `pack` was given.
 * @throws RangeError when the text is not what `pack` writes.
 */
export function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (value === null || typeof value !== 'object') return value;
  if (!('$' in value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(entry)]));
  const name = value.$;
  if (typeof name === 'string' && Object.hasOwn(arrays, name)) {
    return unpackArray(name as ArrayName, 'data' in value ? value.data : undefined);
  }
  if (typeof name === 'string' && Object.hasOwn(special, name)) return special[name as keyof typeof special];
  throw new RangeError(`unknown packed kind ${JSON.stringify(name)}`);
}
