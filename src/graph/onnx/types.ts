import { TensorProto_DataType as Code } from 'onnx-buf';
import type { DType } from '../ir.ts';

/** ONNX's number for each of our types. */
export const codeOf: Readonly<Record<DType, number>> = {
  float32: Code.FLOAT,
  float64: Code.DOUBLE,
  float16: Code.FLOAT16,
  int64: Code.INT64,
  int32: Code.INT32,
  uint8: Code.UINT8,
  int8: Code.INT8,
  bool: Code.BOOL,
};

/** A type that only passes through: its values become float32 on import. */
export const bfloat16Code: number = Code.BFLOAT16;

const byCode = new Map<number, DType>(Object.entries(codeOf).map(([dtype, code]) => [code, dtype as DType]));

/** Our type for ONNX's number, or undefined where the lab does not hold that type. */
export function dtypeOf(code: number): DType | undefined {
  return byCode.get(code);
}

export const bytesPer: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  int32: 4,
  uint8: 1,
  int8: 1,
  bool: 1,
};

/** The name of an element type's number, or of a kind of value that is no tensor. */
export function typeName(code: number | string | undefined): string {
  if (typeof code === 'string') return code.replace(/Type$/, '');
  return dtypeOf(code ?? 0) ?? (Code[code ?? 0] ?? `type ${code}`).toLowerCase();
}
