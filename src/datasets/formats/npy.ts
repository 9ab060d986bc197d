import { UserError } from '../../messages/index.ts';
import { checkedCount, checkPromisedSize } from '../limits.ts';
import type { DecodedArray, Format, SourceFile } from './types.ts';

/**
 * NPY (numpy.lib.format, versions 1 to 3): magic, version, header length, a Python dictionary `descr`, `fortran_order`,
 * `shape`, then the values. Arrays of Python objects, structures and texts are not read: the first would mean running code.
 */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_AXES = 8;
const MAX_HEADER = 65_536;

type ElementType = {
  bytes: number;
  dtype: DecodedArray['dtype'];
  read(view: DataView, at: number, little: boolean): number;
};

const TYPES: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, dtype: 'integer', read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  u1: { bytes: 1, dtype: 'uint8', read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, dtype: 'integer', read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, dtype: 'integer', read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, dtype: 'integer', read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, dtype: 'integer', read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, dtype: 'integer', read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, dtype: 'integer', read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, dtype: 'integer', read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { bytes: 4, dtype: 'float', read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, dtype: 'float', read: (view, at, little) => view.getFloat64(at, little) },
};

interface Header {
  readonly type: ElementType;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly count: number;
}

const startsWithMagic = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** The header's text and where the values begin. */
function headerText({ name, bytes }: SourceFile): { text: string; offset: number } {
  const lying = new UserError('datasets.lying-header', { name });
  const major = bytes[6];
  const start = major === 1 ? 10 : 12;
  const short = (promised: number) =>
    new UserError('datasets.truncated', { name, promised, actual: bytes.length });
  if (bytes.length < start) throw short(start);
  if (major < 1 || major > 3) throw lying;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER) throw lying;
  if (bytes.length < start + length) throw short(start + length);
  return {
    text: new TextDecoder('latin1').decode(bytes.subarray(start, start + length)),
    offset: start + length,
  };
}

function headerOf(file: SourceFile): Header {
  const { name } = file;
  const { text, offset } = headerText(file);
  const descr = /'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d+)'\s*[,}]/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)\s*[,}]/.exec(text);
  const axes = /'shape'\s*:\s*\(([\d\s,]*)\)\s*[,}]/.exec(text);
  if (!/'descr'\s*:/.test(text) || !fortran || !axes) throw new UserError('datasets.lying-header', { name });
  const type = descr ? TYPES[descr[2] + descr[3]] : undefined;
  if (!descr || !type) {
    if (/'descr'\s*:\s*'\|O'/.test(text)) throw new UserError('datasets.npy-pickled', { name });
    const found = /'descr'\s*:\s*('[^']{0,20}'|\[)/.exec(text)?.[1] ?? '?';
    throw new UserError('datasets.npy-type', { name, type: found === '[' ? 'structure' : found });
  }
  const shape = axes[1]
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '')
    .map(Number);
  if (shape.length === 0 || shape.length > MAX_AXES)
    throw new UserError('datasets.npy-axes', { name, axes: shape.length });
  const little = descr[1] !== '>';
  return { type, little, fortran: fortran[1] === 'True', shape, offset, count: checkedCount(name, shape) };
}

/** For each value in row-major order, where column-major order keeps it; `visit(to, from)`. */
function visitFortran(shape: readonly number[], visit: (to: number, from: number) => void): void {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const position = shape.map(() => 0);
  const count = shape.reduce((product, size) => product * size, 1);
  for (let to = 0, from = 0; to < count; to++) {
    visit(to, from);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++position[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

export const npy: Format = {
  id: 'NPY',

  matches: startsWithMagic,

  promisedSize(file) {
    const { type, offset, count } = headerOf(file);
    return offset + count * type.bytes;
  },

  read(file) {
    const { name, bytes } = file;
    const { type, little, fortran, shape, offset, count } = headerOf(file);
    checkPromisedSize(name, offset + count * type.bytes, bytes.length);
    const array = (values: DecodedArray['values']): DecodedArray => ({
      type: 'array',
      name,
      shape,
      dtype: type.dtype,
      values,
    });
    if (type.dtype === 'uint8' && !fortran) return array(bytes.subarray(offset));
    const values =
      type.dtype === 'uint8'
        ? new Uint8Array(count)
        : shape.length === 1
          ? new Float64Array(count)
          : new Float32Array(count);
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
    const copy = (to: number, from: number) => (values[to] = type.read(view, from * type.bytes, little));
    if (fortran) visitFortran(shape, copy);
    else for (let i = 0; i < count; i++) copy(i, i);
    return array(values);
  },
};
