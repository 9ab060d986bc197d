import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type {
  AttributeProto,
  FunctionProto,
  GraphProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from 'onnx-buf';

/** Small ONNX files by hand, as exporters write them and also as none would. */

export const FLOAT = 1;
export const UINT8 = 2;
export const INT64 = 7;
export const STRING = 8;

type Value =
  number | string | readonly number[] | readonly string[] | GraphProto | TensorProto | AttributeProto;
const text = (value: string) => new TextEncoder().encode(value);

/** Numbers are ints; floats are written as `floats([...])` or `floatValue(1.5)`. */
function attribute(name: string, value: Value): AttributeProto {
  const make = (init: Parameters<typeof create<typeof AttributeProtoSchema>>[1]) =>
    create(AttributeProtoSchema, { name, ...init });
  if (typeof value === 'number') return make({ type: Kind.INT, i: BigInt(value) });
  if (typeof value === 'string') return make({ type: Kind.STRING, s: text(value) });
  if (Array.isArray(value)) {
    return typeof value[0] === 'string'
      ? make({ type: Kind.STRINGS, strings: (value as string[]).map(text) })
      : make({ type: Kind.INTS, ints: (value as number[]).map(BigInt) });
  }
  const message = value as GraphProto | TensorProto | AttributeProto;
  if (message.$typeName === 'onnx.GraphProto') return make({ type: Kind.GRAPH, g: message });
  if (message.$typeName === 'onnx.TensorProto') return make({ type: Kind.TENSOR, t: message });
  return create(AttributeProtoSchema, { ...(message as AttributeProto), name });
}

export const floats = (values: readonly number[]): AttributeProto =>
  create(AttributeProtoSchema, { type: Kind.FLOATS, floats: [...values] });
export const floatValue = (value: number): AttributeProto =>
  create(AttributeProtoSchema, { type: Kind.FLOAT, f: value });
/** Takes the value of the function's attribute of this name. */
export const reference = (name: string, type: Kind = Kind.FLOAT): AttributeProto =>
  create(AttributeProtoSchema, { type, refAttrName: name });

export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Value>> = {},
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, {
    opType: op,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

export const ml = (
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Value>> = {},
): NodeProto => node(op, inputs, outputs, attributes, 'ai.onnx.ml');

export const tensor = (name: string, dims: readonly number[], values: readonly number[]): TensorProto =>
  create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, floatData: [...values] });

export const int64s = (name: string, dims: readonly number[], values: readonly number[]): TensorProto =>
  create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: INT64, int64Data: values.map(BigInt) });

export const value = (name: string, dims?: readonly (number | string)[], type = FLOAT): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    ...(dims
      ? {
          type: {
            value: {
              case: 'tensorType' as const,
              value: {
                elemType: type,
                shape: {
                  dim: dims.map((size) =>
                    typeof size === 'number'
                      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
                      : { value: { case: 'dimParam' as const, value: size } },
                  ),
                },
              },
            },
          },
        }
      : {}),
  });

interface GraphParts {
  readonly nodes: readonly NodeProto[];
  readonly tensors?: readonly TensorProto[];
  readonly inputs?: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

export const graphOf = ({ nodes, tensors = [], inputs = [], outputs }: GraphParts): GraphProto =>
  create(GraphProtoSchema, {
    name: 'g',
    node: [...nodes],
    initializer: [...tensors],
    input: [...inputs],
    output: [...outputs],
  });

interface FileParts extends GraphParts {
  readonly opset?: number;
  readonly sets?: Readonly<Record<string, number>>;
  readonly functions?: readonly FunctionProto[];
}

/** A model file; `ai.onnx.ml` is in version 3 unless said otherwise. */
export function modelFile({
  opset = 17,
  sets = { 'ai.onnx.ml': 3 },
  functions = [],
  ...graph
}: FileParts): Uint8Array {
  const imports = Object.entries(sets).map(([domain, version]) => ({ domain, version: BigInt(version) }));
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: BigInt(opset) }, ...imports],
      functions: [...functions],
      graph: graphOf(graph),
    }),
  );
}

export const functionOf = (
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  nodes: readonly NodeProto[],
  attributes: readonly string[] = [],
  domain = 'pkg.parts',
): FunctionProto =>
  create(FunctionProtoSchema, {
    name,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: [...attributes],
    node: [...nodes],
    opsetImport: [
      { domain: '', version: 17n },
      { domain, version: 1n },
    ],
  });
