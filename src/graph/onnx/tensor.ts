import { TensorProto_DataLocation } from 'onnx-buf';
import type { TensorProto } from 'onnx-buf';
import type { UserError } from '../../messages/index.ts';
import type { Constant, DType, TensorData } from '../ir.ts';
import { fileError } from '../trouble.ts';
import { bytesPer, dtypeOf, typeName } from './types.ts';

/** Dimensions of a stored tensor as plain numbers; their product is known to be a sane count. */
function dimensions(tensor: TensorProto): number[] {
  let size = 1;
  const dims = tensor.dims.map((dim) => Number(dim));
  for (const dim of dims) {
    if (!Number.isSafeInteger(dim) || dim < 0) throw damaged(tensor.name);
    size *= dim;
    if (!Number.isSafeInteger(size)) throw damaged(tensor.name);
  }
  return dims;
}

function damaged(name: string): UserError {
  return fileError('graph.bad-tensor', { name: name || '?' });
}

/** A typed view of raw bytes: the file's own memory where the alignment allows, a copy otherwise. */
function view(dtype: DType, raw: Uint8Array): TensorData {
  const aligned = raw.byteOffset % bytesPer[dtype] === 0 ? raw : raw.slice();
  const { buffer, byteOffset } = aligned;
  const length = raw.byteLength / bytesPer[dtype];
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    case 'float16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    default:
      return new Uint8Array(buffer, byteOffset, length);
  }
}

/** Values from the typed fields that some exporters use instead of raw bytes. */
function typedValues(dtype: DType, tensor: TensorProto): TensorData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(tensor.floatData);
    case 'float64':
      return Float64Array.from(tensor.doubleData);
    case 'int64':
      return BigInt64Array.from(tensor.int64Data);
    case 'float16':
      return Uint16Array.from(tensor.int32Data);
    case 'int32':
      return Int32Array.from(tensor.int32Data);
    case 'int8':
      return Int8Array.from(tensor.int32Data);
    default:
      return Uint8Array.from(tensor.int32Data);
  }
}

/** Whether the tensor is of a type that the lab holds; the engine may know others, such as strings. */
export const holdsValues = ({ dataType }: TensorProto): boolean => dtypeOf(dataType) !== undefined;

/**
 * A stored tensor as a constant. Its length is never trusted: values must be exactly as many as its dimensions say.
 * Throws UserError when they are not, when the type is not held by the lab, or when the values live in another file.
 * With a type given, the stored bits are taken for that type's.
 */
export function readTensor(tensor: TensorProto, dtype = dtypeOf(tensor.dataType)): Constant {
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
    throw fileError('graph.external-data', { name: tensor.name || '?' });
  }
  if (!dtype)
    throw fileError('graph.tensor-type', { name: tensor.name || '?', type: typeName(tensor.dataType) });
  const dims = dimensions(tensor);
  const size = dims.reduce((product, dim) => product * dim, 1);
  const raw = tensor.rawData;
  if (raw.byteLength > 0) {
    if (raw.byteLength !== size * bytesPer[dtype]) {
      throw damaged(tensor.name);
    }
    return { dtype, dims, data: view(dtype, raw) };
  }
  const data = typedValues(dtype, tensor);
  if (data.length !== size) {
    throw damaged(tensor.name);
  }
  return { dtype, dims, data };
}
