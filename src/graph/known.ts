import type { Constant, DType, Shape, TensorData } from './ir.ts';

/** One element of a value that is known before the run: a number, or so many times the batch size. */
export type Known = number | { readonly perBatch: number };

/** A small value known before the run, row-major; int64 as plain numbers, bool as 0 and 1. */
export interface KnownTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: readonly Known[];
}

/** Larger values are left to the engine. */
export const knownLimit = 65_536;

const int64Max = 0x7fffffffffffffffn;
const int64Min = -0x8000000000000000n;

function toInt64(value: number): bigint {
  if (value >= Number(int64Max)) return int64Max;
  return value <= Number(int64Min) ? int64Min : BigInt(Math.trunc(value));
}

/** The constant as plain numbers; undefined when it is too large or of half precision. */
export function knownOf({ dtype, dims, data }: Constant): KnownTensor | undefined {
  if (data.length > knownLimit || dtype === 'float16') return undefined;
  return { dtype, dims, data: Array.from(data as ArrayLike<number | bigint>, Number) };
}

/** A shape as the int64 vector that the operator Shape gives. */
export function knownShape(shape: Shape): KnownTensor {
  return {
    dtype: 'int64',
    dims: [shape.length],
    data: shape.map((dim) => (dim < 0 ? { perBatch: -dim } : dim)),
  };
}

const arrays: Record<Exclude<DType, 'float16' | 'int64'>, (values: readonly number[]) => TensorData> = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => Float64Array.from(values),
  int32: (values) => Int32Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  int8: (values) => Int8Array.from(values),
  bool: (values) => Uint8Array.from(values),
};

/** The value as a constant; undefined when it depends on the batch. */
export function constantFrom({ dtype, dims, data }: KnownTensor): Constant | undefined {
  if (dtype === 'float16' || !data.every((value) => typeof value === 'number')) return undefined;
  return { dtype, dims, data: dtype === 'int64' ? BigInt64Array.from(data, toInt64) : arrays[dtype](data) };
}
