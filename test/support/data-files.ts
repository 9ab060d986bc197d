/** Small data files made in tests. */

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** An IDX file of bytes. */
export function idxFile(shape: readonly number[], values: ArrayLike<number>, type = 8): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((axis, i) => header.setUint32(4 + 4 * i, axis));
  return join(new Uint8Array(header.buffer), Uint8Array.from(values));
}

const WRITERS: Record<
  string,
  [number, (view: DataView, at: number, value: number, little: boolean) => void]
> = {
  b1: [1, (view, at, value) => view.setUint8(at, value)],
  u1: [1, (view, at, value) => view.setUint8(at, value)],
  i1: [1, (view, at, value) => view.setInt8(at, value)],
  i2: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  i4: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  i8: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  f4: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  f8: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
};

/** An NPY file (version 1); values in the order they are to lie in the file. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  values: ArrayLike<number>,
  fortran = false,
): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const text = dictionary.padEnd(117) + '\n';
  const [size, write] = WRITERS[descr.slice(1)] ?? [0, () => undefined];
  const body = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) write(body, i * size, values[i], !descr.startsWith('>'));
  const length = new Uint8Array([text.length & 255, text.length >> 8]);
  return join(
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0),
    length,
    ascii(text),
    new Uint8Array(body.buffer),
  );
}
