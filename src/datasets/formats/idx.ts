import { UserError } from '../../messages/index.ts';
import { checkedCount, checkPromisedSize } from '../limits.ts';
import type { DecodedArray, Format, SourceFile } from './types.ts';

/**
 * IDX (Y. LeCun, the MNIST database): two zero bytes, a type code, the number of axes, each axis as a big-endian 32-bit
 * number, then the values in big-endian order.
 */

type ElementType = { bytes: number; dtype: DecodedArray['dtype']; read(view: DataView, at: number): number };

const TYPES: Readonly<Record<number, ElementType>> = {
  0x08: { bytes: 1, dtype: 'uint8', read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, dtype: 'integer', read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, dtype: 'integer', read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, dtype: 'integer', read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, dtype: 'float', read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, dtype: 'float', read: (view, at) => view.getFloat64(at) },
};

const MAX_AXES = 4;

interface Header {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly count: number;
}

function headerOf({ name, bytes }: SourceFile): Header {
  const axes = bytes[3];
  const offset = 4 + 4 * axes;
  if (axes === 0 || axes > MAX_AXES) throw new UserError('datasets.idx-magic', { name });
  if (bytes.length < offset)
    throw new UserError('datasets.truncated', { name, promised: offset, actual: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { type: TYPES[bytes[2]], shape, offset, count: checkedCount(name, shape) };
}

const promisedSize = (file: SourceFile): number => {
  const { type, offset, count } = headerOf(file);
  return offset + count * type.bytes;
};

export const idx: Format = {
  id: 'IDX',

  matches: (bytes) => bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] in TYPES,

  promisedSize,

  read(file) {
    const { name, bytes } = file;
    const { type, shape, offset, count } = headerOf(file);
    checkPromisedSize(name, offset + count * type.bytes, bytes.length);
    if (type.dtype === 'uint8') {
      return { type: 'array', name, shape, dtype: 'uint8', values: bytes.subarray(offset) };
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
    const values = shape.length === 1 ? new Float64Array(count) : new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = type.read(view, i * type.bytes);
    return { type: 'array', name, shape, dtype: type.dtype, values };
  },
};
